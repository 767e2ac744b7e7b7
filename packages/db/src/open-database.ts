// Opens PostgreSQL or PGlite (a folder, or memory) behind one handle, schema brought up to date.
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/pglite'
import { atEdge } from './errors.ts'
import { lockFolder } from './folder-lock.ts'
import type { DatabaseHandle } from './handle.ts'
import { migrate } from './migrate.ts'
import { connectPostgres, type PostgresLocation } from './open-postgres.ts'

export type { PostgresLocation }

/** PGlite, in a folder or in memory. */
export type PgliteLocation =
  /** A folder, created when missing. One process at a time. */
  | { readonly folder: string }
  /** In memory; gone after `close`. */
  | { readonly memory: true }

/** Where the database is. */
export type DatabaseLocation = PostgresLocation | PgliteLocation

/** An open database. */
export interface Database {
  /** First argument of every query function. */
  readonly db: DatabaseHandle
  readonly engine: 'postgresql' | 'pglite'
  /**
   * Waits for queries at work, then closes. Later queries fail with UNAVAILABLE. A second call does
   * nothing.
   */
  close(): Promise<void>
}

/**
 * Opens a database and applies the migrations it lacks, under a lock: processes that start together
 * are safe. A PostgreSQL connection that is lost later is replaced by the next query; the query
 * that lost it fails with UNAVAILABLE.
 *
 * @throws DatabaseError UNAVAILABLE (cannot connect; the folder is open in another process),
 *   MIGRATION_FAILED, SCHEMA_NEWER, FORBIDDEN.
 */
export function openDatabase(location: DatabaseLocation): Promise<Database> {
  return atEdge('openDatabase', () => ('url' in location ? openPostgres(location) : openPglite(location)))
}

async function openPostgres(location: PostgresLocation): Promise<Database> {
  if (location.migrateSchema ?? true) await migratePostgres(location)
  const { db, close } = connectPostgres(location)
  return opened({ db, engine: 'postgresql', close: once(close) }, db.execute(sql`select 1`))
}

/**
 * On a connection of its own: building an index, or waiting for the process that builds it, has no
 * time limit.
 */
async function migratePostgres(location: PostgresLocation): Promise<void> {
  const { db, close } = connectPostgres({ ...location, maxConnections: 1, statementTimeoutMilliseconds: 0 })
  try {
    await migrate(db)
  } finally {
    await close()
  }
}

async function openPglite(location: PgliteLocation): Promise<Database> {
  const release = 'folder' in location ? await lockFolder(location.folder) : () => undefined
  try {
    const client = await PGlite.create('folder' in location ? location.folder : 'memory://')
    const db = drizzle({ client })
    const close = once(() => client.close().finally(release))
    return await opened({ db, engine: 'pglite', close }, migrate(db))
  } catch (error) {
    release()
    throw error
  }
}

async function opened(database: Database, prepare: Promise<unknown>): Promise<Database> {
  try {
    await prepare
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined
  return () => {
    closing ??= close()
    return closing
  }
}
