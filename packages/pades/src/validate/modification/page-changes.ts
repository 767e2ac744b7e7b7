// Rules for pages: the same pages in the same order, nothing of a page changed but the list of its annotations.
import { isDictionary, isRef, type PdfDictionary } from '../../pdf/objects.ts'
import { type Page, pagesOf } from '../pages.ts'
import { arrayEntry, nameEntry } from '../pdf-view.ts'
import type { Comparison, Difference } from './comparison.ts'
import { compareField, judgeAddedField } from './field.ts'
import { pairLists } from './paired-lists.ts'

const pageRules: ReadonlySet<string> = new Set(['Annots', 'Tabs'])

export function comparePages(comparison: Comparison): void {
  const before = pagesOf(comparison.before)
  const after = pagesOf(comparison.after)
  const sameOrder =
    before.length === after.length &&
    before.every(
      ({ objectNumber }, index) => objectNumber !== undefined && objectNumber === after[index]?.objectNumber,
    )
  if (!sameOrder) {
    const message = `the pages are not the same ones in the same order (${before.length} before, ${after.length} after)`
    comparison.report({ code: 'PAGES_MODIFIED', level: 'UNDEFINED', message })
    return
  }
  for (const [index, page] of before.entries()) {
    const later = after[index]
    if (later !== undefined) comparePage(comparison, page, later, index + 1)
  }
}

function comparePage(comparison: Comparison, before: Page, after: Page, number: number): void {
  const object = after.objectNumber
  comparison.sameEntries(
    before.page,
    after.page,
    pageRules,
    (key) => ({
      code: 'PAGE_MODIFIED',
      level: 'UNDEFINED',
      message: `/${key} of page ${number} was changed`,
    }),
    object,
  )
  // Tab order says nothing on screen; a writer that adds the first widget of a tagged page has to state it (PDF/UA).
  if (before.page.entries.has('Tabs')) {
    const difference: Difference = {
      code: 'TABS_MODIFIED',
      level: 'UNDEFINED',
      message: `the tab order of page ${number} was changed`,
    }
    comparison.same(before.page.entries.get('Tabs'), after.page.entries.get('Tabs'), difference, object)
  }
  compareAnnotations(comparison, before.page, after.page, number)
}

function compareAnnotations(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  number: number,
): void {
  const pairs = pairLists(
    arrayEntry(comparison.before, before, 'Annots') ?? [],
    arrayEntry(comparison.after, after, 'Annots') ?? [],
  )
  for (const value of pairs.removed) {
    const message = `an annotation of page ${number} was removed`
    const object = isRef(value) ? value.objectNumber : undefined
    comparison.report({ code: 'ANNOTATION_REMOVED', level: 'UNDEFINED', message }, object)
  }
  for (const { earlier, later } of pairs.kept) {
    const left = comparison.resolveBefore(earlier)
    const right = comparison.resolveAfter(later)
    const object = isRef(later) ? later.objectNumber : undefined
    if (isDictionary(left) && isDictionary(right)) {
      compareAnnotation(comparison, left, right, object, number)
    } else if (left === null && isDictionary(right)) judgeAdded(comparison, right, object, number)
    else comparison.same(left, right, annotationModified(number), object)
  }
  for (const value of pairs.added) {
    const annotation = comparison.resolveAfter(value)
    const object = isRef(value) ? value.objectNumber : undefined
    if (isDictionary(annotation)) judgeAdded(comparison, annotation, object, number)
  }
}

function compareAnnotation(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  object: number | undefined,
  number: number,
): void {
  const isWidget = nameEntry(comparison.before, before, 'Subtype') === 'Widget'
  if (isWidget) compareField(comparison, before, after, object, 0)
  else comparison.sameEntries(before, after, new Set(), () => annotationModified(number), object)
}

function judgeAdded(
  comparison: Comparison,
  annotation: PdfDictionary,
  object: number | undefined,
  number: number,
): void {
  const subtype = nameEntry(comparison.after, annotation, 'Subtype')
  if (subtype === 'Widget') {
    judgeAddedField(comparison, annotation, object)
    return
  }
  const message = `an annotation (${subtype ?? 'of no type'}) was added to page ${number}`
  comparison.report({ code: 'ANNOTATION_ADDED', level: 'ANNOTATIONS', message }, object)
}

function annotationModified(number: number): Difference {
  return {
    code: 'ANNOTATION_MODIFIED',
    level: 'ANNOTATIONS',
    message: `an annotation of page ${number} was changed`,
  }
}
