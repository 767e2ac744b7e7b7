// Opens the database of an operator's command: PostgreSQL while the service runs, or PGlite's
// folder while it is stopped.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Database,
  DatabaseError,
  type DatabaseHandle,
  type DatabaseLocation,
  openDatabase,
} from '@tapis/db'
import { UsageError } from '../command-line/usage-error.ts'
import type { DataPlace } from '../configuration/configuration.ts'
import { OperatorError } from './operator-error.ts'

/** Opens a database. @throws OperatorError DATABASE_IN_USE; DatabaseError */
export async function openOperatorDatabase(location: DatabaseLocation): Promise<Database> {
  try {
    return await openDatabase(location)
  } catch (cause) {
    if (!('folder' in location && cause instanceof DatabaseError && cause.code === 'UNAVAILABLE')) throw cause
    throw new OperatorError(
      'DATABASE_IN_USE',
      'the service runs on this folder: stop it first; with PostgreSQL (DATABASE_URL) commands work beside it',
    )
  }
}

/**
 * Runs `use` on a database that is there, and closes it: a mistyped folder must not be answered by
 * an empty one.
 *
 * @throws UsageError; OperatorError DATABASE_IN_USE; DatabaseError; what `use` throws
 */
export async function withDatabase<T>(
  { dataFolder, databaseUrl }: DataPlace,
  use: (db: DatabaseHandle) => Promise<T>,
): Promise<T> {
  const folder = join(dataFolder, 'database')
  if (databaseUrl === undefined && !existsSync(folder))
    throw new UsageError(`there is no database in ${dataFolder}: give --data, TAPIS_DATA or DATABASE_URL`)
  const database = await openOperatorDatabase(databaseUrl === undefined ? { folder } : { url: databaseUrl })
  try {
    return await use(database.db)
  } finally {
    await database.close()
  }
}
