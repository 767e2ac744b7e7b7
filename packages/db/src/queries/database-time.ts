// What the database's clock says.
import { sql } from 'drizzle-orm'
import { atEdge } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { installation } from '../schema/installation.ts'
import { one } from './rows.ts'

/** The moment at which the database answered, not that of the transaction. */
export function databaseTime(db: DatabaseHandle): Promise<Date> {
  return atEdge('databaseTime', async () => {
    const milliseconds = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::float8`
    return new Date(one(await db.select({ milliseconds }).from(installation)).milliseconds)
  })
}
