// Rules for the annotations of a page (ISO 32000-2 §12.5): remarks may come, change and go where a certification permits it, and are
// always named; widgets are fields.
import { isDictionary, isRef, type PdfDictionary, type PdfValue } from '../../pdf/objects.ts'
import { arrayEntry, nameEntry } from '../pdf-view.ts'
import { type AnnotationJudge, annotationJudge, isRemark } from './annotation-judgement.ts'
import type { Comparison, Difference } from './comparison.ts'
import { compareField, judgeAddedField } from './field.ts'
import { pairLists } from './paired-lists.ts'

/** A page's place in the document, from 1, and how its annotations are judged. */
interface Place {
  readonly number: number
  readonly judge: AnnotationJudge
}

export function compareAnnotations(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  number: number,
): void {
  const place = { number, judge: annotationJudge(comparison, before) }
  const earlierList = arrayEntry(comparison.before, before, 'Annots') ?? []
  const laterList = arrayEntry(comparison.after, after, 'Annots') ?? []
  comparison.spend(earlierList.length + laterList.length)
  const pairs = pairLists(earlierList, laterList)
  for (const value of pairs.removed) reportRemoved(comparison, comparison.resolveBefore(value), value, number)
  for (const { earlier, later } of pairs.kept) {
    const left = comparison.resolveBefore(earlier)
    const right = comparison.resolveAfter(later)
    const object = isRef(later) ? later.objectNumber : undefined
    if (isDictionary(left) && isDictionary(right)) compareAnnotation(comparison, left, right, object, place)
    else if (left === null && isDictionary(right)) judgeAdded(comparison, right, object, place)
    else if (isDictionary(left) && right === null) reportRemoved(comparison, left, earlier, number)
    else comparison.same(left, right, { ...annotationModified(number, object), level: 'UNDEFINED' }, object)
  }
  for (const value of pairs.added) {
    const annotation = comparison.resolveAfter(value)
    const object = isRef(value) ? value.objectNumber : undefined
    if (isDictionary(annotation)) judgeAdded(comparison, annotation, object, place)
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
  { number, judge }: Place,
): void {
  const isWidget = nameEntry(comparison.before, before, 'Subtype') === 'Widget'
  if (isWidget) {
    compareField(comparison, before, after, object, 0)
    return
  }
  const difference = annotationModified(number, object)
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

function annotationModified(number: number, object: number | undefined): Difference {
  const which = object === undefined ? '' : ` (object ${object})`
  return {
    code: 'ANNOTATION_MODIFIED',
    level: 'ANNOTATIONS',
    message: `an annotation${which} of page ${number} was changed`,
  }
}
