// The rule for the annotations of a page (ISO 32000-2 §12.5): remarks may come, change and go where
// a certification permits it, and are always named; widgets are fields.
import { appearancesFit } from '../../../../document/page-areas/annotation-appearances.ts'
import { hasArea, nameEntry } from '../../../../document/pdf-view.ts'
import { isDictionary, isRef, type PdfDictionary, type PdfValue } from '../../../../pdf/objects.ts'
import { type Difference, type Found, found } from '../../findings.ts'
import { type Revisions, resolveSides, type Sides } from '../../revisions.ts'
import { isNothing } from '../../walk/generations.ts'
import { listsUnder } from '../expected-kinds.ts'
import { judgeAddedField } from '../fields/added-fields.ts'
import { filledField, labelOf } from '../fields/field-pair.ts'
import { judgeField } from '../fields/fields.ts'
import { pairLists } from '../paired-lists.ts'
import { type AddedWidget, type Inputs, ifFound, type Judging, sameEntries, sameValue } from '../rule.ts'
import { coverJudge } from './covers.ts'
import { isRemark, type RemarkJudge, remarkJudge } from './remarks.ts'

/** A page's place in the document, from 1, and how what lies on it is judged. */
interface Place {
  readonly number: number
  readonly reasonAgainst: RemarkJudge
  /** Whether a field lies over so much of the page that it is none to be filled in. */
  readonly isCover: (field: PdfDictionary) => boolean
}

export function* judgeAnnotations(
  { page }: Pick<Inputs, 'page'>,
  revisions: Revisions,
): Judging<Pick<Inputs, 'addedAnnotations'>> {
  const { number } = page
  const lists = listsUnder(revisions, page, 'Annots', {
    code: 'ANNOTATION_MODIFIED',
    level: 'UNDEFINED',
    message: `/Annots of page ${number} is no list, and was changed`,
  })
  yield* lists.demands
  revisions.spend(lists.before.length + lists.after.length)
  const place = {
    number,
    reasonAgainst: remarkJudge(revisions, page.before),
    isCover: coverJudge(revisions, page.before),
  }
  const pairs = pairLists(lists)
  for (const value of pairs.removed) {
    yield removed(revisions, revisions.before.resolve(value), value, number)
  }
  const added: AddedWidget[] = []
  for (const [index, kept] of pairs.kept.entries()) {
    for (const widget of yield* judgeKept(revisions, kept, index, place)) added.push(widget)
  }
  for (const value of pairs.added) {
    for (const widget of yield* judgeAddedItem(revisions, value, place)) added.push(widget)
  }
  return { addedAnnotations: added }
}

/** Judges an item that stands in both lists. */
function* judgeKept(
  revisions: Revisions,
  kept: Sides<PdfValue>,
  index: number,
  place: Place,
): Judging<readonly AddedWidget[]> {
  const { before, after } = resolveSides(revisions, kept)
  const object = numberOf(kept.after)
  if (before === null && isDictionary(after)) return yield* judgeAdded(revisions, after, object, place)
  if (isDictionary(before) && after === null) {
    yield removed(revisions, before, kept.before, place.number)
    return []
  }
  const label = object === undefined ? `item ${index + 1}` : `object ${object}`
  const modified: Difference = {
    code: 'ANNOTATION_MODIFIED',
    level: 'ANNOTATIONS',
    message: `an annotation (${label}) of page ${place.number} was changed`,
  }
  if (!isDictionary(before) || !isDictionary(after)) {
    yield sameValue(kept, { ...modified, level: 'UNDEFINED' }, object)
    return []
  }
  const isWidget = nameEntry(revisions.before, before, 'Subtype') === 'Widget'
  if (isWidget) return yield* judgeWidget(revisions, { before, after }, object, place)
  yield* judgeRemark(revisions, { before, after }, object, place, modified)
  return []
}

function* judgeWidget(
  revisions: Revisions,
  widget: Sides<PdfDictionary>,
  object: number | undefined,
  { isCover }: Place,
): Judging<readonly AddedWidget[]> {
  const added = yield* judgeField(revisions, widget, object, 0)
  const filled = filledField({ label: labelOf(object), isLocked: false })
  yield ifFound(filled, () =>
    reasonsAgainstFilling(revisions, widget, isCover).map((reason) =>
      found({ ...filled, level: 'UNDEFINED', message: `${filled.message}, and ${reason}` }, object),
    ),
  )
  return added
}

/**
 * Returns why a field that was filled in is none, by what it is on the page, as ends of a sentence.
 */
function reasonsAgainstFilling(
  revisions: Revisions,
  { before, after }: Sides<PdfDictionary>,
  isCover: Place['isCover'],
): readonly string[] {
  const isNowhere = !before.entries.has('Rect') && !after.entries.has('AP')
  if (isNowhere || !hasArea(revisions.before, before)) return []
  const covers = isCover(before)
  const fits = appearancesFit(revisions.after, after, revisions.spend)
  return [
    ...(covers ? ['covers what the page shows'] : []),
    ...(fits ? [] : ['has an appearance that is not fitted into its rectangle']),
  ]
}

function* judgeRemark(
  revisions: Revisions,
  annotation: Sides<PdfDictionary>,
  object: number | undefined,
  { reasonAgainst }: Place,
  modified: Difference,
): Judging {
  yield sameEntries(revisions, annotation, new Set(), () => modified, object)
  // Looking at the page is dear, and hardly any annotation changes.
  yield ifFound(modified, () => {
    const { before, after } = annotation
    const isOfOneKind =
      nameEntry(revisions.before, before, 'Subtype') === nameEntry(revisions.after, after, 'Subtype')
    const reason = isOfOneKind ? reasonAgainst(after, object) : 'became one of another kind'
    if (reason === undefined) return []
    const message = `${modified.message}, and ${reason}`
    return [found({ ...modified, level: 'UNDEFINED', message }, object)]
  })
}

function* judgeAddedItem(
  revisions: Revisions,
  value: PdfValue,
  place: Place,
): Judging<readonly AddedWidget[]> {
  const annotation = revisions.after.resolve(value)
  const object = numberOf(value)
  if (isDictionary(annotation)) return yield* judgeAdded(revisions, annotation, object, place)
  if (!isNothing(revisions.after, value)) {
    // Some readers take a stream for its dictionary, or an object of another generation for the one
    // that is named.
    const message = `what is no dictionary was added to the annotations of page ${place.number}`
    yield found({ code: 'ANNOTATION_ADDED', level: 'UNDEFINED', message }, object)
  }
  return []
}

function* judgeAdded(
  revisions: Revisions,
  annotation: PdfDictionary,
  object: number | undefined,
  { number, reasonAgainst }: Place,
): Judging<readonly AddedWidget[]> {
  const subtype = nameEntry(revisions.after, annotation, 'Subtype')
  if (subtype === 'Widget') return yield* judgeAddedField(revisions, annotation, object)
  const message = `an annotation (${subtype ?? 'of no type'}) was added to page ${number}`
  const reason = reasonAgainst(annotation, object)
  const difference: Difference =
    reason === undefined
      ? { code: 'ANNOTATION_ADDED', level: 'ANNOTATIONS', message }
      : { code: 'ANNOTATION_ADDED', level: 'UNDEFINED', message: `${message}, and ${reason}` }
  yield found(difference, object)
  return []
}

function removed({ before }: Revisions, annotation: PdfValue, value: PdfValue, pageNumber: number): Found {
  const message = `an annotation of page ${pageNumber} was removed`
  const isAllowed = isDictionary(annotation) && isRemark(before, annotation)
  const level = isAllowed ? 'ANNOTATIONS' : 'UNDEFINED'
  return found({ code: 'ANNOTATION_REMOVED', level, message }, numberOf(value))
}

function numberOf(value: PdfValue): number | undefined {
  return isRef(value) ? value.objectNumber : undefined
}
