// Applications: create, find, disable, enable.
import { and, asc, eq, isNull } from 'drizzle-orm'
import { atEdge } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { applications } from '../schema/applications.ts'
import { one } from './rows.ts'

/** A back-office application of an agency, as the authenticator sees it. */
export interface Application {
  readonly id: string
  readonly agencyId: string
  readonly name: string
  /** Basic username: 3 to 64 of A-Z a-z 0-9 _ -. Unique in the whole service. */
  readonly credentialId: string
  /** SHA-256 of the 256-bit random secret, 32 bytes. Compare in constant time. */
  readonly secretSha256: Uint8Array
  readonly createdAt: Date
  /**
   * Absent while the application may call. The queries do not refuse a disabled application: the
   * caller does.
   */
  readonly disabledAt?: Date
}

/** What a new application is recorded with. */
export type NewApplication = Omit<Application, 'id' | 'disabledAt'>

/**
 * @throws DatabaseError CONFLICT (name in the agency, or credential id), NOT_FOUND (agency),
 *   INVALID.
 */
export function createApplication(db: DatabaseHandle, application: NewApplication): Promise<Application> {
  return atEdge('createApplication', async () =>
    toApplication(one(await db.insert(applications).values(application).returning())),
  )
}

/** The application with this Basic username, disabled ones included. The secret is NOT checked. */
export function findApplicationByCredentialId(
  db: DatabaseHandle,
  credentialId: string,
): Promise<Application | undefined> {
  return atEdge('findApplicationByCredentialId', async () => {
    const [row] = await db.select().from(applications).where(eq(applications.credentialId, credentialId))
    return row && toApplication(row)
  })
}

/** Disables an application from `at` on; a second call keeps the first time. */
export function disableApplication(db: DatabaseHandle, id: string, at: Date): Promise<void> {
  return atEdge('disableApplication', async () => {
    await db
      .update(applications)
      .set({ disabledAt: at })
      .where(and(eq(applications.id, id), isNull(applications.disabledAt)))
  })
}

/** Enables a disabled application; an enabled one stays as it is. */
export function enableApplication(db: DatabaseHandle, id: string): Promise<void> {
  return atEdge('enableApplication', async () => {
    await db.update(applications).set({ disabledAt: null }).where(eq(applications.id, id))
  })
}

/** An agency's applications, by name, disabled ones included. */
export function listApplications(db: DatabaseHandle, agencyId: string): Promise<readonly Application[]> {
  return atEdge('listApplications', async () => {
    const rows = await db
      .select()
      .from(applications)
      .where(eq(applications.agencyId, agencyId))
      .orderBy(asc(applications.name))
    return rows.map(toApplication)
  })
}

function toApplication(row: typeof applications.$inferSelect): Application {
  const { disabledAt, ...application } = row
  return { ...application, ...(disabledAt !== null && { disabledAt }) }
}
