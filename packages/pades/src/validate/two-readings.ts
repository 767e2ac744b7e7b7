// Two readings of one file: the strict one, which believes the cross-reference, and the recovering one, which takes the objects as they
// stand in the bytes, the last one of each number. A viewer may do either (recover.ts does the second). Where they disagree on what the
// document leads to, no verdict serves both, and no signature may pass.
import type { PdfDocument } from '../pdf/document.ts'
import { PdfError } from '../pdf/errors.ts'
import { findHeader } from '../pdf/file-structure.ts'
import { type FoundObject, foundObjects } from './readings/found-objects.ts'
import { doublyGiven } from './readings/hybrid-sections.ts'
import { ListedObjects } from './readings/listed-objects.ts'
import { contestedObjects } from './readings/object-definitions.ts'
import { unlistedMembers } from './readings/object-stream-members.ts'
import { isBaseDoubtful, strayStartXref, strayTrailer } from './readings/other-sections.ts'
import { firstReached } from './readings/reachable-objects.ts'

// Places where legal readers take different ways already while they read the cross-reference.
const ambiguous = ['RECOVERED', 'XREF_DUPLICATE', 'XREF_START_OFF_BY_ONE', 'OBJECT_STREAM_INDEX']

export class TwoReadings {
  readonly #document: PdfDocument
  readonly #listed: ListedObjects
  /** In the order of the file. Owned by `#unlisted`. */
  #found: readonly FoundObject[] | undefined

  constructor(document: PdfDocument) {
    this.#document = document
    this.#listed = new ListedObjects(document)
  }

  /**
   * Where the two readings of the file disagree, as an end of a sentence; undefined when they do not.
   *
   * @param settledBefore sections that end before this offset are no other document: a signature that passes says by its own section,
   *   which lists every object anew, what the file is (a damaged file is signed so). Default 0
   */
  disagreement(settledBefore = 0): string | undefined {
    const warning = this.#document.warnings.find((text) =>
      ambiguous.some((code) => text.startsWith(`${code}:`)),
    )
    if (warning !== undefined) return warning
    try {
      return this.#structureDisagreement(settledBefore) ?? this.#objectDisagreement()
    } catch (error) {
      if (!(error instanceof PdfError)) throw error
      return `the two readings cannot be compared: ${error.code}`
    }
  }

  /**
   * Number of an object at or after `from` that no cross-reference lists; undefined when all are listed. In bytes that nobody signed any
   * such object is a doubt, whether or not something leads to it, and also where it could be the text of a stream.
   *
   * @throws PdfError LIMIT_EXCEEDED
   */
  unlistedObject(from: number): number | undefined {
    return this.#unlisted.find(({ offset }) => offset >= from)?.objectNumber
  }

  #structureDisagreement(settledBefore: number): string | undefined {
    const document = this.#document
    if (isBaseDoubtful(document, findHeader(document.bytes))) {
      return 'bytes stand before the header, and offsets lead to a cross-reference from either'
    }
    const doubled = doublyGiven(document)
    if (doubled !== undefined) return `table and stream of a hybrid file give object ${doubled} in two places`
    const section = strayStartXref(document, this.#listed, settledBefore)
    if (section !== undefined)
      return `a startxref leads to offset ${section}, beside the document's own sections`
    const trailer = strayTrailer(document, this.#listed, settledBefore)
    return trailer === undefined ? undefined : `the trailer at offset ${trailer} names another catalog`
  }

  #objectDisagreement(): string | undefined {
    const document = this.#document
    const objects = this.#unlisted.filter(({ offset }) => !this.#listed.isStreamData(offset))
    const contested = contestedObjects(document, { objects, members: unlistedMembers(document, objects) })
    const reached = firstReached(document, new Set([...contested, ...this.#aboveSize()]))
    if (reached === undefined) return undefined
    if (reached === 'too-many') return 'more objects lead to others than are looked through'
    return contested.has(reached)
      ? `the last definition of object ${reached} is not the one that the cross-reference gives`
      : `object ${reached} is not below the /Size that the trailer states`
  }

  /** §7.5.5, table 15: objects of a number that is not below /Size are missing, and few readers take them for that. */
  #aboveSize(): readonly number[] {
    const { revisions, size, nextObjectNumber } = this.#document
    if (nextObjectNumber <= size) return []
    const numbers = revisions.flatMap(({ entries }) => [...entries.keys()].filter((number) => number >= size))
    return numbers.filter((number) => (this.#document.entry(number)?.kind ?? 'free') !== 'free')
  }

  get #unlisted(): readonly FoundObject[] {
    this.#found ??= [...foundObjects(this.#document.bytes, 0)].filter(
      ({ objectNumber, offset }) => !this.#listed.has(objectNumber, offset),
    )
    return this.#found
  }
}
