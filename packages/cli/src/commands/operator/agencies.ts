// Finds the agencies that an operator's command is about.

import { type Agency, type DatabaseHandle, findAgency, listAgencies } from '@tapis/db'
import { OperatorError } from '../../installation/operator-error.ts'

/** Returns all agencies, or the one that is named. @throws OperatorError AGENCY_NOT_FOUND */
export async function agenciesNamed(db: DatabaseHandle, id: string | undefined): Promise<readonly Agency[]> {
  if (id === undefined) return await listAgencies(db)
  const agency = await findAgency(db, id)
  if (agency === undefined) throw new OperatorError('AGENCY_NOT_FOUND', `there is no agency ${id}`)
  return [agency]
}

/**
 * Refuses what the demonstration made beside real agencies: what opens its keys is printed for
 * everybody.
 * @throws OperatorError DEMONSTRATION_RETIRED
 */
export async function requireNotRetired(db: DatabaseHandle, agencyId: string): Promise<void> {
  const agencies = await listAgencies(db)
  const agency = agencies.find(({ id }) => id === agencyId)
  if (agency?.isDemonstration !== true || agencies.every(({ isDemonstration }) => isDemonstration)) return
  throw new OperatorError(
    'DEMONSTRATION_RETIRED',
    `${agencyId} belongs to the demonstration, which stays stopped beside real agencies`,
  )
}
