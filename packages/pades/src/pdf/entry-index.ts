// Which revision was the newest to state an object, for every view of a file: one sorted column, since a file with hundreds of
// revisions would else be searched through all of them for each object.
import type { Revision, XrefEntry } from './xref.ts'

// Above the number of sections a file may have; an object number takes 31 bits, so that both fit a number exactly.
const REVISION_ROOM = 8192

/** Built when the first object is asked for. The oldest revision, in most files by far the largest, is not copied. */
export class EntryIndex {
  readonly #revisions: readonly Revision[]
  /** Object number and revision in one number, ascending. */
  #column: Float64Array | undefined

  /** @param revisions all of the file, oldest first */
  constructor(revisions: readonly Revision[]) {
    this.#revisions = revisions
  }

  /** What the newest revision up to index `newest` that mentions the object says of it. */
  entry(objectNumber: number, newest: number): XrefEntry | undefined {
    this.#column ??= columnOf(this.#revisions)
    const found = this.#column[lastNotAbove(this.#column, objectNumber * REVISION_ROOM + newest)] ?? -1
    const revision = Math.floor(found / REVISION_ROOM) === objectNumber ? found % REVISION_ROOM : 0
    return this.#revisions[revision]?.entries.get(objectNumber)
  }
}

function columnOf(revisions: readonly Revision[]): Float64Array {
  const updates = revisions.slice(1)
  const column = new Float64Array(updates.reduce((sum, { entries }) => sum + entries.size, 0))
  let at = 0
  for (const { index, entries } of updates) {
    for (const objectNumber of entries.keys()) {
      column[at] = objectNumber * REVISION_ROOM + index
      at += 1
    }
  }
  return column.sort()
}

/** Position of the last number that is not above `limit`, -1 when all are. */
function lastNotAbove(column: Float64Array, limit: number): number {
  let low = 0
  let high = column.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if ((column[middle] ?? 0) <= limit) low = middle + 1
    else high = middle - 1
  }
  return high
}
