// The figures by which viewers draw annotations (ISO 32000-2 §12.5.6.5 to §12.5.6.13), each as a
// box around its points. They are read whatever the kind of the annotation is: an entry that does
// not belong to a kind is not drawn, and no honest annotation has one.
import type { PdfDocument } from '../../pdf/document.ts'
import { isArray, type PdfDictionary, type PdfValue } from '../../pdf/objects.ts'
import { entryOf, resolved } from '../pdf-view.ts'
import { isPlace, type Rectangle, widened } from './rectangle.ts'

interface Figures {
  readonly key: string
  /**
   * How numbers make figures: in eights, all of them one, an array for each, or arrays that are
   * pieces of one.
   */
  readonly form: 'quadrilaterals' | 'points' | 'strokes' | 'pieces'
  /** How far a figure may bulge beyond its points, as a part of the longer side of its box. */
  readonly bulge: number
}

const known: readonly Figures[] = [
  // Marked text is drawn with rounded ends.
  { key: 'QuadPoints', form: 'quadrilaterals', bulge: 1 / 4 },
  // Strokes are smoothed into curves through their points.
  { key: 'InkList', form: 'strokes', bulge: 1 / 6 },
  { key: 'L', form: 'points', bulge: 0 },
  { key: 'Vertices', form: 'points', bulge: 0 },
  { key: 'Path', form: 'pieces', bulge: 0 },
  { key: 'CL', form: 'points', bulge: 0 },
]
const QUADRILATERAL = 8

/** Accounts for steps of work, and may throw. */
type Spend = (steps: number) => void

/**
 * Returns the boxes in user space, without the width of lines; none where nothing is stated.
 *
 * @returns undefined when a figure is not made of pairs of numbers
 */
export function geometryBoxes(
  document: PdfDocument,
  annotation: PdfDictionary,
  spend: Spend,
): readonly Rectangle[] | undefined {
  const boxes: Rectangle[] = []
  for (const { key, form, bulge } of known) {
    const value = entryOf(document, annotation, key)
    if (value === null) continue
    const figures = figuresOf(document, value, form, spend)
    if (figures === undefined) return undefined
    for (const figure of figures) {
      const box = boxAround(figure)
      if (box !== undefined) boxes.push(widened(box, bulge * Math.max(box[2] - box[0], box[3] - box[1])))
    }
  }
  return boxes
}

function figuresOf(
  document: PdfDocument,
  value: PdfValue | undefined,
  form: Figures['form'],
  spend: Spend,
): readonly (readonly number[])[] | undefined {
  if (form === 'strokes' || form === 'pieces') {
    if (!isArray(value)) return undefined
    const lists: (readonly number[])[] = []
    for (const item of value) {
      const list = coordinatesOf(document, resolved(document, item), spend)
      if (list === undefined) return undefined
      lists.push(list)
    }
    return form === 'strokes' ? lists : [lists.flat()]
  }
  const numbers = coordinatesOf(document, value, spend)
  if (numbers === undefined || form === 'points') return numbers && [numbers]
  if (numbers.length % QUADRILATERAL !== 0) return undefined
  const count = numbers.length / QUADRILATERAL
  return Array.from({ length: count }, (_, at) => numbers.slice(at * QUADRILATERAL, (at + 1) * QUADRILATERAL))
}

/** Returns numbers by pairs; undefined when they cannot be paired. */
function coordinatesOf(
  document: PdfDocument,
  value: PdfValue | undefined,
  spend: Spend,
): readonly number[] | undefined {
  if (!isArray(value) || value.length % 2 !== 0) return undefined
  spend(value.length)
  const numbers = value.map((item) => resolved(document, item)).filter(isPlace)
  return numbers.length === value.length ? numbers : undefined
}

/** Returns the smallest box around the points; undefined where there is no point. */
function boxAround(numbers: readonly number[]): Rectangle | undefined {
  if (numbers.length === 0) return undefined
  let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [index, number] of numbers.entries()) {
    if (index % 2 === 0) {
      left = Math.min(left, number)
      right = Math.max(right, number)
    } else {
      bottom = Math.min(bottom, number)
      top = Math.max(top, number)
    }
  }
  return [left, bottom, right, top]
}
