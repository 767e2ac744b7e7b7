// Takes files that no record knows out of the store, and destroys none: they are moved to a shelf
// of the day. Only on an operator's word, who says how many there are: beside a wrong or an older
// database every document would be without a record.
import { type DatabaseHandle, recordEvent } from '@tapis/db'
import type { DocumentStore } from '../store/document-store.ts'
import { filesWithKnowledge, oldBefore } from './files-without-record.ts'

interface ToSetAside {
  readonly db: DatabaseHandle
  /** Must be this database's: the caller has compared identities. */
  readonly store: DocumentStore
  /** What is younger than an hour stays: it may belong to a request at work. */
  readonly now: Date
  /** How many the operator expects to be moved. */
  readonly expected: number
  /** Operating system's name of whoever ran the command, for the event. */
  readonly operator: string
}

/** Another number of files was found than was expected; nothing was moved. */
class CountDiffers extends Error {
  readonly code = 'COUNT_DIFFERS'
  readonly found: number
  constructor(expected: number, found: number) {
    super(`expected ${expected} to be moved aside, found ${found}; nothing was moved`)
    this.name = 'CountDiffers'
    this.found = found
  }
}

/**
 * Moves files without a record. Resolves to the shelf, a date.
 * @throws CountDiffers; DatabaseError; StoreError
 */
export async function setAsideOrphans(options: ToSetAside): Promise<string> {
  const { db, store, now } = options
  async function* orphans() {
    const old = oldBefore(now)
    for await (const { key, storedAt, isRecorded } of filesWithKnowledge(db, store))
      if (!isRecorded && storedAt < old) yield key
  }
  return await setAside(options, orphans, (key, shelf) => store.setAside(key, shelf))
}

/**
 * Moves what interrupted requests left half written. Resolves to the shelf.
 * @throws as `setAsideOrphans`
 */
export async function setAsideUnfinished(options: ToSetAside): Promise<string> {
  const { store, now } = options
  async function* unfinished() {
    const old = oldBefore(now)
    for await (const { name, storedAt } of store.listUnfinished()) if (storedAt < old) yield name
  }
  return await setAside(options, unfinished, (name, shelf) => store.setAsideUnfinished(name, shelf))
}

async function setAside<T>(
  { db, now, expected, operator }: ToSetAside,
  find: () => AsyncIterable<T>,
  move: (found: T, shelf: string) => Promise<void>,
): Promise<string> {
  let found = 0
  for await (const _ of find()) found++
  if (found !== expected) throw new CountDiffers(expected, found)
  const shelf = now.toISOString().slice(0, 10)
  if (found === 0) return shelf
  // Before the first move: a crash may leave an event of files that stayed, never a move without
  // its event.
  await recordEvent(db, { at: now, kind: 'orphans.move', outcome: 'done', actor: 'operator', operator })
  let moved = 0
  for await (const file of find()) {
    // One that has become old since it was counted was not expected.
    if (moved === expected) break
    await move(file, shelf)
    moved++
  }
  return shelf
}
