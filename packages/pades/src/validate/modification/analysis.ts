// What happened to the file after a signature (ISO 32000-2 §12.8.2.2.2). Every later revision is compared with the one before it;
// whatever no rule explains is UNDEFINED. Objects that nothing in the document leads to, in either revision, are never
// shown by a reader that follows the cross-reference, and are not counted as changes.
import { openPdf, type PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { isRef, type PdfValue } from '../../pdf/objects.ts'
import { hasTrailingBytes } from '../coverage.ts'
import { pagesOf } from '../pages.ts'
import { arrayEntry } from '../pdf-view.ts'
import { allFields } from '../signature-fields.ts'
import { findUnlistedObjects, type UnlistedObject } from '../unlisted-objects.ts'
import { compareCatalogs, compareTrailers } from './catalog.ts'
import { Comparison } from './comparison.ts'
import type { Finding } from './level.ts'
import { comparePages } from './page-changes.ts'

// One comparison costs a walk through the whole document; hostile files could ask for thousands.
const MAXIMUM_REVISIONS = 512

/** The later life of one document. Comparisons are kept, since every signature asks for the revisions after its own. */
export class RevisionHistory {
  readonly #document: PdfDocument
  readonly #certified: boolean
  /** By index of the later revision; only those without a lock, whose outcome is the same for all signatures. Owned here. */
  readonly #unlocked = new Map<number, readonly Finding[]>()

  /** Those from the earliest offset asked for so far. Owned here. */
  #unlisted: { readonly from: number; readonly objects: readonly UnlistedObject[] } | undefined
  /** By end of the signed bytes. Owned here. */
  readonly #byEnd = new Map<number, readonly Finding[]>()

  /** @param certified whether a certification signature restricts the document */
  constructor(document: PdfDocument, certified: boolean) {
    this.#document = document
    this.#certified = certified
  }

  /**
   * What happened after a revision was signed.
   *
   * @param signedRevision index of the newest revision that the signature covers
   * @param signedEnd offset of the end of the signed bytes
   * @param isLocked the signature's FieldMDP; undefined when it locks no field
   */
  after(
    signedRevision: number,
    signedEnd: number,
    isLocked: ((fieldName: string) => boolean) | undefined,
  ): readonly Finding[] {
    const { revisions } = this.#document
    if (revisions.length > MAXIMUM_REVISIONS) {
      return [
        { code: 'LIMIT_EXCEEDED', level: 'UNDEFINED', message: `more than ${MAXIMUM_REVISIONS} revisions` },
      ]
    }
    const findings: Finding[] = []
    if (hasTrailingBytes(this.#document)) {
      const message = 'bytes follow the end of the last revision'
      findings.push({ code: 'TRAILING_BYTES', level: 'UNDEFINED', message })
    }
    if (signedEnd < this.#document.bytes.length) findings.push(...this.#borrowed(signedRevision, signedEnd))
    for (let index = signedRevision + 1; index < revisions.length; index++) {
      findings.push(...this.#changesOf(index, isLocked))
    }
    return findings
  }

  /** Number of an object at or after `from` that no cross-reference lists; undefined when all are listed. */
  unlistedObject(from: number): number | undefined {
    if (this.#unlisted === undefined || from < this.#unlisted.from) {
      this.#unlisted = { from, objects: findUnlistedObjects(this.#document, from) }
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
    try {
      const alone = openPdf(this.#document.bytes.subarray(0, signedEnd))
      return compareRevisions(alone, this.#document.at(signedRevision), false, () => false).map(
        (finding) => ({
          ...finding,
          level: 'UNDEFINED',
        }),
      )
    } catch (error) {
      if (!(error instanceof PdfError)) throw error
      const message = `the signed bytes are no PDF by themselves: ${error.code}`
      return [{ code: 'OBJECT_UNREADABLE', level: 'UNDEFINED', message }]
    }
  }

  #changesOf(index: number, isLocked: ((fieldName: string) => boolean) | undefined): readonly Finding[] {
    const known = isLocked === undefined ? this.#unlocked.get(index) : undefined
    if (known !== undefined) return known
    const before = this.#document.at(index - 1)
    const after = this.#document.at(index)
    const findings = compareRevisions(before, after, this.#certified, isLocked ?? (() => false))
    if (isLocked === undefined) this.#unlocked.set(index, findings)
    return findings
  }
}

function compareRevisions(
  before: PdfDocument,
  after: PdfDocument,
  certified: boolean,
  isLocked: (fieldName: string) => boolean,
): readonly Finding[] {
  const fieldNames = new Map<number, string>()
  for (const { objectNumber, name } of allFields(before)) {
    if (objectNumber !== undefined) fieldNames.set(objectNumber, name)
  }
  const ruled = ruledObjects(before, fieldNames)
  const comparison = new Comparison({ before, after, certified, isLocked, ruled, fieldNames })
  try {
    if (compareTrailers(comparison)) {
      compareCatalogs(comparison)
      comparePages(comparison)
      comparison.settle()
    }
  } catch (error) {
    if (!(error instanceof PdfError)) throw error
    comparison.report({
      code: 'OBJECT_UNREADABLE',
      level: 'UNDEFINED',
      message: `a later revision cannot be read: ${error.code}`,
    })
  }
  return comparison.findings
}

/** The objects that catalog.ts, page-changes.ts and form.ts compare by their own rules. */
function ruledObjects(document: PdfDocument, fieldNames: ReadonlyMap<number, string>): ReadonlySet<number> {
  const numbers = new Set<number>(fieldNames.keys())
  const add = (value: PdfValue | undefined): void => {
    if (isRef(value)) numbers.add(value.objectNumber)
  }
  add(document.trailer.entries.get('Root'))
  add(document.catalog.entries.get('AcroForm'))
  for (const { page, objectNumber } of pagesOf(document)) {
    if (objectNumber !== undefined) numbers.add(objectNumber)
    for (const annotation of arrayEntry(document, page, 'Annots') ?? []) add(annotation)
  }
  return numbers
}
