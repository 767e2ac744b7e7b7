// Measures text as boxes that fit: around letters from the base line to the top of capitals,
// without the blanks at the ends of a string. Text that is not drawn (ISO 32000-2 §9.3.6), as
// recognition lays it over a scan, has no box.

import type { PdfDocument } from '../../../pdf/document.ts'
import { PdfError } from '../../../pdf/errors.ts'
import { isString, type PdfDictionary } from '../../../pdf/objects.ts'
import type { Rectangle } from '../rectangle.ts'
import { type FontMetrics, fontMetrics } from './font-metrics.ts'
import type { MeasureText, TextParameters } from './text-state.ts'

const THOUSANDTHS = 1000
/** §9.3.6: the text is neither filled nor stroked, and clips nothing. */
const INVISIBLE = 3
/**
 * The widest gap within one piece of text, in sizes of the font: wider than a word space that is
 * stretched.
 */
const GAP = 1
const SPACE = 0x20
/** For each, a width table and a map are read. */
const MOST_FONTS = 256

/** Returns a measure by which each piece of a line that is drawn is one box. */
export function measuredText(document: PdfDocument): MeasureText {
  const known = new Map<PdfDictionary | undefined, FontMetrics>()
  const metricsOf = (font: PdfDictionary | undefined): FontMetrics => {
    const found = known.get(font)
    if (found !== undefined) return found
    if (known.size >= MOST_FONTS) throw new PdfError('LIMIT_EXCEEDED', 'too many fonts')
    const metrics = fontMetrics(document, font)
    known.set(font, metrics)
    return metrics
  }
  return (items, parameters) => {
    const metrics = metricsOf(parameters.font)
    const { pieces, length } = piecesOf(items, parameters, metrics)
    const isDrawn = parameters.renderingMode !== INVISIBLE
    return {
      boxes: isDrawn ? pieces.map((piece) => boxOf(piece, parameters, metrics)) : [],
      advance: metrics.isVertical ? [0, length] : [length, 0],
    }
  }
}

/** A part of the line that shows something: from where to where. */
interface Piece {
  readonly from: number
  readonly to: number
}

function piecesOf(
  items: Parameters<MeasureText>[0],
  parameters: TextParameters,
  metrics: FontMetrics,
): { readonly pieces: readonly Piece[]; readonly length: number } {
  const { size, scale, characterSpace, wordSpace } = parameters
  // §9.4.4: a line that runs down has lengths of its own, which are one size of the font unless
  // stated, and no scale.
  const along = metrics.isVertical ? 1 : scale
  const gap = Math.abs(GAP * size * along)
  const pieces: Piece[] = []
  let at = 0
  for (const item of items) {
    if (typeof item === 'number') at -= (item / THOUSANDTHS) * size * along
    if (!isString(item)) continue
    let piece: Piece | undefined
    for (const code of codesOf(item.bytes, metrics.isComposite)) {
      const width = (metrics.isVertical ? -1 : metrics.width(code)) * size * along
      if (!metrics.isBlank(code)) piece = joined(piece, at, at + width)
      const space = code === SPACE && !metrics.isComposite ? characterSpace + wordSpace : characterSpace
      at += width + (metrics.isVertical ? -space : space * along)
    }
    const last = pieces.at(-1)
    if (piece === undefined) continue
    if (last !== undefined && piece.from - last.to <= gap && piece.from >= last.from) {
      pieces[pieces.length - 1] = joined(last, piece.from, piece.to)
    } else pieces.push(piece)
  }
  return { pieces, length: at }
}

function joined(piece: Piece | undefined, from: number, to: number): Piece {
  const [low, high] = [Math.min(from, to), Math.max(from, to)]
  return piece === undefined
    ? { from: low, to: high }
    : { from: Math.min(piece.from, low), to: Math.max(piece.to, high) }
}

/** An odd byte at the end is no code of a composite font. */
function* codesOf(bytes: Uint8Array, isComposite: boolean): Generator<number, undefined> {
  if (!isComposite) {
    yield* bytes
    return
  }
  for (let index = 0; index + 1 < bytes.length; index += 2) {
    yield ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0)
  }
}

function boxOf({ from, to }: Piece, { size, rise, scale }: TextParameters, metrics: FontMetrics): Rectangle {
  if (metrics.isVertical) {
    // §9.7.4.3: glyphs hang below the line's point, centred on it.
    const half = Math.abs(size * scale) / 2
    return [-half, from, half, to]
  }
  const [low, high] = [rise + metrics.descent * size, rise + metrics.ascent * size]
  return [from, Math.min(low, high), to, Math.max(low, high)]
}
