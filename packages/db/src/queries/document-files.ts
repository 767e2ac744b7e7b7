// The files of documents, to be compared with what the store holds.
import { asc, count, desc, gt, inArray, sql } from 'drizzle-orm'
import { atEdge } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { documents } from '../schema/documents.ts'
import { one } from './rows.ts'

/**
 * Which of these file keys belong to a recorded document. The others are orphans only if they are
 * old: a request at work has stored its file and not yet its record.
 */
export function fileKeysInUse(db: DatabaseHandle, keys: readonly string[]): Promise<ReadonlySet<string>> {
  return atEdge('fileKeysInUse', async () => {
    if (keys.length === 0) return new Set()
    const rows = await db
      .select({ fileKey: documents.fileKey })
      .from(documents)
      .where(inArray(documents.fileKey, [...keys]))
    return new Set(rows.map(({ fileKey }) => fileKey))
  })
}

/** What a document's file must be. */
export interface DocumentFile {
  readonly id: string
  readonly code: string
  readonly fileKey: string
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string
  readonly bytes: number
}

const fileColumns = {
  id: documents.id,
  code: documents.code,
  fileKey: documents.fileKey,
  sha256: sql`coalesce(${documents.signedSha256}, ${documents.submittedSha256})`.mapWith(
    documents.signedSha256,
  ),
  bytes: documents.bytes,
}

/** Every recorded file, by id, a page at a time: pass the last id of one page to get the next. */
export function listDocumentFiles(
  db: DatabaseHandle,
  { afterId, limit }: { readonly afterId?: string; readonly limit: number },
): Promise<readonly DocumentFile[]> {
  const { id } = documents
  return atEdge('listDocumentFiles', () =>
    db
      .select(fileColumns)
      .from(documents)
      .where(afterId === undefined ? undefined : gt(id, afterId))
      .orderBy(asc(id))
      .limit(limit),
  )
}

/** The files of the documents that were recorded last, newest first. */
export function newestDocumentFiles(db: DatabaseHandle, limit: number): Promise<readonly DocumentFile[]> {
  const { id, createdAt } = documents
  return atEdge('newestDocumentFiles', () =>
    db.select(fileColumns).from(documents).orderBy(desc(createdAt), desc(id)).limit(limit),
  )
}

/** Returns how many documents there are. */
export function countDocuments(db: DatabaseHandle): Promise<number> {
  return atEdge('countDocuments', async () => one(await db.select({ count: count() }).from(documents)).count)
}
