// Tells which codes of a font stand for spaces, by its /ToUnicode (ISO 32000-2 §9.10.3): in
// composite fonts no code says so by itself. The map is read for this alone, and loosely.

import type { PdfDocument } from '../../../pdf/document.ts'
import { PdfError } from '../../../pdf/errors.ts'
import { decodeStream } from '../../../pdf/filters/filters.ts'
import { isStream, type PdfDictionary } from '../../../pdf/objects.ts'
import { entryOf } from '../../pdf-view.ts'

const MOST_BYTES = 256 * 1024
/** The space, and the space that does not break. */
const BLANKS = [0x20, 0xa0] as const

/** Returns the codes; none where there is no map, or it cannot be read. */
export function blankCodes(document: PdfDocument, font: PdfDictionary): ReadonlySet<number> {
  const blank = new Set<number>()
  const map = mapOf(document, font)
  for (const part of map.split(/beginbf(?=char|range)/)) {
    if (part.startsWith('char')) {
      for (const [, code = '', text = ''] of part.matchAll(/<([0-9a-f]+)>\s*<([0-9a-f]+)>/gi)) {
        if (BLANKS.some((character) => character === hex(text))) blank.add(hex(code))
      }
    } else if (part.startsWith('range')) {
      for (const [, from = '', to = '', text = ''] of part.matchAll(
        /<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*<([0-9a-f]+)>/gi,
      )) {
        for (const character of BLANKS) {
          const code = hex(from) + character - hex(text)
          if (code >= hex(from) && code <= hex(to)) blank.add(code)
        }
      }
    }
  }
  return blank
}

const hex = (digits: string): number => Number.parseInt(digits, 16)

function mapOf(document: PdfDocument, font: PdfDictionary): string {
  const stream = entryOf(document, font, 'ToUnicode')
  if (!isStream(stream)) return ''
  try {
    const resolve = document.resolve.bind(document)
    return new TextDecoder('latin1').decode(decodeStream(stream, { resolve, decodedLimit: MOST_BYTES }))
  } catch (error) {
    if (error instanceof PdfError) return ''
    throw error
  }
}
