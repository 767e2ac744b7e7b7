// Tells whether viewers draw the appearances of an annotation in its rectangle (ISO 32000-2
// §12.5.5). The algorithm divides by the sides of the transformed /BBox; where they have no length,
// viewers draw the form unscaled, wherever it likes.
import type { PdfDocument } from '../../pdf/document.ts'
import { isDictionary, isStream, type PdfDictionary, type PdfStream } from '../../pdf/objects.ts'
import { entryOf, resolved } from '../pdf-view.ts'
import { isPlace, type Matrix, matrixOf, numbersOf, transformed } from './rectangle.ts'

const uses = ['N', 'R', 'D'] as const
/** Some viewers compute with so few digits that a shorter side counts as no side at all. */
const SMALLEST_SIDE = 0.001

/** Says whether every appearance stays in the rectangle; true where there is no appearance. */
export function appearancesFit(
  document: PdfDocument,
  annotation: PdfDictionary,
  spend: (steps: number) => void,
): boolean {
  const appearances = entryOf(document, annotation, 'AP')
  if (appearances === null) return true
  if (!isDictionary(appearances) || appearances.duplicateKeys !== undefined) return false
  return uses.every((use) => {
    const value = entryOf(document, appearances, use)
    if (value === null) return true
    if (isStream(value)) return fits(document, value)
    if (!isDictionary(value) || value.duplicateKeys !== undefined) return false
    spend(value.entries.size)
    return [...value.entries.values()].every((state) => {
      const form = resolved(document, state)
      return form === null || (isStream(form) && fits(document, form))
    })
  })
}

function fits(document: PdfDocument, { dictionary }: PdfStream): boolean {
  if (dictionary.duplicateKeys !== undefined) return false
  const box = numbersOf(document, entryOf(document, dictionary, 'BBox'), 4)
  const matrix = formMatrix(document, dictionary)
  if (box === undefined || matrix === undefined) return false
  const [x = 0, y = 0, otherX = 0, otherY = 0] = box
  const [a, b, c, d] = matrix
  const sides = transformed(matrix, [x, y, otherX, otherY])
  if (![...box, ...matrix, ...sides].every(isPlace)) return false
  // A matrix may also flatten a box into a slanted line.
  const area = Math.abs((otherX - x) * (otherY - y) * (a * d - b * c))
  const [left, bottom, right, top] = sides
  return right - left >= SMALLEST_SIDE && top - bottom >= SMALLEST_SIDE && area >= SMALLEST_SIDE ** 2
}

/**
 * Returns /Matrix of a form: the identity where it is not stated, undefined where it is no matrix.
 */
function formMatrix(document: PdfDocument, form: PdfDictionary): Matrix | undefined {
  const value = entryOf(document, form, 'Matrix')
  if (value !== null && numbersOf(document, value, 6) === undefined) return undefined
  return matrixOf(document, value)
}
