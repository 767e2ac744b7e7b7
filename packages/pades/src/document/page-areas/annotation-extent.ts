// Tells where an annotation may paint, as boxes on the large side (ISO 32000-2 §12.5): its
// rectangle, and whatever else its entries lead viewers to draw. Viewers that make appearances of
// their own do not keep within /Rect.
import type { PdfDocument } from '../../pdf/document.ts'
import type { PdfDictionary } from '../../pdf/objects.ts'
import { entryOf, nameEntry } from '../pdf-view.ts'
import { borderReach } from './annotation-border.ts'
import { geometryBoxes } from './annotation-geometry.ts'
import { isRotated } from './inherited.ts'
import { annotationBox, numbersOf, type Rectangle, widened } from './rectangle.ts'

/** §12.5.6.4: viewers draw these in a size of their own, from 14 to 24 units. */
const icons: ReadonlySet<string> = new Set(['Text', 'Caret', 'FileAttachment', 'Sound'])
const ICON = 24
/** Table 167. */
const NO_ROTATE = 1 << 4

/**
 * Returns the boxes in user space, whether or not there is an appearance: some viewers draw their
 * own, and editors replace it.
 *
 * @param page the page that shows the annotation
 * @param spend accounts for steps of work, and may throw
 * @returns undefined when it cannot be told: no rectangle, or an entry that is none of what the
 *   clauses allow
 */
export function annotationExtent(
  document: PdfDocument,
  page: PdfDictionary,
  annotation: PdfDictionary,
  spend: (steps: number) => void,
): readonly Rectangle[] | undefined {
  const box = annotationBox(document, annotation)
  const reach = borderReach(document, annotation)
  const staysUpright = isUpright(document, annotation)
  if (box === undefined || reach === undefined || staysUpright === undefined) return undefined
  const frames = frameBoxes(document, annotation, box)
  const figures = geometryBoxes(document, annotation, spend)
  if (frames === undefined || figures === undefined) return undefined
  const boxes = [
    ...frames.map((frame) => widened(frame, reach.frame)),
    ...figures.map((figure) => widened(figure, reach.figure)),
    ...(icons.has(nameEntry(document, annotation, 'Subtype') ?? '') ? iconBoxes(box) : []),
  ]
  return staysUpright && isRotated(document, page) ? [turnedAnyway(boxes)] : boxes
}

/**
 * Returns the rectangle and what /RD makes of it (table 180), which lies outside where a difference
 * is below zero or larger than the rectangle. Readers disagree on whether the second difference is
 * the one at the top.
 */
function frameBoxes(
  document: PdfDocument,
  annotation: PdfDictionary,
  box: Rectangle,
): readonly Rectangle[] | undefined {
  const value = entryOf(document, annotation, 'RD')
  if (value === null) return [box]
  const [a, b, c, d] = numbersOf(document, value, 4) ?? []
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined
  const [left, bottom, right, top] = box
  return [
    box,
    upright([left + a, bottom + b, right - c, top - d]),
    upright([left + a, bottom + d, right - c, top - b]),
  ]
}

function upright([left, bottom, right, top]: Rectangle): Rectangle {
  return [Math.min(left, right), Math.min(bottom, top), Math.max(left, right), Math.max(bottom, top)]
}

/**
 * Returns the places of an icon: some viewers draw it at the upper left corner, some about the
 * middle.
 */
function iconBoxes([left, bottom, right, top]: Rectangle): readonly Rectangle[] {
  const [x, y] = [(left + right) / 2, (bottom + top) / 2]
  return [[left, top - ICON, left + ICON, top], widened([x, y, x, y], ICON / 2)]
}

/**
 * Says whether the annotation keeps upright on a turned page, as notes always do (§12.5.6.4);
 * undefined when its flags are no number.
 */
function isUpright(document: PdfDocument, annotation: PdfDictionary): boolean | undefined {
  const flags = entryOf(document, annotation, 'F')
  if (flags !== null && typeof flags !== 'number') return undefined
  return nameEntry(document, annotation, 'Subtype') === 'Text' || ((flags ?? 0) & NO_ROTATE) !== 0
}

/**
 * Returns where an upright annotation may stand (§12.5.3): it turns about a corner, and viewers
 * differ in which one.
 */
function turnedAnyway(boxes: readonly Rectangle[]): Rectangle {
  let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const box of boxes) {
    left = Math.min(left, box[0])
    bottom = Math.min(bottom, box[1])
    right = Math.max(right, box[2])
    top = Math.max(top, box[3])
  }
  return widened([left, bottom, right, top], right - left + top - bottom)
}
