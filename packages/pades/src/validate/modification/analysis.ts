// What happened to the file after a signature (ISO 32000-2 §12.8.2.2.2). Every later revision is compared with the one before it;
// whatever no rule explains is UNDEFINED.
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { isRef, type PdfDictionary } from '../../pdf/objects.ts'
import type { Revision } from '../../pdf/xref.ts'
import { hasTrailingBytes } from '../format/coverage.ts'
import { compareRevisions } from './compare-revisions.ts'
import { ComparisonBudget } from './comparison-budget.ts'
import type { Finding } from './level.ts'
import { SelfContained } from './signed-bytes.ts'

const MAXIMUM_REVISIONS = 512
// Opening the signed bytes by themselves reads the cross-reference once more; its entries cost a fraction of a comparison.
const ENTRIES_PER_PAIR = 8

/** The later life of one document. Comparisons are kept, since every signature asks for the revisions after its own. */
export class RevisionHistory {
  readonly #document: PdfDocument
  readonly #selfContained: SelfContained
  readonly #certified: boolean
  readonly #budget: ComparisonBudget
  /** By index of the later revision; only those without a lock, whose outcome is the same for all signatures. Owned here. */
  readonly #unlocked = new Map<number, readonly Finding[]>()

  /** By end of the signed bytes. Owned here. */
  readonly #byEnd = new Map<number, readonly Finding[]>()

  /**
   * @param certified whether a certification signature restricts the document
   * @param budget for all comparisons of the file; default a new one of the ordinary size
   */
  constructor(document: PdfDocument, certified: boolean, budget = new ComparisonBudget()) {
    this.#document = document
    this.#selfContained = new SelfContained(document)
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
    const { revisions } = this.#document
    const entries = revisions
      .slice(0, signedRevision + 1)
      .reduce((sum, revision) => sum + revision.entries.size, 0)
    this.#budget.spend(Math.ceil(entries / ENTRIES_PER_PAIR))
    try {
      return this.#document.alone(signedEnd, (alone) => this.#comparedAlone(alone, signedRevision, signedEnd))
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
      const message = `the signed bytes are no PDF by themselves: ${error.code}`
      return [{ code: 'OBJECT_UNREADABLE', level: 'UNDEFINED', message }]
    }
  }

  #comparedAlone(alone: PdfDocument, signedRevision: number, signedEnd: number): readonly Finding[] {
    const isComparedAfter = this.#isComparedAfter(signedRevision)
    if (isComparedAfter && this.#selfContained.isWhole(alone, signedRevision, signedEnd)) return []
    const findings = compareRevisions({
      before: alone,
      after: this.#document.at(signedRevision),
      budget: this.#budget,
      isLocked: () => false,
      certified: false,
      // Else the comparison with the later revisions tells what the keys stated twice may have changed.
      toleratesDuplicates: isComparedAfter,
      isNextRevision: false,
    })
    return findings.map((finding) => ({ ...finding, level: 'UNDEFINED' }))
  }

  #changesOf(index: number, isLocked: ((fieldName: string) => boolean) | undefined): readonly Finding[] {
    if (this.#statesNothing(index)) return [nothingShown(index)]
    const known = isLocked === undefined ? this.#unlocked.get(index) : undefined
    if (known !== undefined) return known
    const found = compareRevisions({
      before: this.#document.at(index - 1),
      after: this.#document.at(index),
      budget: this.#budget,
      isLocked: isLocked ?? (() => false),
      certified: this.#certified,
      toleratesDuplicates: false,
      isNextRevision: true,
    })
    const findings = found.length === 0 ? [nothingShown(index)] : found
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
}

/** Nobody sees the revision, and the file is another one all the same. */
function nothingShown(revision: number): Finding {
  const message = 'a revision was added that changes nothing'
  return { code: 'REVISION_ADDED', level: 'LTA_UPDATES', message, revision }
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
