// Rules for the annotations of a page (ISO 32000-2 §12.5): remarks may come, change and go where a certification permits it, and are
// always named; widgets are fields.

import { appearancesFit } from '../../../../document/page-areas/annotation-appearances.ts'
import { hasArea, nameEntry } from '../../../../document/pdf-view.ts'
import { isDictionary, isRef, type PdfDictionary, type PdfValue } from '../../../../pdf/objects.ts'
import { isNothing, listsUnder } from '../expected-kinds.ts'
import { judgeAddedField } from '../fields/added-fields.ts'
import { filledField, labelOf } from '../fields/field-pair.ts'
import { compareField } from '../fields/fields.ts'
import { pairLists } from '../paired-lists.ts'
import type { Comparison, Difference } from '../rule.ts'
import { coverJudge } from './covers.ts'
import { type AnnotationJudge, annotationJudge, isRemark } from './remarks.ts'

/** A page's place in the document, from 1, and how its annotations are judged. */
interface Place {
  readonly number: number
  readonly judge: AnnotationJudge
  /** Whether a field lies over so much of the page that it is none to be filled in. */
  readonly isCover: (field: PdfDictionary) => boolean
}

export function compareAnnotations(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  number: number,
): void {
  const place = {
    number,
    judge: annotationJudge(comparison, before),
    isCover: coverJudge(comparison, before),
  }
  const listModified: Difference = {
    code: 'ANNOTATION_MODIFIED',
    level: 'UNDEFINED',
    message: `/Annots of page ${number} is no list, and was changed`,
  }
  const lists = listsUnder(comparison, before, after, 'Annots', listModified)
  comparison.spend(lists.earlier.length + lists.later.length)
  const pairs = pairLists(lists.earlier, lists.later)
  for (const value of pairs.removed) reportRemoved(comparison, comparison.resolveBefore(value), value, number)
  for (const [index, { earlier, later }] of pairs.kept.entries()) {
    const left = comparison.resolveBefore(earlier)
    const right = comparison.resolveAfter(later)
    const object = isRef(later) ? later.objectNumber : undefined
    const label = object === undefined ? `item ${index + 1}` : `object ${object}`
    const modified = annotationModified(number, label)
    if (isDictionary(left) && isDictionary(right))
      compareAnnotation(comparison, left, right, object, place, modified)
    else if (left === null && isDictionary(right)) judgeAdded(comparison, right, object, place)
    else if (isDictionary(left) && right === null) reportRemoved(comparison, left, earlier, number)
    else comparison.same(earlier, later, { ...modified, level: 'UNDEFINED' }, object)
  }
  for (const value of pairs.added) {
    const annotation = comparison.resolveAfter(value)
    const object = isRef(value) ? value.objectNumber : undefined
    if (isDictionary(annotation)) judgeAdded(comparison, annotation, object, place)
    else if (!isNothing(comparison.after, value)) {
      // Some readers take a stream for its dictionary, or an object of another generation for the one that is named.
      const message = `what is no dictionary was added to the annotations of page ${number}`
      comparison.report({ code: 'ANNOTATION_ADDED', level: 'UNDEFINED', message }, object)
    }
  }
}

function reportRemoved(comparison: Comparison, annotation: PdfValue, value: PdfValue, number: number): void {
  const message = `an annotation of page ${number} was removed`
  const isAllowed = isDictionary(annotation) && isRemark(comparison, annotation)
  const level = isAllowed ? 'ANNOTATIONS' : 'UNDEFINED'
  const object = isRef(value) ? value.objectNumber : undefined
  comparison.report({ code: 'ANNOTATION_REMOVED', level, message }, object)
}

function compareAnnotation(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  object: number | undefined,
  { judge, isCover }: Place,
  difference: Difference,
): void {
  const isWidget = nameEntry(comparison.before, before, 'Subtype') === 'Widget'
  if (isWidget) {
    compareField(comparison, before, after, object, 0)
    judgeFilled(comparison, before, after, object, isCover)
    return
  }
  comparison.sameEntries(before, after, new Set(), () => difference, object)
  // Looking at the page is dear, and hardly any annotation changes.
  comparison.whenReported(difference, () => {
    const isOfOneKind =
      nameEntry(comparison.before, before, 'Subtype') === nameEntry(comparison.after, after, 'Subtype')
    const reason = isOfOneKind ? judge(after, object) : 'became one of another kind'
    if (reason === undefined) return
    const message = `${difference.message}, and ${reason}`
    comparison.report({ ...difference, level: 'UNDEFINED', message }, object)
  })
}

/** Has a field that was filled in looked at as what it is on the page. */
function judgeFilled(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  object: number | undefined,
  isCover: (field: PdfDictionary) => boolean,
): void {
  const filled = filledField({ label: labelOf(object), isLocked: false })
  const refuse = (reason: string): void =>
    comparison.report({ ...filled, level: 'UNDEFINED', message: `${filled.message}, and ${reason}` }, object)
  comparison.whenReported(filled, () => {
    const isNowhere = !before.entries.has('Rect') && !after.entries.has('AP')
    if (isNowhere || !hasArea(comparison.before, before)) return
    if (isCover(before)) refuse('covers what the page shows')
    if (!appearancesFit(comparison.after, after, (steps) => comparison.spend(steps)))
      refuse('has an appearance that is not fitted into its rectangle')
  })
}

function judgeAdded(
  comparison: Comparison,
  annotation: PdfDictionary,
  object: number | undefined,
  { number, judge }: Place,
): void {
  const subtype = nameEntry(comparison.after, annotation, 'Subtype')
  if (subtype === 'Widget') {
    judgeAddedField(comparison, annotation, object)
    return
  }
  const message = `an annotation (${subtype ?? 'of no type'}) was added to page ${number}`
  const reason = judge(annotation, object)
  const difference: Difference =
    reason === undefined
      ? { code: 'ANNOTATION_ADDED', level: 'ANNOTATIONS', message }
      : { code: 'ANNOTATION_ADDED', level: 'UNDEFINED', message: `${message}, and ${reason}` }
  comparison.report(difference, object)
}

function annotationModified(number: number, label: string): Difference {
  return {
    code: 'ANNOTATION_MODIFIED',
    level: 'ANNOTATIONS',
    message: `an annotation (${label}) of page ${number} was changed`,
  }
}
