// Rectangles and matrices in a page's user space (ISO 32000-2 §7.9.5, §8.3.4).
import type { PdfDocument } from '../../pdf/document.ts'
import { isArray, type PdfDictionary, type PdfValue } from '../../pdf/objects.ts'
import { arrayEntry, resolved } from '../pdf-view.ts'

/** A rectangle: left, bottom, right, top. */
export type Rectangle = readonly [number, number, number, number]

/** The six numbers a b c d e f (§8.3.3). */
export type Matrix = readonly [number, number, number, number, number, number]

export const identity: Matrix = [1, 0, 0, 1, 0, 0]

/** Returns the matrix that does `first`, then `second`. */
export function product(first: Matrix, second: Matrix): Matrix {
  const [a, b, c, d, e, f] = first
  const [g, h, i, j, k, l] = second
  return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

/** Returns the smallest upright box around a transformed one. */
export function transformed(matrix: Matrix, [left, bottom, right, top]: Rectangle): Rectangle {
  const [a, b, c, d, e, f] = matrix
  const corners = [
    [left, bottom],
    [left, top],
    [right, bottom],
    [right, top],
  ] as const
  const xs = corners.map(([x, y]) => a * x + c * y + e)
  const ys = corners.map(([x, y]) => b * x + d * y + f)
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

/**
 * Says whether two boxes share more than an edge. A side that is not a number counts as sharing,
 * since nothing is known then.
 */
export function overlap(one: Rectangle, other: Rectangle): boolean {
  const isApart = one[2] <= other[0] || other[2] <= one[0] || one[3] <= other[1] || other[3] <= one[1]
  return !isApart
}

/** Returns what two boxes share; undefined when that has no area. */
export function intersection(one: Rectangle, other: Rectangle): Rectangle | undefined {
  const [left, bottom] = [Math.max(one[0], other[0]), Math.max(one[1], other[1])]
  const [right, top] = [Math.min(one[2], other[2]), Math.min(one[3], other[3])]
  return left < right && bottom < top ? [left, bottom, right, top] : undefined
}

/** Returns the smallest box around two. */
export function united(one: Rectangle, other: Rectangle): Rectangle {
  return [
    Math.min(one[0], other[0]),
    Math.min(one[1], other[1]),
    Math.max(one[2], other[2]),
    Math.max(one[3], other[3]),
  ]
}

/** Returns the box grown by so much on every side. */
export function widened([left, bottom, right, top]: Rectangle, by: number): Rectangle {
  return [left - by, bottom - by, right + by, top + by]
}

/**
 * ISO 32000-1 annex C: no page is larger than 14400 units. Beyond this, the arithmetic of viewers
 * differs.
 */
const LARGEST_COORDINATE = 1_000_000

/** Says whether a value is a coordinate or a length that all viewers agree on. */
export function isPlace(value: PdfValue | undefined): value is number {
  return typeof value === 'number' && Math.abs(value) <= LARGEST_COORDINATE
}

/**
 * Returns /Rect of an annotation; undefined when it is no rectangle, an empty box when it covers
 * nothing.
 */
export function annotationBox(document: PdfDocument, annotation: PdfDictionary): Rectangle | undefined {
  const sides = numbersOf(document, arrayEntry(document, annotation, 'Rect'), 4)
  if (sides?.every(isPlace) !== true) return undefined
  const [left = 0, bottom = 0, right = 0, top = 0] = sides
  return [Math.min(left, right), Math.min(bottom, top), Math.max(left, right), Math.max(bottom, top)]
}

export function isEmpty([left, bottom, right, top]: Rectangle): boolean {
  return left === right || bottom === top
}

/** Returns an array of exactly `count` numbers; undefined when the value is anything else. */
export function numbersOf(
  document: PdfDocument,
  value: PdfValue | undefined,
  count: number,
): readonly number[] | undefined {
  if (!isArray(value) || value.length !== count) return undefined
  const numbers = value.map((item) => resolved(document, item)).filter((item) => typeof item === 'number')
  return numbers.length === count ? numbers : undefined
}

/** Returns a matrix from its six operands; the identity when the value is anything else. */
export function matrixOf(document: PdfDocument, value: PdfValue | undefined): Matrix {
  const [a, b, c, d, e, f] = numbersOf(document, resolved(document, value), 6) ?? identity
  return [a ?? 1, b ?? 0, c ?? 0, d ?? 1, e ?? 0, f ?? 0]
}
