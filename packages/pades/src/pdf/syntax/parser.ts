// Reads objects of ISO 32000-2 §7.3 from tokens: values, and indirect objects with their streams.
// Nesting is bounded, so that hostile input costs an error and never the stack.

import { PdfError } from '../errors.ts'
import { isDictionary, type PdfDictionary, type PdfValue } from '../objects.ts'
import { heldBytes } from '../reading/value-budget.ts'
import { indexOfText, isDigit, isRegular } from './characters.ts'
import type { Lexer } from './lexer.ts'
import { readHexadecimalString, readLiteralString } from './strings.ts'

/** How deep arrays and dictionaries may nest; real files stay below twenty. */
const NESTING_LIMIT = 100
/**
 * Shared by all dictionaries without entries, since its table is most of what a dictionary takes in
 * memory.
 */
const noEntries: ReadonlyMap<string, PdfValue> = new Map()
/** The most digits of an object number; more could exceed what a number can hold. */
const WHOLE_NUMBER_DIGITS = 15
/**
 * Arrays up to this size are copied to fit: the room that a growing array leaves free is most of
 * what a small one takes.
 */
const SMALL_ARRAY = 32

/** `N G obj` and its value. */
export interface IndirectObject {
  readonly objectNumber: number
  readonly generation: number
  readonly value: PdfValue
  /** The offset behind the last keyword that was read: `endobj`, or `endstream`. */
  readonly end: number
}

/** The questions that reading a stream asks of its surroundings. */
export interface StreamContext {
  /**
   * Returns the value of /Length with references followed, or `undefined` when it is not a length.
   */
  streamLength(dictionary: PdfDictionary): number | undefined
  /**
   * Is called with the bytes that a search for the end covered, when /Length is wrong. It may
   * refuse by throwing.
   */
  lengthRepaired(offset: number, searchedBytes: number): void
}

/**
 * Reads one value at the lexer's cursor and leaves the cursor after it.
 * @throws PdfError OBJECT_INVALID, LIMIT_EXCEEDED
 */
export function parseValue(lexer: Lexer, depth = 0): PdfValue {
  if (depth > NESTING_LIMIT) {
    throw new PdfError('LIMIT_EXCEEDED', `objects nested deeper than ${NESTING_LIMIT}`)
  }
  lexer.skipSpace()
  lexer.hold(heldBytes.value)
  const byte = lexer.peek()
  switch (byte) {
    case 0x2f:
      return lexer.name()
    case 0x28:
      return readLiteralString(lexer)
    case 0x3c:
      return lexer.peek(1) === 0x3c ? parseDictionary(lexer, depth) : readHexadecimalString(lexer)
    case 0x5b:
      return parseArray(lexer, depth)
    case 0x74:
      if (lexer.keyword('true')) return true
      break
    case 0x66:
      if (lexer.keyword('false')) return false
      break
    case 0x6e:
      if (lexer.keyword('null')) return null
      break
    default:
      if (isDigit(byte)) return parseNumberOrReference(lexer)
      if (byte === 0x2b || byte === 0x2d || byte === 0x2e) return lexer.number()
  }
  throw new PdfError('OBJECT_INVALID', `expected an object at offset ${lexer.position}`)
}

/**
 * Reads the indirect object at the cursor (§7.3.10) and leaves the cursor after it. A stream's
 * bytes are a view of the file, still encoded.
 * @throws PdfError OBJECT_INVALID, STREAM_INVALID, LIMIT_EXCEEDED
 */
export function parseIndirectObject(lexer: Lexer, context: StreamContext): IndirectObject {
  const offset = lexer.position
  const header = parseObjectHeader(lexer)
  if (header === undefined) {
    throw new PdfError('OBJECT_INVALID', `expected an indirect object at offset ${offset}`)
  }
  const value = parseValue(lexer)
  lexer.skipSpace()
  if (isDictionary(value) && lexer.keyword('stream')) {
    const bytes = parseStreamData(lexer, value, context)
    return { ...header, value: { kind: 'stream', dictionary: value, bytes }, end: lexer.position }
  }
  // A missing `endobj` is common in old files and leaves no doubt about the value.
  lexer.keyword('endobj')
  return { ...header, value, end: lexer.position }
}

/** Reads `N G obj` at the cursor, or returns `undefined`. It never throws. */
export function parseObjectHeader(lexer: Lexer): { objectNumber: number; generation: number } | undefined {
  lexer.skipSpace()
  const objectNumber = lexer.unsignedInteger()
  if (objectNumber === undefined) return undefined
  lexer.skipSpace()
  const generation = lexer.unsignedInteger()
  if (generation === undefined) return undefined
  lexer.skipSpace()
  // Every reader takes `1 0 obj<<`, and even `1 0 obj42`.
  if (lexer.peek() !== 0x6f || lexer.peek(1) !== 0x62 || lexer.peek(2) !== 0x6a) return undefined
  lexer.position += 3
  return { objectNumber, generation }
}

function parseNumberOrReference(lexer: Lexer): PdfValue {
  const start = lexer.position
  const whole = lexer.unsignedInteger()
  if (whole === undefined) return lexer.number()
  const end = lexer.position
  lexer.skipSpace()
  const generation = lexer.unsignedInteger()
  if (generation !== undefined) {
    lexer.skipSpace()
    if (lexer.keyword('R')) {
      lexer.hold(heldBytes.reference)
      return { kind: 'ref', objectNumber: whole, generation }
    }
  }
  lexer.position = end
  if (end - start <= WHOLE_NUMBER_DIGITS && !isRegular(lexer.peek())) return whole
  lexer.position = start
  return lexer.number()
}

function parseArray(lexer: Lexer, depth: number): PdfValue {
  const start = lexer.position++
  const items: PdfValue[] = []
  for (;;) {
    lexer.skipSpace()
    if (lexer.peek() === undefined) {
      throw new PdfError('OBJECT_INVALID', `array at offset ${start} is not closed`)
    }
    if (lexer.peek() === 0x5d) {
      lexer.position++
      lexer.hold(heldBytes.array)
      return items.length <= SMALL_ARRAY ? items.slice() : items
    }
    items.push(parseValue(lexer, depth + 1))
  }
}

function parseDictionary(lexer: Lexer, depth: number): PdfDictionary {
  const start = lexer.position
  lexer.position += 2
  lexer.hold(heldBytes.dictionary)
  let entries: Map<string, PdfValue> | undefined
  let duplicateKeys: string[] | undefined
  for (;;) {
    lexer.skipSpace()
    const byte = lexer.peek()
    if (byte === 0x3e && lexer.peek(1) === 0x3e) {
      lexer.position += 2
      const known = entries ?? noEntries
      return { kind: 'dictionary', entries: known, ...(duplicateKeys === undefined ? {} : { duplicateKeys }) }
    }
    if (byte === undefined) {
      throw new PdfError('OBJECT_INVALID', `dictionary at offset ${start} is not closed`)
    }
    if (byte !== 0x2f) throw new PdfError('OBJECT_INVALID', `expected a key at offset ${lexer.position}`)
    const key = lexer.name().value
    lexer.hold(entries === undefined ? heldBytes.entries + heldBytes.entry : heldBytes.entry)
    entries ??= new Map()
    if (entries.has(key)) {
      duplicateKeys ??= []
      duplicateKeys.push(key)
    }
    entries.set(key, parseValue(lexer, depth + 1))
  }
}

/**
 * Moves past the end of line after `stream`: CRLF or LF (§7.3.8.1), or a lone CR, as other readers
 * take it.
 */
function parseStreamData(lexer: Lexer, dictionary: PdfDictionary, context: StreamContext): Uint8Array {
  while (lexer.peek() === 0x20) lexer.position++
  if (lexer.peek() === 0x0d) lexer.position++
  if (lexer.peek() === 0x0a) lexer.position++
  const start = lexer.position
  lexer.hold(heldBytes.string)
  const length = context.streamLength(dictionary)
  if (length !== undefined && start + length <= lexer.end) {
    lexer.position = start + length
    lexer.skipSpace()
    if (lexer.keyword('endstream') || lexer.keyword('endobj')) {
      finishObject(lexer)
      return lexer.bytes.subarray(start, start + length)
    }
  }
  const close = indexOfText(lexer.bytes, 'endstream', start, lexer.end)
  context.lengthRepaired(start, (close === -1 ? lexer.end : close) - start)
  if (close === -1) throw new PdfError('STREAM_INVALID', `stream at offset ${start} is not closed`)
  lexer.position = close + 'endstream'.length
  finishObject(lexer)
  return lexer.bytes.subarray(start, withoutEndOfLine(lexer.bytes, start, close))
}

function finishObject(lexer: Lexer): void {
  lexer.skipSpace()
  lexer.keyword('endobj')
}

function withoutEndOfLine(bytes: Uint8Array, start: number, end: number): number {
  let at = end
  if (at > start && bytes[at - 1] === 0x0a) at--
  if (at > start && bytes[at - 1] === 0x0d) at--
  return at
}
