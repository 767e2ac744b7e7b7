// Every `N G obj` that the bytes show (ISO 32000-2 §7.3.10), as readers that repair files look for
// them: two numbers and the keyword, wherever they stand. Whatever one reader or another lets stand
// between them counts, in whatever form the numbers are.

import type { WorkBudget } from '../../pdf/reading/work-budget.ts'
import { indexOfText, isDigit, isWhiteSpace } from '../../pdf/syntax/characters.ts'

const KEYWORD = 'obj'
/** Larger numbers wrap around in readers that count in 32 bits. */
const NUMBER_RANGE = 2 ** 32

/** Where an object seems to be written. */
export interface FoundObject {
  readonly objectNumber: number
  readonly generation: number
  /** Of the first digit. */
  readonly offset: number
}

/**
 * Yields what looks like an object, in the order of the file; text in a stream can look like one. A
 * line with a `%` in it is read twice: with a comment from there on, and without.
 *
 * @throws PdfError LIMIT_EXCEEDED
 */
export function* foundObjects(bytes: Uint8Array, budget: WorkBudget): Generator<FoundObject, undefined> {
  for (let at = indexOfText(bytes, KEYWORD, 0); at !== -1; at = indexOfText(bytes, KEYWORD, at + 1)) {
    // Nearly all are the end of `endobj`.
    if (bytes[at - 1] === 0x64 || isLetter(bytes[at + KEYWORD.length])) continue
    const plain = headerBefore(bytes, at, beforeSpace, budget)
    if (plain !== undefined) yield plain
    const commented = headerBefore(bytes, at, beforeComments, budget)
    if (commented !== undefined && commented.offset !== plain?.offset) yield commented
  }
}

type Skip = (bytes: Uint8Array, end: number, budget: WorkBudget) => number

/**
 * Returns the object whose header ends in the keyword at `keyword`; undefined when it is another
 * word.
 */
function headerBefore(
  bytes: Uint8Array,
  keyword: number,
  skip: Skip,
  budget: WorkBudget,
): FoundObject | undefined {
  // Some readers need no space there.
  const generationEnd = skip(bytes, keyword, budget)
  const generation = digitsBefore(bytes, generationEnd, budget)
  if (generation === generationEnd) return undefined
  const numberEnd = skip(bytes, beforeSigns(bytes, generation), budget)
  const offset = digitsBefore(bytes, numberEnd, budget)
  if (numberEnd === generation || offset === numberEnd) return undefined
  return {
    objectNumber: numberIn(bytes, offset, numberEnd),
    generation: numberIn(bytes, generation, generationEnd),
    offset,
  }
}

function numberIn(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) value = (value * 10 + (bytes[at] ?? 0x30) - 0x30) % NUMBER_RANGE
  return value
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a))
}

/** Returns the offset after the last byte before `end` that is no white space. */
function beforeSpace(bytes: Uint8Array, end: number, budget: WorkBudget): number {
  let at = end
  while (at > 0 && isAnySpace(bytes[at - 1])) at -= 1
  budget.spend(end - at)
  return at
}

/**
 * Returns the offset after the last byte before `end` that is neither white space nor comment
 * (§7.2.4).
 */
function beforeComments(bytes: Uint8Array, end: number, budget: WorkBudget): number {
  let at = end
  for (;;) {
    const before = beforeSpace(bytes, at, budget)
    if (!bytes.subarray(before, at).some(isLineEnd)) return before
    const comment = commentAround(bytes, before, budget)
    if (comment === -1) return before
    at = comment
  }
}

/**
 * Returns the offset of the first `%` of the line whose text ends at `end`; -1 when it has none.
 */
function commentAround(bytes: Uint8Array, end: number, budget: WorkBudget): number {
  let comment = -1
  let at = end
  while (at > 0 && !isLineEnd(bytes[at - 1] ?? 0)) {
    at -= 1
    if (bytes[at] === 0x25) comment = at
  }
  budget.spend(end - at)
  return comment
}

/** Whether a byte is white space of §7.2.3, or of the languages that readers are written in. */
function isAnySpace(byte: number | undefined): boolean {
  return isWhiteSpace(byte) || byte === 0x0b || byte === 0xa0
}

function isLineEnd(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d
}

/** Returns the offset of the first of the digits that end at `end`. */
function digitsBefore(bytes: Uint8Array, end: number, budget: WorkBudget): number {
  let at = end
  while (at > 0 && isDigit(bytes[at - 1])) at -= 1
  budget.spend(end - at)
  return at
}

/** Returns the offset of the first of the signs that end at `end`. */
function beforeSigns(bytes: Uint8Array, end: number): number {
  let at = end
  while (at > 0 && (bytes[at - 1] === 0x2b || bytes[at - 1] === 0x2d)) at -= 1
  return at
}

/**
 * Returns where an object begins: some writers state the end-of-line marker before it as its
 * offset.
 */
export function skipSpace(bytes: Uint8Array, offset: number): number {
  let at = offset
  while (at < bytes.length && isWhiteSpace(bytes[at])) at += 1
  return at
}
