// Says whether a database and a document store belong together: by the id that both carry, and,
// where the store carries none yet, by what is in them.

import { countDocuments, type DatabaseHandle, listDocumentFiles, newestDocumentFiles } from '@tapis/db'
import { type DocumentStore, parseStoreKey } from '@tapis/signer'
import { InstallationError } from './installation-error.ts'

interface ToMatch {
  readonly db: DatabaseHandle
  readonly store: DocumentStore
  /** The database's. */
  readonly id: string
  /** For the message. */
  readonly where: Where
}

interface Where {
  readonly documents: string
  readonly database: string
  readonly isPglite: boolean
}

/** So many tell an older backup or another volume from the right one. */
const NEWEST = 100

/**
 * Passes what carries the same id, or nobody's empty store beside a database without documents, or
 * nobody's store that has the files of the newest documents, as a release without ids left it.
 * Changes nothing, and takes as long however many files there are.
 *
 * @throws InstallationError DATABASE_EMPTY, DOCUMENTS_MISSING, INSTALLATION_MISMATCH,
 *   NEWEST_DOCUMENTS_MISSING
 */
export async function requireMatch({ db, store, id, where }: ToMatch): Promise<void> {
  const owner = await store.identity()
  if (owner !== undefined && owner !== id) throw mismatch(owner, id, where)
  const hasDocuments = (await listDocumentFiles(db, { limit: 1 })).length > 0
  const hasFiles = await holdsFiles(store)
  if (hasDocuments && !hasFiles) throw documentsMissing(await countDocuments(db), where)
  if (owner !== undefined) return
  if (!hasDocuments && hasFiles) throw databaseEmpty(where)
  if (hasDocuments) await requireNewestFiles(db, store, where)
}

/** Says whether anything was ever stored and is still there. */
export async function holdsFiles(store: DocumentStore): Promise<boolean> {
  for await (const _ of store.list()) return true
  return false
}

async function requireNewestFiles(db: DatabaseHandle, store: DocumentStore, where: Where): Promise<void> {
  const newest = await newestDocumentFiles(db, NEWEST)
  const found = await Promise.all(
    newest.map(async ({ fileKey }) => {
      const key = parseStoreKey(fileKey)
      return key === undefined ? undefined : await store.find(key)
    }),
  )
  const missing = found.filter((file) => file === undefined).length
  if (missing === 0) return
  throw new InstallationError(
    'NEWEST_DOCUMENTS_MISSING',
    `of the newest ${newest.length} documents in ${where.database}, ${missing} have no file in ${where.documents}, ` +
      'which does not say whose it is. Probably it is another volume, or older than the database. Bring the two ' +
      'together that belong together, or restore the files; tapis fsck names what is missing',
  )
}

function mismatch(owner: string, id: string, { documents, database, isPglite }: Where): InstallationError {
  const other = isPglite ? 'DATABASE_URL is not set this time' : 'DATABASE_URL names another database'
  return new InstallationError(
    'INSTALLATION_MISMATCH',
    `${documents} belongs to installation ${owner}, and ${database} is installation ${id}. Probably ${other}, or ` +
      '--data (TAPIS_DATA) another folder. Start with the two that belong together',
  )
}

function databaseEmpty({ documents, database, isPglite }: Where): InstallationError {
  const other = isPglite ? 'DATABASE_URL is not set this time' : 'DATABASE_URL names another database'
  return new InstallationError(
    'DATABASE_EMPTY',
    `${documents} has signed files, and ${database} knows no document. Probably ${other}, or the database was made ` +
      'anew. Start with the database that the documents belong to, or restore it from its backup',
  )
}

function documentsMissing(count: number, { documents, database }: Where): InstallationError {
  return new InstallationError(
    'DOCUMENTS_MISSING',
    `${database} has ${count} documents, and ${documents} has no file. Probably the volume is not mounted, or --data ` +
      '(TAPIS_DATA) names another folder. Mount it, or restore the files from their backup',
  )
}
