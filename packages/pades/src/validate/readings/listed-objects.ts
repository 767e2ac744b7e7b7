// Where the cross-references of a file, of all its revisions, say its objects to be (ISO 32000-2
// §7.5.4), and which bytes are the data of their streams.

import { resolved } from '../../document/pdf-view.ts'
import type { Revision, Span } from '../../pdf/cross-reference/xref.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { isRef, isStream, type PdfValue } from '../../pdf/objects.ts'
import type { WorkBudget } from '../../pdf/reading/work-budget.ts'
import { Lexer } from '../../pdf/syntax/lexer.ts'
import { parseIndirectObject } from '../../pdf/syntax/parser.ts'
import { skipSpace } from './found-objects.ts'

// A hostile file could ask for thousands of objects to be looked up in hundreds of revisions each.
const MAXIMUM_LOOKUPS = 5_000_000

export class ListedObjects {
  readonly #document: PdfDocument
  /** Offsets of all listed objects, ascending. Owned by `#starts`. */
  #offsets: Float64Array | undefined
  #lookups = 0
  readonly #budget: WorkBudget
  #last: { readonly start: number; readonly data: Span | undefined } | undefined

  constructor(document: PdfDocument, budget: WorkBudget) {
    this.#document = document
    this.#budget = budget
  }

  /** Whether a cross-reference says that the object is there. @throws PdfError LIMIT_EXCEEDED */
  has(objectNumber: number, offset: number): boolean {
    const { revisions } = this.#document
    // The revision whose bytes the object is in has nearly always listed it.
    const likely = revisions.findIndex(({ end }) => end > offset)
    if (likely !== -1 && this.#lists(revisions[likely], objectNumber, offset)) return true
    return revisions.some((revision) => this.#lists(revision, objectNumber, offset))
  }

  /**
   * Whether the offset is inside the data of a stream that a cross-reference lists.
   * @throws PdfError LIMIT_EXCEEDED
   */
  isStreamData(offset: number): boolean {
    const start = lastBelow(this.#starts, offset)
    if (start === undefined) return false
    // What looks like an object is often in the same stream as the one before.
    if (start !== this.#last?.start) this.#last = { start, data: this.#dataOf(start) }
    const { data } = this.#last
    return data !== undefined && offset >= data.start && offset < data.end
  }

  /**
   * Returns where the data of the stream stand that begins there; undefined when there is none, or
   * its end is a guess.
   */
  #dataOf(start: number): Span | undefined {
    const { bytes } = this.#document
    // The document has nearly all of them already, and another look at one that is long takes long.
    const known = this.#known(start)
    if (known !== undefined && !isStream(known)) return undefined
    const lexer = new Lexer(bytes, start)
    const { value, work } = this.#parsed(lexer)
    this.#budget.spend(work)
    if (!isStream(value)) return undefined
    const data = value.bytes.byteOffset - bytes.byteOffset
    return { start: data, end: data + value.bytes.length }
  }

  #known(start: number): PdfValue | undefined {
    try {
      return this.#document.objectAt(start).value
    } catch (error) {
      if (error instanceof PdfError) return undefined
      throw error
    }
  }

  /** @returns the value, and how many bytes were looked at, which a stream's data are not */
  #parsed(lexer: Lexer): { readonly value?: PdfValue; readonly work: number } {
    const start = lexer.position
    try {
      const { value } = parseIndirectObject(lexer, {
        streamLength: ({ entries }) => {
          const stated = entries.get('Length')
          const length = isRef(stated) ? resolved(this.#document, stated) : stated
          return typeof length === 'number' && Number.isInteger(length) && length >= 0 ? length : undefined
        },
        lengthRepaired: () => {
          throw new PdfError('STREAM_INVALID', 'the end of the stream is a guess')
        },
      })
      return { value, work: lexer.position - start - (isStream(value) ? value.bytes.length : 0) }
    } catch (error) {
      if (!(error instanceof PdfError)) throw error
      return { work: lexer.position - start }
    }
  }

  #lists(revision: Revision | undefined, objectNumber: number, offset: number): boolean {
    this.#lookups += 1
    if (this.#lookups > MAXIMUM_LOOKUPS) {
      throw new PdfError('LIMIT_EXCEEDED', 'too many objects in too many revisions to look for each')
    }
    if (revision === undefined) return false
    const { bytes } = this.#document
    const entry = revision.entries.get(objectNumber)
    if (entry?.kind === 'offset' && skipSpace(bytes, entry.offset) === offset) return true
    // A cross-reference stream need not list itself. A number alone would let a hidden object pass
    // that has the number of the stream.
    return (
      revision.xrefStreamNumbers.includes(objectNumber) &&
      revision.sections.some((section) => skipSpace(bytes, section.start) === offset)
    )
  }

  get #starts(): Float64Array {
    this.#offsets ??= startsOf(this.#document)
    return this.#offsets
  }
}

function startsOf({ bytes, revisions }: PdfDocument): Float64Array {
  const offsets: number[] = []
  for (const { entries } of revisions) {
    for (const entry of entries.values()) {
      if (entry.kind === 'offset') offsets.push(skipSpace(bytes, entry.offset))
    }
  }
  return Float64Array.from(offsets).sort()
}

/** Returns the last of the ascending numbers that is not above the limit. */
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
