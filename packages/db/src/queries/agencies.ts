// Agencies: create and find.
import { asc, eq } from 'drizzle-orm'
import { atEdge } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { agencies } from '../schema/agencies.ts'
import { one } from './rows.ts'

/** An agency (OPD) of the city. */
export interface Agency {
  /** Short slug such as `dpmptsp`: a lower-case letter, then 1 to 31 letters, digits or hyphens. */
  readonly id: string
  readonly name: string
  readonly shortName: string
  readonly createdAt: Date
}

/** @throws DatabaseError CONFLICT (the id is taken), INVALID. */
export function createAgency(db: DatabaseHandle, agency: Agency): Promise<Agency> {
  return atEdge('createAgency', async () => one(await db.insert(agencies).values(agency).returning()))
}

export function findAgency(db: DatabaseHandle, id: string): Promise<Agency | undefined> {
  return atEdge('findAgency', async () => (await db.select().from(agencies).where(eq(agencies.id, id)))[0])
}

/** All agencies, by id. */
export function listAgencies(db: DatabaseHandle): Promise<readonly Agency[]> {
  return atEdge('listAgencies', () => db.select().from(agencies).orderBy(asc(agencies.id)))
}
