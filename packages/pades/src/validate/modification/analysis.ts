// What happened to the file after a signature (ISO 32000-2 §12.8.2.2.2). Every later revision is compared with the one before it;
// whatever no rule explains is UNDEFINED. Objects that nothing in the document leads to, in either revision, are never
// shown by a reader that follows the cross-reference, and are not counted as changes.
import { openPdf, type PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { isRef, type PdfDictionary } from '../../pdf/objects.ts'
import type { Revision } from '../../pdf/xref.ts'
import { hasTrailingBytes } from '../coverage.ts'
import { findUnlistedObjects, type UnlistedObject } from '../unlisted-objects.ts'
import { compareCatalogs, compareTrailers } from './catalog.ts'
import { Comparison } from './comparison.ts'
import { ComparisonBudget } from './comparison-budget.ts'
import type { Finding } from './level.ts'
import { comparePages } from './page-changes.ts'
import { RuledObjects } from './ruled-objects.ts'

const MAXIMUM_REVISIONS = 512
// Opening the signed bytes by themselves reads the cross-reference once more; its entries cost a fraction of a comparison.
const ENTRIES_PER_PAIR = 8

/** The later life of one document. Comparisons are kept, since every signature asks for the revisions after its own. */
export class RevisionHistory {
  readonly #document: PdfDocument
  readonly #certified: boolean
  readonly #budget: ComparisonBudget
  /** By index of the later revision; only those without a lock, whose outcome is the same for all signatures. Owned here. */
  readonly #unlocked = new Map<number, readonly Finding[]>()

  /** Those from the earliest offset asked for so far. Owned here. */
  #unlisted: { readonly from: number; readonly objects: readonly UnlistedObject[] } | undefined
  /** By end of the signed bytes. Owned here. */
  readonly #byEnd = new Map<number, readonly Finding[]>()

  /**
   * @param certified whether a certification signature restricts the document
   * @param budget for all comparisons of the file; default a new one of the ordinary size
   */
  constructor(document: PdfDocument, certified: boolean, budget = new ComparisonBudget()) {
    this.#document = document
    this.#certified = certified
    this.#budget = budget
  }

  /**
   * What happened after a revision was signed.
   *
   * @param signedRevision index of the newest revision that the signature covers
   * @param signedEnd offset of the end of the signed bytes
   * @param isLocked the signature's FieldMDP; undefined when it locks no field
   * @throws PdfError LIMIT_EXCEEDED when there is more to compare than one file is given: nothing can be said then
   */
  after(
    signedRevision: number,
    signedEnd: number,
    isLocked: ((fieldName: string) => boolean) | undefined,
  ): readonly Finding[] {
    const { revisions } = this.#document
    if (revisions.length > MAXIMUM_REVISIONS) {
      throw new PdfError('LIMIT_EXCEEDED', `more than ${MAXIMUM_REVISIONS} revisions to compare`)
    }
    const findings: Finding[] = []
    if (hasTrailingBytes(this.#document)) {
      const message = 'bytes follow the end of the last revision'
      findings.push({ code: 'TRAILING_BYTES', level: 'UNDEFINED', message })
    }
    // White space alone can lend nothing to what was signed.
    const isFollowed = findings.length > 0 || signedRevision + 1 < revisions.length
    if (isFollowed) findings.push(...this.#borrowed(signedRevision, signedEnd))
    for (let index = signedRevision + 1; index < revisions.length; index++) {
      findings.push(...this.#changesOf(index, isLocked))
    }
    return findings
  }

  /** Number of an object at or after `from` that no cross-reference lists; undefined when all are listed. */
  unlistedObject(from: number): number | undefined {
    if (this.#unlisted === undefined || from < this.#unlisted.from) {
      // Hardly any signature ends before the first update begins, so that one search serves them all.
      const start = Math.min(from, this.#document.revisions[0]?.end ?? 0)
      this.#unlisted = { from: start, objects: findUnlistedObjects(this.#document, start) }
    }
    return this.#unlisted.objects.find(({ offset }) => offset >= from)?.objectNumber
  }

  /**
   * The signed bytes read by themselves must be the signed revision. Prepared files may have objects that begin, or are said to
   * begin, within what gets signed and take their content from whatever is appended afterwards.
   */
  #borrowed(signedRevision: number, signedEnd: number): readonly Finding[] {
    const known = this.#byEnd.get(signedEnd)
    if (known !== undefined) return known
    const findings = [...this.#readAlone(signedRevision, signedEnd)]
    this.#byEnd.set(signedEnd, findings)
    return findings
  }

  #readAlone(signedRevision: number, signedEnd: number): readonly Finding[] {
    const { bytes, revisions } = this.#document
    const entries = revisions
      .slice(0, signedRevision + 1)
      .reduce((sum, revision) => sum + revision.entries.size, 0)
    this.#budget.spend(Math.ceil(entries / ENTRIES_PER_PAIR))
    try {
      const alone = openPdf(bytes.subarray(0, signedEnd))
      const findings = this.#compare(alone, this.#document.at(signedRevision), {
        isLocked: () => false,
        certified: false,
        // Else the comparison with the later revisions tells what the keys stated twice may have changed.
        toleratesDuplicates: this.#isComparedAfter(signedRevision),
      })
      return findings.map((finding) => ({ ...finding, level: 'UNDEFINED' }))
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
      const message = `the signed bytes are no PDF by themselves: ${error.code}`
      return [{ code: 'OBJECT_UNREADABLE', level: 'UNDEFINED', message }]
    }
  }

  #changesOf(index: number, isLocked: ((fieldName: string) => boolean) | undefined): readonly Finding[] {
    if (this.#statesNothing(index)) return []
    const known = isLocked === undefined ? this.#unlocked.get(index) : undefined
    if (known !== undefined) return known
    const findings = this.#compare(this.#document.at(index - 1), this.#document.at(index), {
      isLocked: isLocked ?? (() => false),
      certified: this.#certified,
      toleratesDuplicates: false,
    })
    if (isLocked === undefined) this.#unlocked.set(index, findings)
    return findings
  }

  #isComparedAfter(signedRevision: number): boolean {
    return this.#document.revisions.some(({ index }) => index > signedRevision && !this.#statesNothing(index))
  }

  #statesNothing(index: number): boolean {
    const { revisions } = this.#document
    return statesNothing(revisions[index - 1], revisions[index])
  }

  /** @throws PdfError LIMIT_EXCEEDED */
  #compare(
    before: PdfDocument,
    after: PdfDocument,
    options: {
      readonly isLocked: (fieldName: string) => boolean
      readonly certified: boolean
      readonly toleratesDuplicates: boolean
    },
  ): readonly Finding[] {
    const ruled = new RuledObjects(before)
    const comparison = new Comparison({ before, after, ...options, ruled, budget: this.#budget })
    try {
      applyRules(comparison)
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
      const message = `a later revision cannot be read: ${error.code}`
      comparison.report({ code: 'OBJECT_UNREADABLE', level: 'UNDEFINED', message })
    }
    // Also where a rule gave up: what it had looked at until then is paid for here.
    comparison.settle()
    return comparison.findings
  }
}

function applyRules(comparison: Comparison): void {
  if (!compareTrailers(comparison)) return
  const { before, after } = comparison
  comparison.refuseDuplicateKeys(before.trailer, after.trailer, (key) => ({
    code: 'TRAILER_MODIFIED',
    level: 'UNDEFINED',
    message: `/${key} of the trailer was changed`,
  }))
  compareCatalogs(comparison)
  comparePages(comparison)
}

/** A revision without entries, from whose trailer one gets to the same objects, shows what the one before it shows. */
function statesNothing(before: Revision | undefined, after: Revision | undefined): boolean {
  if (before === undefined || after === undefined || after.entries.size > 0) return false
  if ((before.trailer.duplicateKeys ?? after.trailer.duplicateKeys) !== undefined) return false
  const keys = ['Root', 'Info', 'Encrypt']
  return keys.every((key) => isSameReference(before.trailer, after.trailer, key))
}

function isSameReference(before: PdfDictionary, after: PdfDictionary, key: string): boolean {
  const left = before.entries.get(key)
  const right = after.entries.get(key)
  if (left === undefined || right === undefined) return left === right
  const isSame = isRef(left) && isRef(right) && left.objectNumber === right.objectNumber
  return isSame && left.generation === right.generation
}
