// The stamp as a content stream (ISO 32000-2 §8, §9): a white ground, the QR code as one filled
// path, the words as glyph codes. Only DeviceGray and no transparency, so that a PDF/A file stays
// one whatever its output intent.

import { type QrCode, QUIET_ZONE_MODULES } from '@tapis/qr-seal'
import { type Glyph, nominalAdvance, type Typeface } from './font.ts'
import type { PlacedLine, QrSquare, StampLayout } from './layout.ts'

/** A typeface under the name by which the content stream calls it. */
interface FontResource {
  readonly name: string
  readonly typeface: Typeface
}

/**
 * Returns the content stream as ASCII bytes, drawn in a box from 0 0 to `width` `height`. The
 * ground is opaque on purpose: it covers the anchor text that marked the place.
 */
export function writeContent(
  box: { readonly width: number; readonly height: number },
  layout: StampLayout,
  qr: QrCode | undefined,
  fonts: { readonly regular: FontResource; readonly bold: FontResource },
): Uint8Array {
  const parts = [
    'q',
    `1 g 0 0 ${decimal(box.width)} ${decimal(box.height)} re f`,
    '0 g',
    ...(qr === undefined || layout.qr === undefined ? [] : qrOperators(qr, layout.qr)),
    'BT',
    ...layout.lines.map((line) => lineOperators(line, line.bold ? fonts.bold : fonts.regular)),
    'ET',
    'Q',
    '',
  ]
  return new TextEncoder().encode(parts.join('\n'))
}

/**
 * Yields one rectangle for each run of dark modules in a row, in units of a module. They are filled
 * as one path, so that no renderer shows seams between rows.
 */
function* qrOperators(qr: QrCode, { x, y, side }: QrSquare): Generator<string> {
  const module = side / (qr.size + 2 * QUIET_ZONE_MODULES)
  const left = x + QUIET_ZONE_MODULES * module
  const bottom = y + QUIET_ZONE_MODULES * module
  // It takes many digits, since an error here grows with every module.
  yield `q ${module.toFixed(6)} 0 0 ${module.toFixed(6)} ${decimal(left)} ${decimal(bottom)} cm`
  for (let row = 0; row < qr.size; row++) {
    for (let column = 0; column < qr.size; column++) {
      if (!qr.isDark(column, row)) continue
      const start = column
      while (column + 1 < qr.size && qr.isDark(column + 1, row)) column++
      yield `${start} ${qr.size - 1 - row} ${column - start + 1} 1 re`
    }
  }
  yield 'f Q'
}

function lineOperators({ glyphs, size, x, y }: PlacedLine, { name, typeface }: FontResource): string {
  return `/${name} ${decimal(size)} Tf 1 0 0 1 ${decimal(x)} ${decimal(y)} Tm [${writeGlyphs(glyphs, typeface)}] TJ`
}

/**
 * Writes the codes, which are the glyph numbers (Identity-H), and kerning, the difference to the
 * font's own advance (§9.4.3, TJ).
 */
function writeGlyphs(glyphs: readonly Glyph[], typeface: Typeface): string {
  let written = '<'
  for (const { id, advance } of glyphs) {
    written += id.toString(16).padStart(4, '0')
    const kerning = Math.round(nominalAdvance(typeface, id) - advance)
    if (kerning !== 0) written += `> ${kerning} <`
  }
  return `${written}>`
}

/** Writes a number with at most three decimals: no printer resolves 1/1000 pt. */
function decimal(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}
