// Files that no record knows: what a crash between file and record leaves behind. A young one may
// belong to a request that is still at work and about to write its record.
import { type DatabaseHandle, fileKeysInUse } from '@tapis/db'
import type { DocumentStore, StoredObject } from '../store/document-store.ts'

/** No request takes an hour: a file that is older and still has no record never gets one. */
const OLD_MILLISECONDS = 60 * 60 * 1000

const BATCH = 500

/** Files stored before this moment are old, as seen at `now`. */
export function oldBefore(now: Date): Date {
  return new Date(now.getTime() - OLD_MILLISECONDS)
}

/**
 * Every file with whether a record knows it, in batches, so that memory does not grow with the
 * store. The file is seen before its record is asked for: one whose record is written in between
 * counts as known.
 */
export async function* filesWithKnowledge(
  db: DatabaseHandle,
  store: DocumentStore,
): AsyncIterable<StoredObject & { readonly isRecorded: boolean }> {
  let batch: StoredObject[] = []
  for await (const file of store.list()) {
    batch.push(file)
    if (batch.length < BATCH) continue
    yield* known(db, batch)
    batch = []
  }
  yield* known(db, batch)
}

async function* known(db: DatabaseHandle, batch: readonly StoredObject[]) {
  const inUse = await fileKeysInUse(
    db,
    batch.map(({ key }) => key),
  )
  for (const file of batch) yield { ...file, isRecorded: inUse.has(file.key) }
}
