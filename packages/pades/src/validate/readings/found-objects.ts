// Every `N G obj` that the bytes show, as readers that repair files look for them: two numbers and the keyword, wherever they stand.
import { indexOfText, isDigit, isWhiteSpace } from '../../pdf/characters.ts'

const KEYWORD = 'obj'
const NUMBER_DIGITS = 10
const GENERATION_DIGITS = 5

/** Where an object seems to be written. */
export interface FoundObject {
  readonly objectNumber: number
  readonly generation: number
  /** Of the first digit. */
  readonly offset: number
}

/** What looks like an object at or after `from`, in the order of the file; text in a stream can look like one. */
export function* foundObjects(bytes: Uint8Array, from: number): Generator<FoundObject, undefined> {
  for (let at = indexOfText(bytes, KEYWORD, from); at !== -1; at = indexOfText(bytes, KEYWORD, at + 1)) {
    const header = headerBefore(bytes, at, from)
    if (header !== undefined) yield header
  }
}

/** The object whose header ends in the keyword at `keyword`; none when it is another word or begins before `from`. */
function headerBefore(bytes: Uint8Array, keyword: number, from: number): FoundObject | undefined {
  // Nearly all are the end of `endobj`.
  if (bytes[keyword - 1] === 0x64 || isLetter(bytes[keyword + KEYWORD.length])) return undefined
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
  return {
    objectNumber: numberIn(bytes, offset, numberEnd),
    generation: numberIn(bytes, generation, generationEnd),
    offset,
  }
}

function numberIn(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] ?? 0x30) - 0x30
  return value
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
export function afterSpace(bytes: Uint8Array, offset: number): number {
  let at = offset
  while (at < bytes.length && isWhiteSpace(bytes[at])) at += 1
  return at
}
