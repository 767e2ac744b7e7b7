// What an annotation may be that a later revision added or changed where a certification permits annotations (the evil annotation attack):
// of a kind that only remarks on the page, clear of its text and pictures and of what else is on it, doing nothing but follow a link.
import { isArray, isDictionary, isRef, type PdfDictionary, type PdfValue } from '../../pdf/objects.ts'
import { annotationBox, type Box, isEmpty, overlap } from '../page-areas/box.ts'
import { contentAreas } from '../page-areas/content-areas.ts'
import { arrayEntry, entryOf, nameEntry, resolved } from '../pdf-view.ts'
import type { Comparison } from './comparison.ts'

/** Those that remark. Not among them: FreeText, Stamp and Redact, which look like the page, and all that plays or runs something. */
const remarks: ReadonlySet<string> = new Set([
  'Text',
  'Link',
  'Line',
  'Square',
  'Circle',
  'Polygon',
  'PolyLine',
  'Highlight',
  'Underline',
  'Squiggly',
  'StrikeOut',
  'Caret',
  'Ink',
  'Popup',
])
const harmlessActions: ReadonlySet<string> = new Set(['URI', 'GoTo', 'Named'])
const MAXIMUM_ANNOTATIONS = 5000

/** Why an annotation is none that may be added to the page, as an end of a sentence; undefined when it may. */
export type AnnotationJudge = (annotation: PdfDictionary, object: number | undefined) => string | undefined

/**
 * For one page.
 *
 * @param page as it was before
 */
export function annotationJudge(comparison: Comparison, page: PdfDictionary): AnnotationJudge {
  const { before, after } = comparison
  let content: readonly Box[] | undefined
  let isRead = false
  const areas = (): readonly Box[] | undefined => {
    if (!isRead) content = contentAreas(before, page, (steps) => comparison.spend(steps))
    isRead = true
    return content
  }
  return (annotation, object) => {
    const subtype = nameEntry(after, annotation, 'Subtype')
    if (subtype === undefined || !remarks.has(subtype))
      return 'is of a kind that can pass for the page itself'
    if (hasActiveContent(comparison, annotation)) return 'does more than lead to another place'
    // A note's window: viewers draw it, and show no more in it than the note says.
    if (subtype === 'Popup' && !annotation.entries.has('AP')) return undefined
    const box = annotationBox(after, annotation)
    if (box === undefined) return 'has no rectangle'
    if (isEmpty(box)) return undefined
    const boxes = areas()
    if (boxes === undefined) return 'lies on a page whose content cannot be followed'
    if (boxes.some((area) => overlap(area, box))) return 'lies over text or a picture'
    return coversAnother(comparison, page, box, object) ? 'lies over another annotation' : undefined
  }
}

/** §12.6.3: /AA runs by itself, and so may JavaScript or a launched program. */
function hasActiveContent({ after }: Comparison, annotation: PdfDictionary): boolean {
  if (annotation.entries.has('AA')) return true
  const waiting: PdfValue[] = [annotation.entries.get('A') ?? null, annotation.entries.get('PA') ?? null]
  for (let count = 0; count < 32; count++) {
    const value = waiting.pop()
    if (value === undefined) return false
    const action = resolved(after, value)
    if (action === null) continue
    if (!isDictionary(action) || !harmlessActions.has(nameEntry(after, action, 'S') ?? '')) return true
    const next = entryOf(after, action, 'Next') ?? null
    for (const item of isArray(next) ? next : [next]) waiting.push(item)
  }
  return true
}

/** Whether the box lies over an annotation that the page had. A link is not seen, and a note's window comes and goes. */
function coversAnother(
  comparison: Comparison,
  page: PdfDictionary,
  box: Box,
  object: number | undefined,
): boolean {
  const { before } = comparison
  const annotations = arrayEntry(before, page, 'Annots') ?? []
  comparison.spend(annotations.length)
  if (annotations.length > MAXIMUM_ANNOTATIONS) return true
  return annotations.some((item) => {
    if (isRef(item) && item.objectNumber === object) return false
    const other = resolved(before, item)
    if (!isDictionary(other)) return false
    const subtype = nameEntry(before, other, 'Subtype')
    if (subtype === 'Popup' || subtype === 'Link') return false
    const place = annotationBox(before, other)
    return place !== undefined && !isEmpty(place) && overlap(place, box)
  })
}

/** Whether the removal of an annotation takes nothing from the page that could be its content. */
export function isRemark({ before }: Comparison, annotation: PdfDictionary): boolean {
  return remarks.has(nameEntry(before, annotation, 'Subtype') ?? '')
}
