// Reads strings of ISO 32000-2 §7.3.4: their bytes with escapes undone, and where in the file they
// stand.

import { PdfError } from '../errors.ts'
import type { PdfString } from '../objects.ts'
import { heldBytes } from '../reading/value-budget.ts'
import { hexadecimalDigit, isWhiteSpace } from './characters.ts'
import type { Lexer } from './lexer.ts'

const LF = 0x0a
const CR = 0x0d

/** Reads `(...)` (§7.3.4.2), the cursor being on the opening parenthesis. */
export function readLiteralString(lexer: Lexer): PdfString {
  const start = lexer.position
  const close = closingParenthesis(lexer)
  lexer.hold(heldBytes.string + close - start)
  const decoded = new Uint8Array(close - start)
  let length = 0
  lexer.position = start + 1
  while (lexer.position < close) {
    const byte = lexer.bytes[lexer.position++] ?? 0
    if (byte === 0x5c) {
      const escaped = escapedByte(lexer)
      if (escaped >= 0) decoded[length++] = escaped
    } else if (byte === CR) {
      if (lexer.peek() === LF) lexer.position++
      decoded[length++] = LF
    } else decoded[length++] = byte
  }
  lexer.position = close + 1
  const bytes = decoded.slice(0, length)
  return { kind: 'string', bytes, hexadecimal: false, span: { start, end: lexer.position } }
}

/**
 * Reads `<...>` (§7.3.4.3), the cursor being on the opening bracket. A last odd digit counts as
 * followed by 0.
 */
export function readHexadecimalString(lexer: Lexer): PdfString {
  const start = lexer.position
  const close = closingBracket(lexer)
  lexer.hold(heldBytes.string + close - start)
  const decoded = new Uint8Array((close - start) >> 1)
  let digits = 0
  for (let at = start + 1; at < close; at++) {
    const digit = hexadecimalDigit(lexer.bytes[at])
    if (digit < 0) continue
    decoded[digits >> 1] = digits % 2 === 0 ? digit << 4 : (decoded[digits >> 1] ?? 0) | digit
    digits++
  }
  lexer.position = close + 1
  const bytes = decoded.slice(0, (digits + 1) >> 1)
  return { kind: 'string', bytes, hexadecimal: true, span: { start, end: lexer.position } }
}

/**
 * Stops at the first byte that is no digit. A `<` in other text would otherwise make this read the
 * whole file.
 */
function closingBracket(lexer: Lexer): number {
  const start = lexer.position
  let at = start + 1
  while (at < lexer.end && (hexadecimalDigit(lexer.bytes[at]) >= 0 || isWhiteSpace(lexer.bytes[at]))) at++
  if (at >= lexer.end) throw notClosed(lexer, 'hexadecimal string', start)
  if (lexer.bytes[at] === 0x3e) return at
  lexer.position = at
  throw new PdfError('OBJECT_INVALID', `expected a hexadecimal digit at offset ${at}`)
}

/**
 * Moves the cursor to the end, since the work is accounted by the cursor and this is how far was
 * read.
 */
function notClosed(lexer: Lexer, what: string, start: number): PdfError {
  lexer.position = lexer.end
  return new PdfError('OBJECT_INVALID', `${what} at offset ${start} is not closed`)
}

function closingParenthesis(lexer: Lexer): number {
  let open = 0
  for (let at = lexer.position; at < lexer.end; at++) {
    const byte = lexer.bytes[at]
    if (byte === 0x5c) at++
    else if (byte === 0x28) open++
    else if (byte === 0x29 && --open === 0) return at
  }
  throw notClosed(lexer, 'literal string', lexer.position)
}

/**
 * Returns the byte that an escape stands for, or -1 for a line continuation. The cursor is after
 * the backslash.
 */
function escapedByte(lexer: Lexer): number {
  const byte = lexer.bytes[lexer.position++] ?? 0
  if (byte === CR || byte === LF) {
    if (byte === CR && lexer.peek() === LF) lexer.position++
    return -1
  }
  const control = 'nrtbf'.indexOf(String.fromCharCode(byte))
  if (control >= 0) return [0x0a, 0x0d, 0x09, 0x08, 0x0c][control] ?? 0
  if (byte < 0x30 || byte > 0x37) return byte
  let value = byte - 0x30
  for (let more = 0; more < 2; more++) {
    const digit = lexer.peek()
    if (digit === undefined || digit < 0x30 || digit > 0x37) break
    value = value * 8 + digit - 0x30
    lexer.position++
  }
  return value & 0xff
}
