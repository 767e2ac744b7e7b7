// Whether the master key is the one under which this database's NIKs were stored. With another one
// no signer is found by NIK, and enrolling would give the same person a second row: better to stop
// before either.
import type { DatabaseHandle } from '@tapis/db'
import { listAgencies, listSigners } from '@tapis/db'
import { type PersonalDataKeys, revealNik } from '../people/personal-data.ts'
import { SetupError } from './errors.ts'

/**
 * Opens the first stored NIK that it finds and forgets it. A database without one takes any key.
 * @throws SetupError MASTER_KEY_WRONG
 */
export async function checkMasterKey(db: DatabaseHandle, keys: PersonalDataKeys): Promise<void> {
  for (const { id } of await listAgencies(db)) {
    const person = (await listSigners(db, id)).find((signer) => signer.kind === 'person')
    if (person === undefined) continue
    const stored = { encrypted: person.nikEncrypted, lookup: person.nikLookup }
    if (revealNik(keys, stored) !== undefined) return
    throw new SetupError(
      'MASTER_KEY_WRONG',
      'the master key is not the one that this database was filled with',
    )
  }
}
