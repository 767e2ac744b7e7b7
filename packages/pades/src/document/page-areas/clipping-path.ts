// The rectangle around a clipping path (ISO 32000-2 §8.5): paths count as boxes around their
// points. Control points of curves count as points, so that the rectangle is never too small.

import type { PdfValue } from '../../pdf/objects.ts'
import { intersection, type Matrix, type Rectangle, transformed, united } from './rectangle.ts'

const painting: ReadonlySet<string> = new Set(['n', 'f', 'F', 'f*', 'S', 's', 'B', 'B*', 'b', 'b*'])
const segments: ReadonlySet<string> = new Set(['m', 'l', 'c', 'v', 'y'])
const NOTHING: Rectangle = [0, 0, 0, 0]

export class ClippingPath {
  #box: Rectangle | undefined
  #clips = false

  /** Does an operator of paths, and returns the box that clips afterwards. */
  apply(
    operator: string,
    operands: readonly PdfValue[],
    matrix: Matrix,
    clip: Rectangle | undefined,
  ): Rectangle | undefined {
    if (segments.has(operator)) this.#addPoints(operands, matrix)
    else if (operator === 're') this.#addRectangle(operands, matrix)
    else if (operator === 'W' || operator === 'W*') this.#clips = true
    else if (painting.has(operator)) return this.#end(clip)
    return clip
  }

  #end(clip: Rectangle | undefined): Rectangle | undefined {
    const [box, clips] = [this.#box ?? NOTHING, this.#clips]
    this.#box = undefined
    this.#clips = false
    if (!clips) return clip
    return clip === undefined ? box : (intersection(box, clip) ?? NOTHING)
  }

  #addRectangle([x, y, width, height]: readonly PdfValue[], matrix: Matrix): void {
    if (typeof x !== 'number' || typeof y !== 'number') return
    if (typeof width !== 'number' || typeof height !== 'number') return
    this.#add(transformed(matrix, [x, y, x + width, y + height]))
  }

  #addPoints(operands: readonly PdfValue[], matrix: Matrix): void {
    for (let index = 0; index + 1 < operands.length; index += 2) {
      const [x, y] = [operands[index], operands[index + 1]]
      if (typeof x === 'number' && typeof y === 'number') this.#add(transformed(matrix, [x, y, x, y]))
    }
  }

  #add(box: Rectangle): void {
    this.#box = this.#box === undefined ? box : united(this.#box, box)
  }
}
