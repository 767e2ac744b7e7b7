// What the cross-references of a file, of all its revisions, say to be where; and which bytes are the data of their streams.
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { Lexer } from '../../pdf/lexer.ts'
import { isRef, isStream } from '../../pdf/objects.ts'
import { parseIndirectObject } from '../../pdf/parser.ts'
import type { Revision } from '../../pdf/xref.ts'
import { resolved } from '../pdf-view.ts'
import { afterSpace } from './found-objects.ts'

// Looking an object up in hundreds of revisions, for each of thousands of objects, would be the most that a hostile file could ask for.
const MAXIMUM_LOOKUPS = 5_000_000

export class ListedObjects {
  readonly #document: PdfDocument
  /** Offsets of all listed objects, ascending. Owned by `#starts`. */
  #offsets: Float64Array | undefined
  #lookups = 0

  constructor(document: PdfDocument) {
    this.#document = document
  }

  /** Whether a cross-reference says that the object is there. @throws PdfError LIMIT_EXCEEDED */
  has(objectNumber: number, offset: number): boolean {
    const { revisions } = this.#document
    // The revision whose bytes the object is in has nearly always listed it.
    const likely = revisions.findIndex(({ end }) => end > offset)
    if (likely !== -1 && this.#lists(revisions[likely], objectNumber, offset)) return true
    return revisions.some((revision) => this.#lists(revision, objectNumber, offset))
  }

  /** Whether the offset is inside the data of a stream that a cross-reference lists. @throws PdfError LIMIT_EXCEEDED */
  isStreamData(offset: number): boolean {
    const start = lastBelow(this.#starts, offset)
    if (start === undefined) return false
    const { bytes } = this.#document
    try {
      const { value } = parseIndirectObject(new Lexer(bytes, start), {
        streamLength: ({ entries }) => {
          const stated = entries.get('Length')
          const length = isRef(stated) ? resolved(this.#document, stated) : stated
          return typeof length === 'number' && Number.isInteger(length) && length >= 0 ? length : undefined
        },
        lengthRepaired: () => {
          throw new PdfError('STREAM_INVALID', 'the end of the stream is a guess')
        },
      })
      if (!isStream(value)) return false
      const data = value.bytes.byteOffset - bytes.byteOffset
      return offset >= data && offset < data + value.bytes.length
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
      return false
    }
  }

  #lists(revision: Revision | undefined, objectNumber: number, offset: number): boolean {
    this.#lookups += 1
    if (this.#lookups > MAXIMUM_LOOKUPS) {
      throw new PdfError('LIMIT_EXCEEDED', 'too many objects in too many revisions to look for each')
    }
    if (revision === undefined) return false
    const { bytes, base } = this.#document
    const entry = revision.entries.get(objectNumber)
    if (entry?.kind === 'offset' && afterSpace(bytes, entry.offset) === offset) return true
    // A cross-reference stream need not list itself. A number alone would let a hidden object pass that has the number of the stream.
    return (
      revision.xrefStreamNumbers.includes(objectNumber) &&
      sectionOffsets(revision, base).some((section) => afterSpace(bytes, section) === offset)
    )
  }

  get #starts(): Float64Array {
    this.#offsets ??= startsOf(this.#document)
    return this.#offsets
  }
}

/** Offsets of the cross-reference sections that a revision consists of or names: its own, the one before it, its hybrid stream. */
export function sectionOffsets({ startXref, trailer }: Revision, base: number): readonly number[] {
  const named = ['Prev', 'XRefStm'].flatMap((key) => {
    const value = trailer.entries.get(key)
    return typeof value === 'number' ? [value + base] : []
  })
  return [startXref, ...named]
}

function startsOf({ bytes, revisions }: PdfDocument): Float64Array {
  const offsets: number[] = []
  for (const { entries } of revisions) {
    for (const entry of entries.values()) {
      if (entry.kind === 'offset') offsets.push(afterSpace(bytes, entry.offset))
    }
  }
  return Float64Array.from(offsets).sort()
}

/** The last of the ascending numbers that is not above the limit. */
function lastBelow(ascending: Float64Array, limit: number): number | undefined {
  let low = 0
  let high = ascending.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? 0) <= limit) low = middle + 1
    else high = middle - 1
  }
  return high < 0 ? undefined : ascending[high]
}
