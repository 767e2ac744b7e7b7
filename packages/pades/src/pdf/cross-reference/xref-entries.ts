// Keeps the entries of one cross-reference section in columns. A file of a million objects costs a
// few numbers for each, and an entry becomes an object only when it is asked for.

/** What a cross-reference says of one object. */
export type XrefEntry =
  | { readonly kind: 'free'; readonly generation: number }
  | { readonly kind: 'offset'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'compressed'; readonly streamNumber: number; readonly index: number }

const FREE = 0
const OFFSET = 1
const COMPRESSED = 2

interface Run {
  readonly first: number
  readonly count: number
  /** The position in the columns where the run begins. */
  readonly start: number
}

/** The entries by object number, in ascending order. */
export class XrefEntries implements ReadonlyMap<number, XrefEntry> {
  readonly size: number
  /** The highest object number, 0 when there is none. */
  readonly highest: number
  readonly #runs: readonly Run[]
  readonly #kinds: Uint8Array
  readonly #firsts: Float64Array
  readonly #seconds: Float64Array

  /** @param runs in ascending order, without overlap */
  constructor(runs: readonly Run[], kinds: Uint8Array, firsts: Float64Array, seconds: Float64Array) {
    this.#runs = runs
    this.#kinds = kinds
    this.#firsts = firsts
    this.#seconds = seconds
    this.size = runs.reduce((sum, { count }) => sum + count, 0)
    const last = runs.at(-1)
    this.highest = last === undefined ? 0 : last.first + last.count - 1
  }

  get(objectNumber: number): XrefEntry | undefined {
    const index = this.#indexOf(objectNumber)
    return index === -1 ? undefined : this.#entry(index)
  }

  has(objectNumber: number): boolean {
    return this.#indexOf(objectNumber) !== -1
  }

  *entries(): Generator<[number, XrefEntry], undefined> {
    for (const { first, count, start } of this.#runs) {
      for (let index = 0; index < count; index++) yield [first + index, this.#entry(start + index)]
    }
  }

  *keys(): Generator<number, undefined> {
    for (const { first, count } of this.#runs) for (let index = 0; index < count; index++) yield first + index
  }

  *values(): Generator<XrefEntry, undefined> {
    for (const { count, start } of this.#runs) {
      for (let index = 0; index < count; index++) yield this.#entry(start + index)
    }
  }

  [Symbol.iterator](): Generator<[number, XrefEntry], undefined> {
    return this.entries()
  }

  forEach(callback: (entry: XrefEntry, objectNumber: number, map: this) => void): void {
    for (const [objectNumber, entry] of this) callback(entry, objectNumber, this)
  }

  #indexOf(objectNumber: number): number {
    let low = 0
    let high = this.#runs.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const run = this.#runs[middle]
      if (run === undefined) return -1
      if (objectNumber < run.first) high = middle - 1
      else if (objectNumber >= run.first + run.count) low = middle + 1
      else return run.start + objectNumber - run.first
    }
    return -1
  }

  #entry(index: number): XrefEntry {
    const first = this.#firsts[index] ?? 0
    const second = this.#seconds[index] ?? 0
    switch (this.#kinds[index]) {
      case OFFSET:
        return { kind: 'offset', offset: first, generation: second }
      case COMPRESSED:
        return { kind: 'compressed', streamNumber: first, index: second }
      default:
        return { kind: 'free', generation: second }
    }
  }
}

/**
 * Collects a section's entries, subsection by subsection. Memory grows with what is read, never
 * with what is claimed.
 */
export class XrefEntriesBuilder {
  readonly #runs: Run[] = []
  #kinds = new Uint8Array(64)
  #firsts = new Float64Array(64)
  #seconds = new Float64Array(64)
  #length = 0
  #runStart = 0

  free(generation: number): void {
    this.#push(FREE, 0, generation)
  }

  offset(offset: number, generation: number): void {
    this.#push(OFFSET, offset, generation)
  }

  compressed(streamNumber: number, index: number): void {
    this.#push(COMPRESSED, streamNumber, index)
  }

  /** Whether the subsection being read began with the head of the list of free objects (§7.5.4). */
  beganWithFreeListHead(): boolean {
    const start = this.#runStart
    return start < this.#length && this.#kinds[start] === FREE && this.#seconds[start] === 65535
  }

  /** Numbers the entries added since the last call, from `first` on. */
  endSubsection(first: number): void {
    const count = this.#length - this.#runStart
    if (count > 0) this.#runs.push({ first, count, start: this.#runStart })
    this.#runStart = this.#length
  }

  /** @returns `overlapping` when two subsections state the same object; the later one counts */
  finish(): { entries: XrefEntries; overlapping: boolean } {
    const runs = [...this.#runs].sort((left, right) => left.first - right.first)
    const overlapping = runs.some((run, index) => {
      const next = runs[index + 1]
      return next !== undefined && run.first + run.count > next.first
    })
    const sound = overlapping ? this.#withoutOverlap() : runs
    return { entries: new XrefEntries(sound, this.#kinds, this.#firsts, this.#seconds), overlapping }
  }

  #withoutOverlap(): Run[] {
    const starts = new Map<number, number>()
    for (const { first, count, start } of this.#runs) {
      for (let index = 0; index < count; index++) starts.set(first + index, start + index)
    }
    const runs: Run[] = []
    let last = { first: -1, count: 0, start: -1 }
    for (const first of Float64Array.from(starts.keys()).sort()) {
      const start = starts.get(first) ?? 0
      if (first === last.first + last.count && start === last.start + last.count) last.count++
      else {
        last = { first, count: 1, start }
        runs.push(last)
      }
    }
    return runs
  }

  #push(kind: number, first: number, second: number): void {
    if (this.#length === this.#kinds.length) this.#grow()
    this.#kinds[this.#length] = kind
    this.#firsts[this.#length] = first
    this.#seconds[this.#length] = second
    this.#length++
  }

  #grow(): void {
    const capacity = this.#kinds.length * 2
    const kinds = new Uint8Array(capacity)
    const firsts = new Float64Array(capacity)
    const seconds = new Float64Array(capacity)
    kinds.set(this.#kinds)
    firsts.set(this.#firsts)
    seconds.set(this.#seconds)
    this.#kinds = kinds
    this.#firsts = firsts
    this.#seconds = seconds
  }
}
