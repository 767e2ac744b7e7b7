// Finds the newest revision that states an object, for every view of a file. One sorted column
// answers it: without it, each object would be looked for in every one of hundreds of revisions.
import type { Revision } from './xref.ts'
import type { XrefEntry } from './xref-entries.ts'

// More than the number of sections that a file may have. An object number takes 31 bits, so that
// both fit a number exactly.
const REVISION_ROOM = 8192

/**
 * The index is built when the first object is asked for. The oldest revision, usually by far the
 * largest, is not copied.
 */
export class EntryIndex {
  readonly #revisions: readonly Revision[]
  /** Object numbers and revisions, each pair in one number, ascending. */
  #column: Float64Array | undefined

  /** @param revisions every revision of the file, oldest first */
  constructor(revisions: readonly Revision[]) {
    this.#revisions = revisions
  }

  /**
   * Returns what the newest revision, up to index `newest`, that mentions the object says of it.
   */
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

/** Returns the position of the last number that is not above `limit`, or -1 when all are. */
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
