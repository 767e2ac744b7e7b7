// Agencies: create, find, rename.
import { asc, eq } from 'drizzle-orm'
import { atEdge, DatabaseError } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { agencies } from '../schema/agencies.ts'
import { one, someChange } from './rows.ts'

/** An agency (OPD) of the city. */
export interface Agency {
  /** Short slug such as `dpmptsp`: a lower-case letter, then 1 to 31 letters, digits or hyphens. */
  readonly id: string
  readonly name: string
  readonly shortName: string
  /** Made by `tapis demo`: invented signers whose passphrases everybody may read. */
  readonly isDemonstration: boolean
  readonly createdAt: Date
}

/** What a new agency is recorded with. */
export type NewAgency = Omit<Agency, 'isDemonstration'> & Partial<Pick<Agency, 'isDemonstration'>>

/** @throws DatabaseError CONFLICT (the id is taken), INVALID. */
export function createAgency(db: DatabaseHandle, agency: NewAgency): Promise<Agency> {
  return atEdge('createAgency', async () => one(await db.insert(agencies).values(agency).returning()))
}

/** Returns the agency of this id. */
export function findAgency(db: DatabaseHandle, id: string): Promise<Agency | undefined> {
  return atEdge('findAgency', async () => (await db.select().from(agencies).where(eq(agencies.id, id)))[0])
}

/** All agencies, by id. */
export function listAgencies(db: DatabaseHandle): Promise<readonly Agency[]> {
  return atEdge('listAgencies', () => db.select().from(agencies).orderBy(asc(agencies.id)))
}

/**
 * Documents that are recorded already keep the names that the agency had then.
 *
 * @throws DatabaseError NOT_FOUND, INVALID; TypeError when there is nothing to change.
 */
export function updateAgency(
  db: DatabaseHandle,
  id: string,
  change: Partial<Pick<Agency, 'name' | 'shortName' | 'isDemonstration'>>,
): Promise<Agency> {
  return atEdge('updateAgency', async () => {
    const [row] = await db.update(agencies).set(someChange(change)).where(eq(agencies.id, id)).returning()
    if (row === undefined) throw new DatabaseError('NOT_FOUND', 'updateAgency: no such agency')
    return row
  })
}

/** As documents name their agency. @throws DatabaseError NOT_FOUND */
export async function agencyNames(
  db: DatabaseHandle,
  agencyId: string,
): Promise<{ readonly agencyName: string; readonly agencyShortName: string }> {
  const [names] = await db
    .select({ agencyName: agencies.name, agencyShortName: agencies.shortName })
    .from(agencies)
    .where(eq(agencies.id, agencyId))
  if (names === undefined) throw new DatabaseError('NOT_FOUND', 'no such agency')
  return names
}
