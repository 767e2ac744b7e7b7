// Opens database and document store, and only if they belong together: a service on the wrong
// database would take every signed file for nobody's, and one beside an unmounted volume would sign
// into the mount point. Until that is known, nothing is made or written.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Database,
  DatabaseError,
  findAuthority,
  findInstallation,
  listDocumentFiles,
  openDatabase,
} from '@tapis/db'
import { type DocumentStore, openFolderStore } from '@tapis/signer'
import type { DataPlace } from '../configuration/configuration.ts'
import { InstallationError } from './installation-error.ts'
import { holdsFiles, requireMatch } from './match.ts'
import { openOperatorDatabase } from './operator-database.ts'
import { keepPrivate, requirePrivate } from './private-data.ts'
import { requireSameRoot } from './root-certificate.ts'

export interface OpenInstallation {
  readonly database: Database
  /** The store is claimed: it carries the database's id. */
  readonly documentStore: DocumentStore
  /** UUID that database and store share. */
  readonly id: string
}

/**
 * Opens both, brings the schema up to date and claims a new store. From here on this process makes
 * private files only.
 *
 * @throws InstallationError; OperatorError DATABASE_IN_USE; DatabaseError; StoreError. Then nothing
 *   new is there, except that an older database may have the new schema. The caller closes
 *   `database`.
 */
export async function openInstallation(place: DataPlace): Promise<OpenInstallation> {
  keepPrivate()
  await requirePrivate(place.dataFolder)
  const documents = join(place.dataFolder, 'documents')
  const documentStore = await openFolderStore(documents)
  const where = { documents, database: nameDatabase(place), isPglite: place.databaseUrl === undefined }
  await requireNotNewBesideFiles(place, documentStore, where)
  const database = await openOperatorDatabase(locationOf(place))
  try {
    const { id } = await findInstallation(database.db)
    await requireMatch({ db: database.db, store: documentStore, id, where })
    const root = await findAuthority(database.db, 'root')
    await requireSameRoot(place.dataFolder, root?.certificate.der)
    await documentStore.claim(id)
    return { database, documentStore, id }
  } catch (cause) {
    await database.close()
    throw cause
  }
}

/** Returns PGlite's folder, or the server. */
export function locationOf({ dataFolder, databaseUrl }: DataPlace) {
  return databaseUrl === undefined ? { folder: join(dataFolder, 'database') } : { url: databaseUrl }
}

/** Returns what people call the database: its folder, or its host and name, never its password. */
export function nameDatabase({ dataFolder, databaseUrl }: DataPlace): string {
  if (databaseUrl === undefined) return `the database in ${join(dataFolder, 'database')}`
  const url = URL.parse(databaseUrl)
  return url === null ? 'the PostgreSQL database' : `the PostgreSQL database ${url.host}${url.pathname}`
}

/** Says whether a database of ours is still to be made, and makes none. */
export async function isNewDatabase(place: DataPlace): Promise<boolean> {
  if (place.databaseUrl === undefined) return !existsSync(join(place.dataFolder, 'database', 'PG_VERSION'))
  const { db, close } = await openDatabase({
    url: place.databaseUrl,
    migrateSchema: false,
    maxConnections: 1,
  })
  try {
    await listDocumentFiles(db, { limit: 1 })
    return false
  } catch (cause) {
    if (cause instanceof DatabaseError && cause.sqlState === UNDEFINED_TABLE) return true
    throw cause
  } finally {
    await close()
  }
}

/** SQLSTATE, PostgreSQL appendix A. */
const UNDEFINED_TABLE = '42P01'

async function requireNotNewBesideFiles(
  place: DataPlace,
  store: DocumentStore,
  where: { readonly documents: string; readonly database: string },
): Promise<void> {
  const owner = await store.identity()
  if (owner === undefined && !(await holdsFiles(store))) return
  if (!(await isNewDatabase(place))) return
  const other = place.databaseUrl === undefined ? 'DATABASE_URL is not set this time' : 'DATABASE_URL changed'
  throw new InstallationError(
    'DATABASE_EMPTY',
    `${where.documents} belongs to ${owner === undefined ? 'an installation' : `installation ${owner}`}, and ` +
      `${where.database} is new. Probably ${other}, or the database was lost. Start with the database that ` +
      `the documents belong to, restore it from its backup, or give a new installation its own --data folder`,
  )
}
