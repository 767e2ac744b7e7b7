// Two readings of one file (ISO 32000-2 §7.5): the strict one, which believes the cross-reference,
// and the recovering one, which takes the objects as they stand in the bytes, the last one of each
// number. A viewer may do either (recover.ts does the second). Where they disagree on what the
// document leads to, no verdict serves both, and no signature may pass.

import { firstReached } from '../../document/reachable-objects.ts'
import { findHeader } from '../../pdf/cross-reference/file-structure.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { heldBytes } from '../../pdf/reading/value-budget.ts'
import { WorkBudget } from '../../pdf/reading/work-budget.ts'
import { type FoundObject, foundObjects } from './found-objects.ts'
import { hybridDisagreement } from './hybrid-sections.ts'
import { LaterBytes } from './later-bytes.ts'
import { ListedObjects } from './listed-objects.ts'
import { contestedObjects } from './object-definitions.ts'

import { disorderlyStream, listedStreams, unlistedMembers } from './object-streams.ts'
import { findKeywords, isBaseDoubtful, type Search, strayStartXref, strayTrailer } from './stray-sections.ts'

// Places where legal readers take different ways already while they read the cross-reference, or
// where some give it up and rebuild it.
const ambiguous = [
  'RECOVERED',
  'XREF_DUPLICATE',
  'XREF_START_OFF_BY_ONE',
  'XREF_SIZE_MISSING',
  'STARTXREF_FORM',
  'OBJECT_STREAM_INDEX',
]

export class TwoReadings {
  readonly #document: PdfDocument
  readonly #budget: WorkBudget
  readonly #listed: ListedObjects
  readonly #later: LaterBytes
  /** In the order of the file. Owned by `#unlisted`. */
  #found: readonly FoundObject[] | undefined
  #isUnfinished = false

  constructor(document: PdfDocument) {
    this.#document = document
    this.#budget = new WorkBudget(document.bytes.length)
    this.#listed = new ListedObjects(document, this.#budget)
    this.#later = new LaterBytes(document, this.#budget)
  }

  /**
   * Whether some comparison was given up, since it takes more work or memory than one file is
   * given.
   */
  get isUnfinished(): boolean {
    return this.#isUnfinished
  }

  /**
   * Returns where the two readings of the file disagree, as an end of a sentence; undefined when
   * they do not.
   *
   * @param settledBefore sections that end before this offset are no other document: a signature
   *   that passes says by its own section, which lists every object anew, what the file is (a
   *   damaged file is signed so). Default 0
   */
  disagreement(settledBefore = 0): string | undefined {
    const warning = this.#document.warnings.find((text) =>
      ambiguous.some((code) => text.startsWith(`${code}:`)),
    )
    if (warning !== undefined) return warning
    return this.#compared(() => this.#structureDisagreement(settledBefore) ?? this.#objectDisagreement())
  }

  /**
   * Returns where the two readings may disagree about the bytes at and after `from`, as an end of a
   * sentence; undefined when they do not. Of bytes that nobody signed, less is taken for harmless
   * than in `disagreement`: neither what nothing leads to, nor what looks like an object in the
   * data of a stream.
   */
  laterDisagreement(from: number): string | undefined {
    return this.#compared(() => {
      const unlisted = this.unlistedObject(from)
      if (unlisted !== undefined) return `no cross-reference lists object ${unlisted}`
      return this.#later.doubt(from) ?? this.#straySection(from, () => false)
    })
  }

  /**
   * Returns the number of an object at or after `from` that no cross-reference lists; undefined
   * when all are listed. In bytes that nobody signed any such object is a doubt, whether or not
   * something leads to it, and also where it could be the text of a stream.
   *
   * @throws PdfError LIMIT_EXCEEDED
   */
  unlistedObject(from: number): number | undefined {
    return this.#unlisted.find(({ offset }) => offset >= from)?.objectNumber
  }

  #structureDisagreement(settledBefore: number): string | undefined {
    const document = this.#document
    if (isBaseDoubtful(document, findHeader(document.bytes), this.#budget)) {
      return 'bytes stand before the header, and offsets lead to a cross-reference from either'
    }
    return (
      hybridDisagreement(document, this.#budget) ??
      this.#straySection(settledBefore, (offset) => this.#listed.isStreamData(offset))
    )
  }

  #straySection(from: number, isIgnored: Search['isIgnored']): string | undefined {
    const search = { document: this.#document, from, isIgnored, budget: this.#budget }
    const keywords = findKeywords(search)
    const section = strayStartXref(search, keywords)
    if (section !== undefined) {
      return `a startxref leads to offset ${section}, beside the document's own sections`
    }
    const trailer = strayTrailer(search, keywords)
    return trailer === undefined ? undefined : `the trailer at offset ${trailer} names another catalog`
  }

  #objectDisagreement(): string | undefined {
    const document = this.#document
    const streams = listedStreams(document)
    const disorderly = disorderlyStream(streams, this.#budget)
    if (disorderly !== undefined) {
      return `OBJECT_STREAM_INDEX: readers find different objects in object stream ${disorderly}`
    }
    const objects = this.#unlisted.filter(({ offset }) => !this.#listed.isStreamData(offset))
    const contested = contestedObjects(document, {
      objects,
      members: unlistedMembers(document, streams, objects, this.#budget),
    })
    const reached = firstReached(document, new Set([...contested, ...this.#aboveSize()]))
    if (reached === undefined) return undefined
    if (reached === 'too-many') return 'more objects lead to others than are looked through'
    return contested.has(reached)
      ? `the last definition of object ${reached} is not the one that the cross-reference gives`
      : `object ${reached} is not below the /Size that the trailer states`
  }

  /**
   * §7.5.5, table 15: objects of a number that is not below /Size are missing, and few readers take
   * them for that.
   */
  #aboveSize(): readonly number[] {
    const { revisions, size, nextObjectNumber } = this.#document
    if (nextObjectNumber <= size) return []
    const numbers = revisions.flatMap(({ entries }) => [...entries.keys()].filter((number) => number >= size))
    return numbers.filter((number) => (this.#document.entry(number)?.kind ?? 'free') !== 'free')
  }

  get #unlisted(): readonly FoundObject[] {
    this.#found ??= [...this.#search()]
    return this.#found
  }

  *#search(): Generator<FoundObject, undefined> {
    for (const found of foundObjects(this.#document.bytes, this.#budget)) {
      if (this.#listed.has(found.objectNumber, found.offset)) continue
      this.#document.hold(heldBytes.definition)
      yield found
    }
  }

  /** Returns what a comparison finds, or that it could not be made. */
  #compared(compare: () => string | undefined): string | undefined {
    try {
      return compare()
    } catch (error) {
      if (!(error instanceof PdfError)) throw error
      this.#isUnfinished ||= error.code === 'LIMIT_EXCEEDED'
      return `the two readings cannot be compared: ${error.code}`
    }
  }
}
