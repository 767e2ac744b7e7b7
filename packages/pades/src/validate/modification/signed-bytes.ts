// Whether what was signed is whole without the bytes behind it: then the signed bytes read by themselves are the signed revision, and need
// not be compared object by object for every signature of a file.

import { resolved } from '../../document/pdf-view.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { Lexer } from '../../pdf/lexer.ts'
import { isRef, type PdfDictionary } from '../../pdf/objects.ts'
import { parseIndirectObject } from '../../pdf/parser.ts'
import type { Revision } from '../../pdf/xref.ts'
import { isWrittenAlike } from './walk/compare-values.ts'

export class SelfContained {
  readonly #document: PdfDocument
  /** By revision: where the last of the objects ends that it states. Owned by `#endOf`. */
  readonly #ends = new Map<number, number>()

  constructor(document: PdfDocument) {
    this.#document = document
  }

  /**
   * Whether the cross-references of the signed bytes say the same as those of the revision, and none of its objects reaches beyond.
   * False says only that it takes a comparison.
   * @param alone the signed bytes as a file
   */
  isWhole(alone: PdfDocument, signedRevision: number, signedEnd: number): boolean {
    const { revisions } = this.#document
    if (alone.revisions.length !== signedRevision + 1) return false
    return alone.revisions.every((revision, index) => {
      const other = revisions[index]
      return other !== undefined && statesSame(revision, other) && this.#endOf(other) <= signedEnd
    })
  }

  /** Infinity where it depends on what a later revision says, or cannot be told. */
  #endOf(revision: Revision): number {
    const known = this.#ends.get(revision.index)
    if (known !== undefined) return known
    const view = this.#document.at(revision.index)
    let last = 0
    for (const entry of revision.entries.values()) {
      if (entry.kind === 'offset') last = Math.max(last, this.#objectEnd(view, entry.offset))
    }
    this.#ends.set(revision.index, last)
    return last
  }

  #objectEnd(view: PdfDocument, offset: number): number {
    const lexer = new Lexer(view.bytes, offset)
    let isSettled = true
    try {
      parseIndirectObject(lexer, {
        streamLength: (dictionary) => {
          isSettled = this.#isLengthSettled(view, dictionary)
          const length = resolved(view, dictionary.entries.get('Length'))
          return typeof length === 'number' && Number.isInteger(length) && length >= 0 ? length : undefined
        },
        lengthRepaired: () => {
          isSettled = false
        },
      })
    } catch (error) {
      if (!(error instanceof PdfError)) throw error
      return Number.POSITIVE_INFINITY
    }
    return isSettled ? lexer.position : Number.POSITIVE_INFINITY
  }

  /** A /Length in an object of its own may be another one for a later revision. */
  #isLengthSettled(view: PdfDocument, { entries }: PdfDictionary): boolean {
    const length = entries.get('Length')
    if (!isRef(length)) return true
    const stated = view.entry(length.objectNumber)
    const newest = this.#document.entry(length.objectNumber)
    return stated?.kind === 'offset' && newest?.kind === 'offset' && stated.offset === newest.offset
  }
}

function statesSame(one: Revision, other: Revision): boolean {
  if (one.startXref !== other.startXref || one.entries.size !== other.entries.size) return false
  if (!isWrittenAlike(one.trailer, other.trailer)) return false
  for (const [objectNumber, entry] of one.entries) {
    const same = other.entries.get(objectNumber)
    if (same?.kind !== entry.kind) return false
    if (entry.kind === 'offset' && same.kind === 'offset') {
      if (entry.offset !== same.offset || entry.generation !== same.generation) return false
    } else if (entry.kind === 'compressed' && same.kind === 'compressed') {
      if (entry.streamNumber !== same.streamNumber || entry.index !== same.index) return false
    }
  }
  return true
}
