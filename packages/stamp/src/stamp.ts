// The visible part of a signature: the QR code that leads to the portal, who signed, when, the code
// in letters, and whose certificate it is. Drawn once per document; nothing of it is proof, which
// is why the QR code leads to the portal.

import type { EmbeddedFont } from '@tapis/pades/create'
import { type DocumentCode, type PortalOrigin, printedHost, type QrCode, qrCode } from '@tapis/qr-seal'
import { writeContent } from './content.ts'
import { embedFont, lineWidth, loadTypeface, shapeLine, type Typeface } from './font.ts'
import { type BoxSize, isLargeEnough, layOut, type ShapedParagraph, type Word } from './layout.ts'
import { StampError } from './stamp-error.ts'
import { type Paragraph, type StampLines, stampParagraphs, WIDEST_CODE, widestLines } from './wording.ts'

/** What is drawn, and the size of the box in points. */
export interface StampInput extends SignatureBlockInput {
  readonly portalOrigin: PortalOrigin
  readonly code: DocumentCode
}

/** A signature block without a QR code, for a file that no portal knows. */
interface SignatureBlockInput {
  readonly width: number
  readonly height: number
  readonly lines: StampLines
}

/**
 * The stamp's content stream, in a box from 0 0 to width height, and the font subsets that it
 * names.
 */
interface Stamp {
  readonly content: Uint8Array
  readonly fonts: readonly EmbeddedFont[]
}

let typefaces: { readonly regular: Typeface; readonly bold: Typeface } | undefined

/**
 * Draws the stamp as vectors: QR code at error correction M with its quiet zone, words in embedded
 * Noto Sans.
 *
 * @throws StampError `STAMP_BOX_TOO_SMALL` when the box cannot hold it legibly.
 * @throws TypeError when the portal's host cannot be written in a QR code's alphanumeric mode.
 */
export function drawStamp({ width, height, portalOrigin, code, lines }: StampInput): Stamp {
  const host = printedHost(portalOrigin)
  const widest = () => stampParagraphs(widestLines(lines), { code: WIDEST_CODE, host })
  return compose(
    { width, height },
    stampParagraphs(lines, { code, host }),
    widest,
    qrCode(portalOrigin, code),
  )
}

/**
 * Draws who signed, when, and whose certificate it is, without a QR code.
 *
 * @throws StampError `STAMP_BOX_TOO_SMALL` when the box cannot hold it legibly.
 */
export function drawSignatureBlock({ width, height, lines }: SignatureBlockInput): Stamp {
  const widest = () => stampParagraphs(widestLines(lines))
  return compose({ width, height }, stampParagraphs(lines), widest, undefined)
}

/**
 * Draws paragraphs; `widest` are those of the same signer with the code and the time that take the
 * most room.
 */
function compose(
  box: BoxSize,
  paragraphs: readonly Paragraph[],
  widest: () => readonly Paragraph[],
  qr: QrCode | undefined,
): Stamp {
  typefaces ??= { regular: loadTypeface('NotoSans-Regular'), bold: loadTypeface('NotoSans-Bold') }
  const { regular, bold } = typefaces
  const shape = (unshaped: readonly Paragraph[]) =>
    unshaped.map((paragraph) => shapeParagraph(paragraph, paragraph.bold ? bold : regular))
  const layout = layOut(box, qr?.size, shape(paragraphs))
  // Whoever asks again gets another code and another minute: a box that just holds these would be
  // refused again.
  if (layout === undefined)
    throw new StampError('STAMP_BOX_TOO_SMALL', box, findSmallestBox(box, qr?.size, shape(widest())))
  const glyphsOf = (isBold: boolean) =>
    layout.lines.filter((line) => line.bold === isBold).map(({ glyphs }) => glyphs)
  return {
    content: writeContent(box, layout, qr, {
      regular: { name: 'F1', typeface: regular },
      bold: { name: 'F2', typeface: bold },
    }),
    fonts: [embedFont(regular, 'F1', glyphsOf(false)), embedFont(bold, 'F2', glyphsOf(true))],
  }
}

/** More than the width of A3: no words of a stamp need that. */
const LARGEST_POINTS = 1200

/**
 * Returns the box of the smallest area, in whole points, that holds the stamp and is no smaller
 * than `box` in either direction: wider, higher, or larger in both, with the same shape or by the
 * same length. Undefined when none up to 1200 points does.
 */
function findSmallestBox(
  box: BoxSize,
  qrModules: number | undefined,
  paragraphs: readonly ShapedParagraph[],
): BoxSize | undefined {
  const [width, height] = [Math.ceil(box.width), Math.ceil(box.height)]
  const longer = Math.max(width, height)
  const grown = [
    (by: number) => ({ width: width + by, height }),
    (by: number) => ({ width, height: height + by }),
    (by: number) => ({ width: width + by, height: height + by }),
    (by: number) => ({ width: enlarge(width, by, longer), height: enlarge(height, by, longer) }),
  ]
  const fitting = grown.flatMap((grow) => {
    for (let by = 0; longer + by <= LARGEST_POINTS; by++) {
      const larger = grow(by)
      if (isLargeEnough(larger, qrModules, paragraphs)) return [larger]
    }
    return []
  })
  return fitting.toSorted((one, other) => one.width * one.height - other.width * other.height)[0]
}

/** Returns a side of a box whose longer side grows by so many points. */
function enlarge(side: number, by: number, longer: number): number {
  return Math.ceil(side * (1 + by / longer))
}

function shapeParagraph({ text, bold, scale, gap }: Paragraph, typeface: Typeface): ShapedParagraph {
  const words = text
    .normalize('NFC')
    .split(/\s+/)
    .filter((word) => word !== '')
  return {
    words: words.map((word) => shapeWord(word, typeface)),
    space: shapeWord(' ', typeface),
    bold,
    scale,
    gap,
  }
}

/**
 * Agencies, positions and months recur in every stamp; codes do not, so the oldest words are let
 * go.
 */
const REMEMBERED_WORDS = 2000
const remembered = new Map<string, Word>()

function shapeWord(text: string, typeface: Typeface): Word {
  const key = `${typeface.postScriptName} ${text}`
  const known = remembered.get(key)
  if (known !== undefined) return known
  const glyphs = shapeLine(typeface, text)
  const word = { glyphs, width: lineWidth(glyphs) }
  remembered.set(key, word)
  for (const oldest of remembered.keys()) {
    if (remembered.size <= REMEMBERED_WORDS) break
    remembered.delete(oldest)
  }
  return word
}
