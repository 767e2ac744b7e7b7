// The handle that query functions take: Drizzle over either engine, with no schema attached.
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

/**
 * A connected database or a transaction in it. Opaque outside this package: pass it to the query
 * functions.
 */
export type DatabaseHandle = PgDatabase<PgQueryResultHKT, Record<string, never>>
