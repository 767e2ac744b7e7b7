// Removes files that no record knows: what a crash between file and record leaves behind.
import { type DatabaseHandle, fileKeysInUse } from '@tapis/db'
import type { DocumentStore, StoreKey } from '../store/document-store.ts'

const BATCH = 500

/** How many were removed: files without a record, and files half written. */
export interface Swept {
  readonly orphans: number
  readonly unfinished: number
}

/**
 * Sweeps what was stored before `olderThan`, which must lie further back than the longest request: a younger file may be
 * about to get its record. An hour is ample.
 */
export async function sweepOrphans(
  db: DatabaseHandle,
  store: DocumentStore,
  olderThan: Date,
): Promise<Swept> {
  const unfinished = await store.sweepUnfinished(olderThan)
  let orphans = 0
  let batch: StoreKey[] = []
  for await (const { key, storedAt } of store.list()) {
    if (storedAt >= olderThan) continue
    batch.push(key)
    if (batch.length < BATCH) continue
    orphans += await sweepBatch(db, store, batch)
    batch = []
  }
  orphans += await sweepBatch(db, store, batch)
  return { orphans, unfinished }
}

async function sweepBatch(
  db: DatabaseHandle,
  store: DocumentStore,
  keys: readonly StoreKey[],
): Promise<number> {
  const inUse = await fileKeysInUse(db, keys)
  const orphans = keys.filter((key) => !inUse.has(key))
  for (const key of orphans) await store.delete(key)
  return orphans.length
}
