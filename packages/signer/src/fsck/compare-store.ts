// Compares records and files both ways and changes nothing. It may run while documents are signed:
// a file is stored before its record, so a record is never early; and a file without a record
// counts only when it is too old to get one.
import { createHash } from 'node:crypto'
import { type DatabaseHandle, type DocumentFile, listDocumentFiles } from '@tapis/db'
import { type DocumentStore, parseStoreKey, StoreError } from '../store/document-store.ts'
import { filesWithKnowledge, oldBefore } from './files-without-record.ts'

const PAGE = 500

/** One thing that is not as it should be. `code` is the document's, `file` the store's name. */
export type StoreFinding =
  | { readonly finding: 'missing' | 'altered' | 'unreadable'; readonly code: string }
  | { readonly finding: 'orphan' | 'unfinished'; readonly file: string; readonly storedAt: Date }

/** How many of each; `young` are files of the last hour that may yet get their record. */
export interface StoreCounts {
  /** Records. */
  readonly documents: number
  /** Files. */
  readonly files: number
  readonly missing: number
  readonly altered: number
  readonly unreadable: number
  readonly orphan: number
  readonly unfinished: number
  readonly young: number
}

/**
 * Every record's file must be there with its size and SHA-256 (`quick`: its size alone), and every
 * file must have its record. Findings are told as they are found; memory does not grow with the
 * store.
 *
 * @throws DatabaseError; StoreError when the store as a whole cannot be read. One file that cannot
 *   be read is a finding.
 */
export async function compareStore(
  { db, store, now, quick }: StoreToCompare,
  tell: (finding: StoreFinding) => void,
): Promise<StoreCounts> {
  const counts = {
    documents: 0,
    files: 0,
    missing: 0,
    altered: 0,
    unreadable: 0,
    orphan: 0,
    unfinished: 0,
    young: 0,
  }
  for await (const document of documentFiles(db)) {
    counts.documents++
    const finding = await judgeFile(store, document, quick)
    if (finding === undefined) continue
    counts[finding]++
    tell({ finding, code: document.code })
  }
  const old = oldBefore(now)
  for await (const { key, storedAt, isRecorded } of filesWithKnowledge(db, store)) {
    counts.files++
    if (isRecorded) continue
    if (storedAt >= old) {
      counts.young++
      continue
    }
    counts.orphan++
    tell({ finding: 'orphan', file: key, storedAt })
  }
  for await (const { name, storedAt } of store.listUnfinished()) {
    if (storedAt >= old) {
      counts.young++
      continue
    }
    counts.unfinished++
    tell({ finding: 'unfinished', file: name, storedAt })
  }
  return counts
}

interface StoreToCompare {
  readonly db: DatabaseHandle
  readonly store: DocumentStore
  readonly now: Date
  readonly quick: boolean
}

async function* documentFiles(db: DatabaseHandle): AsyncIterable<DocumentFile> {
  let afterId: string | undefined
  for (;;) {
    const page = await listDocumentFiles(db, { limit: PAGE, ...(afterId !== undefined && { afterId }) })
    yield* page
    afterId = page.at(-1)?.id
    if (afterId === undefined || page.length < PAGE) return
  }
}

async function judgeFile(
  store: DocumentStore,
  { fileKey, bytes, sha256 }: DocumentFile,
  quick: boolean,
): Promise<'missing' | 'altered' | 'unreadable' | undefined> {
  const key = parseStoreKey(fileKey)
  if (key === undefined) return 'missing'
  try {
    const found = await store.find(key)
    if (found === undefined) return 'missing'
    if (found.bytes !== bytes) return 'altered'
    if (quick) return undefined
    const file = await store.get(key)
    if (file === undefined) return 'missing'
    return createHash('sha256').update(file).digest('hex') === sha256 ? undefined : 'altered'
  } catch (error) {
    if (error instanceof StoreError) return 'unreadable'
    throw error
  }
}
