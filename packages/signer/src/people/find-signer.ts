// Finds a person by the NIK, whatever the agency. The number itself goes no further than its keyed
// digest.
import type { DatabaseHandle, Person } from '@tapis/db'
import { findSignerByNikLookup } from '@tapis/db'
import { SetupError } from '../setup/errors.ts'
import { type Nik, nikLookup, type PersonalDataKeys, parseNik } from './personal-data.ts'

/** Suspended persons too. @throws SetupError NIK_INVALID */
export async function findPersonByNik(
  db: DatabaseHandle,
  personalData: PersonalDataKeys,
  nik: string,
): Promise<Person | undefined> {
  return await findSignerByNikLookup(db, nikLookup(personalData, requireNik(nik)))
}

/** @throws SetupError NIK_INVALID */
export function requireNik(text: string): Nik {
  const nik = parseNik(text)
  if (nik === undefined) throw new SetupError('NIK_INVALID', 'a NIK has 16 digits')
  return nik
}
