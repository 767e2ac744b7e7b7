// Whether the signed bytes, read by themselves, are the revision that was signed. Prepared files
// may have objects that begin, or are said to begin, within what gets signed, and take their
// content from whatever is appended afterwards (ISO 32000-2 §12.8.1: the digest is of the bytes
// alone).
import { resolved } from '../../document/pdf-view.ts'
import type { Revision } from '../../pdf/cross-reference/xref.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { isRef, type PdfDictionary } from '../../pdf/objects.ts'
import { Lexer } from '../../pdf/syntax/lexer.ts'
import { parseIndirectObject } from '../../pdf/syntax/parser.ts'
import { compareRevisions } from './compare-revisions.ts'
import type { ComparisonBudget } from './comparison-budget.ts'
import type { Finding } from './level.ts'
import { isWrittenAlike } from './walk/compare-values.ts'

/**
 * Opening the signed bytes by themselves reads the cross-reference once more; its entries cost a
 * fraction of a comparison.
 */
const ENTRIES_PER_PAIR = 8

export class SignedBytes {
  readonly #document: PdfDocument
  readonly #budget: ComparisonBudget
  /** By end of the signed bytes. Owned by `borrowed`. */
  readonly #findings = new Map<number, readonly Finding[]>()
  /** By revision: where the last of the objects ends that it states. Owned by `#endOf`. */
  readonly #ends = new Map<number, number>()

  constructor(document: PdfDocument, budget: ComparisonBudget) {
    this.#document = document
    this.#budget = budget
  }

  /**
   * Returns what the signed revision takes from bytes that were not signed. All of it is UNDEFINED.
   * @param isChanged whether a later revision changes something, so that it is compared too
   * @throws PdfError LIMIT_EXCEEDED
   */
  borrowed(signedRevision: number, signedEnd: number, isChanged: boolean): readonly Finding[] {
    const known = this.#findings.get(signedEnd)
    if (known !== undefined) return known
    const findings = this.#read(signedRevision, signedEnd, isChanged)
    this.#findings.set(signedEnd, findings)
    return findings
  }

  #read(signedRevision: number, signedEnd: number, isChanged: boolean): readonly Finding[] {
    const { revisions } = this.#document
    const entries = revisions
      .slice(0, signedRevision + 1)
      .reduce((sum, revision) => sum + revision.entries.size, 0)
    this.#budget.spend(Math.ceil(entries / ENTRIES_PER_PAIR))
    try {
      return this.#document.alone(signedEnd, (alone) =>
        isChanged && this.#isWhole(alone, signedRevision, signedEnd)
          ? []
          : this.#compare(alone, signedRevision, isChanged),
      )
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
      const message = `the signed bytes are no PDF by themselves: ${error.code}`
      return [{ code: 'OBJECT_UNREADABLE', level: 'UNDEFINED', message }]
    }
  }

  #compare(alone: PdfDocument, signedRevision: number, isChanged: boolean): readonly Finding[] {
    const findings = compareRevisions({
      before: alone,
      after: this.#document.at(signedRevision),
      budget: this.#budget,
      isLocked: () => false,
      certified: false,
      // Else the comparison with the later revisions tells what the keys stated twice may have
      // changed.
      toleratesDuplicates: isChanged,
      isNextRevision: false,
    })
    return findings.map((finding) => ({ ...finding, level: 'UNDEFINED' }))
  }

  /**
   * Whether the cross-references of the signed bytes say the same as those of the revision, and
   * none of its objects reaches beyond: then the two are one, and need not be compared object by
   * object for every signature of a file. False says only that it takes a comparison.
   */
  #isWhole(alone: PdfDocument, signedRevision: number, signedEnd: number): boolean {
    const { revisions } = this.#document
    if (alone.revisions.length !== signedRevision + 1) return false
    return alone.revisions.every((revision, index) => {
      const counterpart = revisions[index]
      if (counterpart === undefined || !statesSame(revision, counterpart)) return false
      return this.#endOf(counterpart) <= signedEnd
    })
  }

  /** Returns Infinity where the end depends on what a later revision says, or cannot be told. */
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

/** Whether two cross-references say the same. */
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
