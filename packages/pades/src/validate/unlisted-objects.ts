// Objects in later bytes that no cross-reference lists. A reader that trusts the cross-reference never sees them; one that repairs
// files by searching shows them instead of what was signed (incremental saving attacks). No verdict can serve both.
import { indexOfText, isDigit, isWhiteSpace } from '../pdf/characters.ts'
import type { PdfDocument } from '../pdf/document.ts'

const KEYWORD = 'obj'
const NUMBER_DIGITS = 10
const GENERATION_DIGITS = 5

export interface UnlistedObject {
  readonly objectNumber: number
  readonly offset: number
}

/**
 * Objects written at or after `from` that no revision states to be there, in the order of the file. Looked for as repairing readers do:
 * two numbers and `obj` wherever they stand, so that text in a stream can look like an object.
 */
export function findUnlistedObjects(document: PdfDocument, from: number): readonly UnlistedObject[] {
  const { bytes } = document
  const listed = listedHeaders(document, from)
  const found: UnlistedObject[] = []
  for (let at = indexOfText(bytes, KEYWORD, from); at !== -1; at = indexOfText(bytes, KEYWORD, at + 1)) {
    const header = headerBefore(bytes, at, from)
    if (header !== undefined && !listed.has(`${header.objectNumber} ${header.offset}`)) found.push(header)
  }
  return found
}

/** "number offset" of every object that a cross-reference lists, and of the cross-reference streams themselves. */
function listedHeaders({ bytes, revisions, base }: PdfDocument, from: number): ReadonlySet<string> {
  const listed = new Set<string>()
  for (const { entries, xrefStreamNumbers, startXref, trailer } of revisions) {
    const hybrid = trailer.entries.get('XRefStm')
    // A number alone would let a hidden object pass that has the number of the stream.
    for (const offset of [startXref, typeof hybrid === 'number' ? hybrid + base : -1]) {
      if (offset < from) continue
      for (const number of xrefStreamNumbers) listed.add(`${number} ${afterSpace(bytes, offset)}`)
    }
    for (const [number, entry] of entries) {
      if (entry.kind === 'offset' && entry.offset >= from) {
        listed.add(`${number} ${afterSpace(bytes, entry.offset)}`)
      }
    }
  }
  return listed
}

/** The object whose header ends in the keyword at `keyword`; none when it is another word or begins before `from`. */
function headerBefore(bytes: Uint8Array, keyword: number, from: number): UnlistedObject | undefined {
  if (isLetter(bytes[keyword + KEYWORD.length])) return undefined
  const generationEnd = beforeSpace(bytes, keyword, from)
  const generation = digitsBefore(bytes, generationEnd, from)
  const numberEnd = beforeSpace(bytes, generation, from)
  const offset = digitsBefore(bytes, numberEnd, from)
  const isHeader =
    generationEnd < keyword &&
    isLength(generationEnd - generation, GENERATION_DIGITS) &&
    numberEnd < generation &&
    isLength(numberEnd - offset, NUMBER_DIGITS)
  if (!isHeader) return undefined
  return { objectNumber: Number(String.fromCharCode(...bytes.subarray(offset, numberEnd))), offset }
}

function isLength(length: number, most: number): boolean {
  return length > 0 && length <= most
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a))
}

/** Offset after the last byte before `end` that is no white space. */
function beforeSpace(bytes: Uint8Array, end: number, from: number): number {
  let at = end
  while (at > from && isWhiteSpace(bytes[at - 1])) at -= 1
  return at
}

/** Offset of the first of the digits that end at `end`. */
function digitsBefore(bytes: Uint8Array, end: number, from: number): number {
  let at = end
  while (at > from && isDigit(bytes[at - 1])) at -= 1
  return at
}

/** Some writers state the end-of-line marker before an object as its offset. */
function afterSpace(bytes: Uint8Array, offset: number): number {
  let at = offset
  while (at < bytes.length && isWhiteSpace(bytes[at])) at += 1
  return at
}
