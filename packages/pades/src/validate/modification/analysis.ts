// What happened to a file after a signature (ISO 32000-2 §12.8.2.2.2): every later revision is
// compared with the one before it, and whatever no rule explains is UNDEFINED.

import type { Revision } from '../../pdf/cross-reference/xref.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { hasTrailingBytes } from '../format/coverage.ts'
import { compareRevisions } from './compare-revisions.ts'
import { ComparisonBudget } from './comparison-budget.ts'
import type { Finding } from './level.ts'
import { SignedBytes } from './signed-bytes.ts'
import { isSameReference } from './walk/compare-values.ts'

const MAXIMUM_REVISIONS = 512

type IsLocked = (fieldName: string) => boolean

/**
 * The later life of one document. Comparisons are kept, since every signature asks for the
 * revisions after its own.
 */
export class RevisionHistory {
  readonly #document: PdfDocument
  readonly #signedBytes: SignedBytes
  readonly #certified: boolean
  readonly #budget: ComparisonBudget
  /**
   * By index of the later revision; only those without a lock, whose outcome is the same for all
   * signatures. Owned by `#changesIn`.
   */
  readonly #unlocked = new Map<number, readonly Finding[]>()

  /**
   * @param certified whether a certification signature restricts the document
   * @param budget for all comparisons of the file; default a new one of the ordinary size
   */
  constructor(document: PdfDocument, certified: boolean, budget = new ComparisonBudget()) {
    this.#document = document
    this.#signedBytes = new SignedBytes(document, budget)
    this.#certified = certified
    this.#budget = budget
  }

  /**
   * Returns what happened after a revision was signed.
   *
   * @param signedRevision index of the newest revision that the signature covers
   * @param signedEnd offset of the end of the signed bytes
   * @param isLocked the signature's FieldMDP; undefined when it locks no field
   * @throws PdfError LIMIT_EXCEEDED when there is more to compare than one file is given: nothing
   *   can be said then
   */
  after(signedRevision: number, signedEnd: number, isLocked: IsLocked | undefined): readonly Finding[] {
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
    if (isFollowed) {
      const isChanged = this.#isChangedAfter(signedRevision)
      findings.push(...this.#signedBytes.borrowed(signedRevision, signedEnd, isChanged))
    }
    for (let index = signedRevision + 1; index < revisions.length; index++) {
      findings.push(...this.#changesIn(index, isLocked))
    }
    return findings
  }

  #changesIn(index: number, isLocked: IsLocked | undefined): readonly Finding[] {
    if (this.#statesNothing(index)) return [revisionAdded(index)]
    const known = isLocked === undefined ? this.#unlocked.get(index) : undefined
    if (known !== undefined) return known
    const changes = compareRevisions({
      before: this.#document.at(index - 1),
      after: this.#document.at(index),
      budget: this.#budget,
      isLocked: isLocked ?? (() => false),
      certified: this.#certified,
      toleratesDuplicates: false,
      isNextRevision: true,
    })
    const findings = changes.length === 0 ? [revisionAdded(index)] : changes
    if (isLocked === undefined) this.#unlocked.set(index, findings)
    return findings
  }

  #isChangedAfter(signedRevision: number): boolean {
    return this.#document.revisions.some(({ index }) => index > signedRevision && !this.#statesNothing(index))
  }

  #statesNothing(index: number): boolean {
    const { revisions } = this.#document
    return statesNothing(revisions[index - 1], revisions[index])
  }
}

/** Returns the finding of a revision that changes nothing: the file is another one all the same. */
function revisionAdded(revision: number): Finding {
  const message = 'a revision was added that changes nothing'
  return { code: 'REVISION_ADDED', level: 'LTA_UPDATES', message, revision }
}

/**
 * Whether a revision shows what the one before it shows since it has no entries, and its trailer
 * leads to the same objects.
 */
function statesNothing(before: Revision | undefined, after: Revision | undefined): boolean {
  if (before === undefined || after === undefined || after.entries.size > 0) return false
  if ((before.trailer.duplicateKeys ?? after.trailer.duplicateKeys) !== undefined) return false
  return ['Root', 'Info', 'Encrypt'].every((key) => {
    const valueBefore = before.trailer.entries.get(key)
    const valueAfter = after.trailer.entries.get(key)
    if (valueBefore === undefined || valueAfter === undefined) return valueBefore === valueAfter
    return isSameReference(valueBefore, valueAfter)
  })
}
