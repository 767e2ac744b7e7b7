// What readiness and clocks ask of the database: whether it answers now, can be written, and what
// time it is there.
import { sql } from 'drizzle-orm'
import { atEdge, DatabaseError } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { documents } from '../schema/documents.ts'
import { events } from '../schema/events.ts'
import { idempotencyKeys } from '../schema/idempotency-keys.ts'
import { signers } from '../schema/signers.ts'
import { one } from './rows.ts'

/**
 * Reads a row of each table that signing needs, within a time, and checks that the database takes
 * writes. A table that another session has locked, a pool without a free connection and a replica
 * all count as not ready. Writes nothing.
 *
 * The server stops the reading at half the time and gives the connection back. Not covered: an
 * answer that is lost on the way keeps its connection until the pool's own limit, though this
 * function has rejected.
 *
 * @throws DatabaseError UNAVAILABLE (not in time, read-only, no connection), UNEXPECTED (no
 *   schema).
 */
export function probeDatabase(
  db: DatabaseHandle,
  { milliseconds }: { readonly milliseconds: number },
): Promise<void> {
  return atEdge('probeDatabase', async () => {
    const deadline = AbortSignal.timeout(milliseconds)
    const late = Promise.withResolvers<never>()
    const reject = () => late.reject(new DatabaseError('UNAVAILABLE', 'probeDatabase: no answer in time'))
    deadline.addEventListener('abort', reject)
    try {
      await Promise.race([late.promise, readOnce(db, Math.max(1, Math.floor(milliseconds / 2)), deadline)])
    } finally {
      deadline.removeEventListener('abort', reject)
    }
  })
}

/**
 * The database's own time, which all processes share. Milliseconds; of now, not of the
 * transaction's beginning.
 */
export function databaseTime(db: DatabaseHandle): Promise<Date> {
  return atEdge('databaseTime', async () => {
    const rows = await db
      .select({ now: sql`clock_timestamp()`.mapWith(events.at) })
      .from(sql`(values (1)) as once`)
    return one(rows).now
  })
}

async function readOnce(db: DatabaseHandle, milliseconds: number, deadline: AbortSignal): Promise<void> {
  await db.transaction(async (tx) => {
    // Its turn for a connection came too late: nobody listens any more.
    if (deadline.aborted) return
    await tx.execute(sql`select set_config('statement_timeout', ${String(milliseconds)}, true)`)
    const rows = await tx
      .select({
        isReadOnly: sql<boolean>`pg_is_in_recovery() or current_setting('transaction_read_only')::boolean`,
        // A scalar subquery each, so that an empty table is as good as a full one.
        read: sql`num_nonnulls(
          (select id from ${documents} limit 1), (select id from ${events} limit 1),
          (select key from ${idempotencyKeys} limit 1), (select id from ${signers} limit 1))`,
      })
      .from(sql`(values (1)) as once`)
    if (one(rows).isReadOnly)
      throw new DatabaseError('UNAVAILABLE', 'probeDatabase: the database is read-only')
  })
}
