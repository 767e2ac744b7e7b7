// The installation: which one this database is, and where its QR codes lead.
import { eq, isNull } from 'drizzle-orm'
import { atEdge } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { installation } from '../schema/installation.ts'
import { recordEvent } from './events.ts'
import { one } from './rows.ts'

/** What the installation is recorded with. */
export interface Installation {
  /** Drawn when the database was made; the document store carries the same. */
  readonly id: string
  /** What the QR codes lead to; absent until the first `serve`. */
  readonly portalOrigin?: string
  readonly createdAt: Date
}

/** Returns the installation, if the database has been set up. */
export function findInstallation(db: DatabaseHandle): Promise<Installation> {
  return atEdge('findInstallation', async () => toInstallation(one(await db.select().from(installation))))
}

/**
 * Writes down where QR codes lead when nothing is written yet, and gives what then stands there:
 * the caller compares. Of two first starts at once, both get the same answer.
 *
 * @throws DatabaseError INVALID when it is no origin.
 */
export function keepPortalOrigin(db: DatabaseHandle, portalOrigin: string): Promise<string> {
  return atEdge('keepPortalOrigin', async () => {
    await db.update(installation).set({ portalOrigin }).where(isNull(installation.portalOrigin))
    const kept = one(await db.select().from(installation)).portalOrigin
    return kept ?? portalOrigin
  })
}

/**
 * Lets new QR codes lead elsewhere, with its event. Codes on paper still lead to the old place,
 * which has to answer for good.
 */
export function movePortalOrigin(
  db: DatabaseHandle,
  move: { readonly portalOrigin: string; readonly operator: string; readonly at: Date },
): Promise<void> {
  const { portalOrigin, operator, at } = move
  return atEdge('movePortalOrigin', () =>
    db.transaction(async (tx) => {
      await tx.update(installation).set({ portalOrigin }).where(eq(installation.onlyOne, true))
      await recordEvent(tx, {
        at,
        kind: 'portal-origin.move',
        outcome: 'done',
        actor: 'operator',
        operator,
        changed: ['portalOrigin'],
      })
    }),
  )
}

function toInstallation(row: typeof installation.$inferSelect): Installation {
  const { id, portalOrigin, createdAt } = row
  return { id, createdAt, ...(portalOrigin !== null && { portalOrigin }) }
}
