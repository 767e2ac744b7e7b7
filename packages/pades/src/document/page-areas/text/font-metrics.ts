// Tells how wide the glyphs of a font are, and which of its codes show nothing (ISO 32000-2 §9.6,
// §9.7.4.3), as closely as that goes without reading font programs. It serves to say what lies
// where, not to judge.

import type { PdfDocument } from '../../../pdf/document.ts'
import {
  isArray,
  isDictionary,
  isName,
  isStream,
  type PdfDictionary,
  type PdfValue,
} from '../../../pdf/objects.ts'
import { arrayEntry, dictionaryEntry, entryOf, nameEntry, resolved } from '../../pdf-view.ts'
import { matrixOf, numbersOf } from '../rectangle.ts'
import { blankCodes } from './blank-codes.ts'

/** Lengths are in text space at a size of 1. */
export interface FontMetrics {
  /** Two bytes a code, as nearly all composite fonts have it. */
  readonly isComposite: boolean
  readonly isVertical: boolean
  /**
   * Where the letters that matter for reading begin and end: from the base line to the top of
   * capitals.
   */
  readonly descent: number
  readonly ascent: number
  width(code: number): number
  isBlank(code: number): boolean
}

const THOUSANDTHS = 1000
/**
 * The height of capitals in all common fonts, within a few hundredths, as a part of the font size.
 */
const CAPITALS = 0.7
/** There are 65,536 codes of two bytes, and some widths are stated twice. */
const MOST_WIDTHS = 100_000

/** Returns the metrics of a font; those of a common font where there is none. */
export function fontMetrics(document: PdfDocument, font: PdfDictionary | undefined): FontMetrics {
  if (font === undefined) return unknownFont
  switch (nameEntry(document, font, 'Subtype')) {
    case 'Type0':
      return compositeFont(document, font)
    case 'Type3':
      return type3Font(document, font)
    default:
      return simpleFont(document, font)
  }
}

const unknownFont: FontMetrics = {
  isComposite: false,
  isVertical: false,
  descent: 0,
  ascent: CAPITALS,
  width: guessedWidth,
  isBlank: (code) => code === 0x20,
}

function simpleFont(document: PdfDocument, font: PdfDictionary): FontMetrics {
  const widths = simpleWidths(document, font)
  const blank = blankCodes(document, font)
  const descriptor = dictionaryEntry(document, font, 'FontDescriptor')
  const missing = descriptor === undefined ? null : entryOf(document, descriptor, 'MissingWidth')
  const isFixed = /courier|mono/i.test(nameEntry(document, font, 'BaseFont') ?? '')
  const otherwise = (code: number): number => (isFixed ? 0.6 : guessedWidth(code))
  return {
    ...unknownFont,
    // Without /Widths it is one of the standard fonts, which readers know by heart (§9.6.2.2).
    width: (code) =>
      widths === undefined
        ? otherwise(code)
        : (widths(code) ?? (typeof missing === 'number' ? missing : 0)) / THOUSANDTHS,
    isBlank: (code) => code === 0x20 || blank.has(code),
  }
}

/** Returns the metrics of a Type 3 font, which has a glyph space of its own (§9.6.4). */
function type3Font(document: PdfDocument, font: PdfDictionary): FontMetrics {
  const widths = simpleWidths(document, font)
  const [a, , , d] = matrixOf(document, font.entries.get('FontMatrix'))
  const [, bottom = 0, , top = 0] = numbersOf(document, entryOf(document, font, 'FontBBox'), 4) ?? []
  const [descent, ascent] = [Math.min(bottom * d, top * d), Math.max(bottom * d, top * d)]
  const blank = blankCodes(document, font)
  return {
    ...unknownFont,
    ...(ascent > descent ? { descent: Math.max(descent, 0), ascent } : {}),
    width: (code) => (widths?.(code) ?? 0) * Math.abs(a),
    isBlank: (code) => blank.has(code),
  }
}

function simpleWidths(
  document: PdfDocument,
  font: PdfDictionary,
): ((code: number) => number | undefined) | undefined {
  const first = entryOf(document, font, 'FirstChar')
  const stated = arrayEntry(document, font, 'Widths')
  if (typeof first !== 'number' || stated === undefined) return undefined
  const widths = stated.slice(0, 256).map((width) => resolved(document, width))
  return (code) => {
    const width = widths[code - first]
    return typeof width === 'number' ? width : undefined
  }
}

function compositeFont(document: PdfDocument, font: PdfDictionary): FontMetrics {
  const encoding = entryOf(document, font, 'Encoding')
  const descendant = resolved(document, arrayEntry(document, font, 'DescendantFonts')?.[0])
  const stated = isDictionary(descendant) ? entryOf(document, descendant, 'DW') : null
  const usual = typeof stated === 'number' ? stated : THOUSANDTHS
  // Only the identity makes codes the numbers that widths are stated for.
  const isIdentity = isName(encoding) && /^Identity-[HV]$/.test(encoding.value)
  const widths = isIdentity && isDictionary(descendant) ? glyphWidths(document, descendant) : new Map()
  const blank = blankCodes(document, font)
  return {
    ...unknownFont,
    isComposite: true,
    isVertical: isVertical(document, encoding),
    width: (code) => (widths.get(code) ?? usual) / THOUSANDTHS,
    isBlank: (code) => blank.has(code),
  }
}

/**
 * Says whether lines run down (table 116): the name of a predefined map then ends with V, an
 * embedded one states it.
 */
function isVertical(document: PdfDocument, encoding: PdfValue | undefined): boolean {
  if (isName(encoding)) return /(?:^|-)V$/.test(encoding.value)
  return isStream(encoding) && entryOf(document, encoding.dictionary, 'WMode') === 1
}

/** Returns the widths of /W, which states `first [widths]` or `first last width` (§9.7.4.3). */
function glyphWidths(document: PdfDocument, descendant: PdfDictionary): ReadonlyMap<number, number> {
  const widths = new Map<number, number>()
  const stated = arrayEntry(document, descendant, 'W') ?? []
  let left = MOST_WIDTHS
  for (let index = 0; index + 1 < stated.length && left > 0; ) {
    const [first, second] = [resolved(document, stated[index]), resolved(document, stated[index + 1])]
    if (typeof first !== 'number') break
    if (isArray(second)) {
      left -= second.length
      for (const [offset, item] of second.entries()) {
        const width = resolved(document, item)
        if (typeof width === 'number') widths.set(first + offset, width)
      }
      index += 2
      continue
    }
    const width = resolved(document, stated[index + 2])
    if (typeof second !== 'number' || typeof width !== 'number') break
    for (let code = first; code <= second && left > 0; code++, left--) widths.set(code, width)
    index += 3
  }
  return widths
}

/**
 * Means of Helvetica and Times by kinds of letters, for the fonts that a PDF names and does not
 * describe: a line of text comes out within a few hundredths of its length.
 */
const kinds: readonly (readonly [letters: string, width: number])[] = [
  ["il'|!j.,:;/\\It ", 0.26],
  ['f()[]{}r-`"', 0.33],
  ['mMW@%', 0.87],
  ['wGOQDHNUACRVXYK&', 0.71],
  ['BEPSTLFZ', 0.63],
]
const OTHERS = 0.52

const known = new Map(
  kinds.flatMap(([letters, width]) => [...letters].map((letter) => [letter.charCodeAt(0), width] as const)),
)

/** Returns about how wide a Latin letter is in a proportional font, at a font size of 1. */
function guessedWidth(code: number): number {
  return known.get(code) ?? OTHERS
}
