// Measures text as boxes on the large side, so that a rule can say whether an annotation may cover
// any. Widths come from the font where it is simple, and are guessed elsewhere.

import type { PdfDocument } from '../../../pdf/document.ts'
import { isString, type PdfDictionary, type PdfValue } from '../../../pdf/objects.ts'
import { arrayEntry, entryOf, nameEntry, resolved } from '../../pdf-view.ts'
import { matrixOf } from '../rectangle.ts'
import type { MeasureText, TextParameters } from './text-state.ts'

/** How far letters reach below and above the base line, as parts of the font size. */
const DESCENT = -0.3
const ASCENT = 1
const THOUSANDTHS = 1000

/**
 * Returns a measure by which all that one operator shows is one box, whether or not it is drawn.
 */
export function generousText(document: PdfDocument): MeasureText {
  return (items, parameters) => {
    const { size, scale, rise } = parameters
    let width = 0
    let isShown = false
    for (const item of items) {
      if (typeof item === 'number') width -= (item / THOUSANDTHS) * size * scale
      else if (isString(item) && item.bytes.length > 0) {
        isShown = true
        width += widthOf(document, item.bytes, parameters)
      }
    }
    const [low, high] = [rise + DESCENT * size, rise + ASCENT * size]
    const box = [Math.min(0, width), Math.min(low, high), Math.max(0, width), Math.max(low, high)] as const
    return { boxes: isShown ? [box] : [], advance: [width, 0] }
  }
}

function widthOf(
  document: PdfDocument,
  bytes: Uint8Array,
  { font, size, characterSpace, wordSpace, scale }: TextParameters,
): number {
  const isComposite = font !== undefined && nameEntry(document, font, 'Subtype') === 'Type0'
  const glyphs = isComposite ? Math.ceil(bytes.length / 2) : bytes.length
  let units = 0
  if (isComposite) units = glyphs * THOUSANDTHS
  else for (const byte of bytes) units += glyphWidth(document, font, byte)
  const spaces = bytes.reduce((count, byte) => count + (byte === 0x20 ? 1 : 0), 0)
  const space = glyphs * characterSpace + spaces * wordSpace
  return ((units / THOUSANDTHS) * size + space) * scale
}

function glyphWidth(document: PdfDocument, font: PdfDictionary | undefined, code: number): number {
  if (font === undefined) return THOUSANDTHS
  const first = entryOf(document, font, 'FirstChar')
  const widths = arrayEntry(document, font, 'Widths')
  const width: PdfValue | undefined =
    typeof first === 'number' ? resolved(document, widths?.[code - first]) : undefined
  if (typeof width !== 'number') return THOUSANDTHS
  if (nameEntry(document, font, 'Subtype') !== 'Type3') return width
  const [unit] = matrixOf(document, font.entries.get('FontMatrix'))
  return width * Math.abs(unit) * THOUSANDTHS
}
