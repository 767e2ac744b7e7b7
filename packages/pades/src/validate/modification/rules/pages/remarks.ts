// What an annotation may be that a later revision added or changed where a certification permits
// annotations (ISO 32000-2 §12.5; the evil annotation attack): of a kind that only remarks on the
// page, clear of its text and pictures and of what else is on it, and doing nothing but follow a
// link.
import { appearancesFit } from '../../../../document/page-areas/annotation-appearances.ts'
import { annotationExtent } from '../../../../document/page-areas/annotation-extent.ts'
import { contentAreas } from '../../../../document/page-areas/content-areas.ts'
import { annotationBox, isEmpty, overlap, type Rectangle } from '../../../../document/page-areas/rectangle.ts'
import { arrayEntry, entryOf, nameEntry, resolved } from '../../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../../pdf/document.ts'
import { isArray, isDictionary, isRef, type PdfDictionary, type PdfValue } from '../../../../pdf/objects.ts'
import type { Revisions } from '../../revisions.ts'

/**
 * The kinds that remark. Not among them are FreeText, Stamp and Redact, which look like the page,
 * and all that plays or runs something.
 */
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
const MAXIMUM_ACTIONS = 32
/** Table 167. */
const NO_ZOOM = 1 << 3
const COMPARISONS_PER_STEP = 16

/**
 * Returns why an annotation is none that may be added to the page, as an end of a sentence;
 * undefined when it may be.
 */
export type RemarkJudge = (annotation: PdfDictionary, object: number | undefined) => string | undefined

/** Where an annotation is that the page had; undefined when that cannot be told. */
interface Neighbour {
  readonly object: number | undefined
  readonly boxes: readonly Rectangle[] | undefined
}

/** Whether the removal of an annotation takes nothing from the page that could be its content. */
export function isRemark(document: PdfDocument, annotation: PdfDictionary): boolean {
  return remarks.has(nameEntry(document, annotation, 'Subtype') ?? '')
}

/**
 * Returns the judge of the annotations of one page. It looks at the page when it is first asked.
 * @param page as it was before
 */
export function remarkJudge(revisions: Revisions, page: PdfDictionary): RemarkJudge {
  const { before, after, spend } = revisions
  const areas = once(() => contentAreas(before, page, spend))
  const neighbours = once(() => neighboursOn(revisions, page))
  return (annotation, object) => {
    if (annotation.duplicateKeys !== undefined) return 'states an entry twice'
    const subtype = nameEntry(after, annotation, 'Subtype')
    if (subtype === undefined || !remarks.has(subtype)) {
      return 'is of a kind that can pass for the page itself'
    }
    if (hasActiveContent(after, annotation)) return 'does more than lead to another place'
    // A note's window: viewers draw it, and show no more in it than the note says.
    if (subtype === 'Popup' && !annotation.entries.has('AP')) return undefined
    if (annotationBox(after, annotation) === undefined) return 'has no rectangle'
    const manner = reasonAgainstManner(after, annotation, subtype)
    if (manner !== undefined) return manner
    if (!appearancesFit(after, annotation, spend)) {
      return 'has an appearance that is not fitted into its rectangle'
    }
    const boxes = annotationExtent(after, page, annotation, spend)
    if (boxes === undefined) return 'has a shape that cannot be told'
    const content = areas()
    if (content === undefined) return 'lies on a page whose content cannot be followed'
    const reaches = (places: readonly Rectangle[]): boolean => overlapAny(boxes, places, spend)
    if (reaches(content)) return 'lies over text or a picture'
    const isClear =
      neighbours()?.every(
        (neighbour) =>
          (neighbour.object === object && object !== undefined) ||
          (neighbour.boxes !== undefined && !reaches(neighbour.boxes)),
      ) === true
    return isClear ? undefined : 'lies over another annotation'
  }
}

/**
 * Returns what leads viewers to draw an annotation larger than its entries say, as an end of a
 * sentence.
 */
function reasonAgainstManner(
  document: PdfDocument,
  annotation: PdfDictionary,
  subtype: string,
): string | undefined {
  const flags = entryOf(document, annotation, 'F')
  // §12.5.3: the smaller the page is shown, the more such a one covers of it. Notes are an icon,
  // always shown so (§12.5.6.4).
  const keepsSize = flags !== null && (typeof flags !== 'number' || (flags & NO_ZOOM) !== 0)
  if (keepsSize && subtype !== 'Text') return 'does not become smaller with the page'
  // Table 178: /Cap has /Contents set along a line, or at a distance from it.
  const caption = entryOf(document, annotation, 'Cap')
  return caption === null || caption === false ? undefined : 'writes on the page'
}

/** §12.6.3: /AA runs by itself, and so may JavaScript or a launched program. */
function hasActiveContent(document: PdfDocument, annotation: PdfDictionary): boolean {
  if (annotation.entries.has('AA')) return true
  const waiting: PdfValue[] = [annotation.entries.get('A') ?? null, annotation.entries.get('PA') ?? null]
  for (let count = 0; count < MAXIMUM_ACTIONS; count++) {
    const value = waiting.pop()
    if (value === undefined) return false
    const action = resolved(document, value)
    if (action === null) continue
    if (!isDictionary(action) || !harmlessActions.has(nameEntry(document, action, 'S') ?? '')) return true
    const next = entryOf(document, action, 'Next') ?? null
    for (const item of isArray(next) ? next : [next]) waiting.push(item)
  }
  return true
}

/**
 * Returns the annotations of a page that are seen: a link is not, and a note's window comes and
 * goes. Undefined where there are very many.
 */
function neighboursOn({ before, spend }: Revisions, page: PdfDictionary): readonly Neighbour[] | undefined {
  const annotations = arrayEntry(before, page, 'Annots') ?? []
  spend(annotations.length)
  if (annotations.length > MAXIMUM_ANNOTATIONS) return undefined
  return annotations.flatMap((item): readonly Neighbour[] => {
    const annotation = resolved(before, item)
    if (!isDictionary(annotation)) return []
    const box = annotationBox(before, annotation)
    const subtype = nameEntry(before, annotation, 'Subtype')
    if (box === undefined || subtype === 'Popup' || subtype === 'Link') return []
    const object = isRef(item) ? item.objectNumber : undefined
    // A field is drawn in its rectangle.
    if (subtype === 'Widget') return isEmpty(box) ? [] : [{ object, boxes: [box] }]
    return [{ object, boxes: annotationExtent(before, page, annotation, spend) }]
  })
}

function overlapAny(
  boxes: readonly Rectangle[],
  others: readonly Rectangle[],
  spend: Revisions['spend'],
): boolean {
  spend(Math.ceil((boxes.length * others.length) / COMPARISONS_PER_STEP))
  return boxes.some((box) => others.some((other) => overlap(box, other)))
}

/** Returns what finds something out when it is first asked for, and remembers it. */
function once<T>(find: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => {
    known ??= { value: find() }
    return known.value
  }
}
