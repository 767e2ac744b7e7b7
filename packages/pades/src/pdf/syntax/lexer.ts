// Tokens of ISO 32000-2 §7.2-7.3: a cursor over bytes that reads names, numbers and keywords. It
// accepts the harmless spellings other writers leave behind and refuses what readers would
// understand differently.

import { PdfError } from '../errors.ts'
import type { PdfName } from '../objects.ts'
import { heldBytes, ValueBudget } from '../reading/value-budget.ts'
import { hexadecimalDigit, isDigit, isRegular, isWhiteSpace, startsWithAt } from './characters.ts'

const LF = 0x0a
const CR = 0x0d

/** Every whole number of this many digits is exactly a double. */
const EXACT_DIGITS = 15
/** The largest double has 309 digits before the point. */
const NUMBER_LIMIT = 400

// Most names of a file are the same few dozen words. One shared value for each is enough; it is
// found by the sum of the bytes.
const KNOWN_NAMES = 4096
const KNOWN_NAME_LENGTH = 40
const knownNames: (PdfName | undefined)[] = new Array(KNOWN_NAMES).fill(undefined)

export class Lexer {
  readonly bytes: Uint8Array
  readonly end: number
  position: number
  #values: ValueBudget | undefined

  /**
   * Reads `bytes` from `position` up to, not including, `end`.
   * @param values pays for what is read; default one of its own, for values that nobody keeps
   */
  constructor(bytes: Uint8Array, position = 0, end = bytes.length, values?: ValueBudget) {
    this.bytes = bytes
    this.position = position
    this.end = Math.min(end, bytes.length)
    this.#values = values
  }

  /** Accounts for the memory of a value that was read. @throws PdfError LIMIT_EXCEEDED */
  hold(bytes: number): void {
    this.#values ??= new ValueBudget(this.bytes.length)
    this.#values.hold(bytes)
  }

  /** The byte at the cursor plus `ahead`, or `undefined` past the end. */
  peek(ahead = 0): number | undefined {
    const at = this.position + ahead
    return at < this.end ? this.bytes[at] : undefined
  }

  /** Moves past white space and comments (§7.2.4). */
  skipSpace(): void {
    while (this.position < this.end) {
      const byte = this.bytes[this.position]
      if (isWhiteSpace(byte)) this.position++
      else if (byte === 0x25) this.#skipLine()
      else return
    }
  }

  /** Moves past the keyword if it stands at the cursor as a whole token. */
  keyword(word: string): boolean {
    const after = this.position + word.length
    if (after > this.end || !startsWithAt(this.bytes, this.position, word)) return false
    if (after < this.end && isRegular(this.bytes[after])) return false
    this.position = after
    return true
  }

  /**
   * Reads decimal digits only; `undefined` and no movement when there are none or the value is not
   * a safe integer.
   */
  unsignedInteger(): number | undefined {
    const start = this.position
    let value = 0
    while (this.position < this.end && isDigit(this.bytes[this.position])) {
      value = value * 10 + (this.bytes[this.position] ?? 0) - 0x30
      this.position++
    }
    if (this.position > start && Number.isSafeInteger(value)) return value
    this.position = start
    return undefined
  }

  /** Reads an integer or real (§7.3.3). Exponents and radix forms do not exist in PDF. */
  number(): number {
    return this.#shortNumber() ?? this.#anyNumber()
  }

  /**
   * Reads a number of at most fifteen digits, or returns `undefined` without moving. The digits and
   * the power of ten are then exact doubles, so that IEEE 754 divides them into the nearest one.
   */
  #shortNumber(): number | undefined {
    const { bytes, position, end } = this
    const first = bytes[position]
    let at = first === 0x2b || first === 0x2d ? position + 1 : position
    let value = 0
    let digits = 0
    let scale = 0
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0
      if (isDigit(byte)) {
        value = value * 10 + byte - 0x30
        digits++
        scale *= 10
      } else if (byte === 0x2e && scale === 0) scale = 1
      else break
    }
    if (digits === 0 || digits > EXACT_DIGITS || (at < end && isRegular(bytes[at]))) return undefined
    this.position = at
    const positive = scale > 1 ? value / scale : value
    return first === 0x2d ? -positive : positive
  }

  #anyNumber(): number {
    const start = this.position
    while (this.position < this.end && isRegular(this.bytes[this.position])) this.position++
    let text = ''
    const end = Math.min(this.position, start + NUMBER_LIMIT)
    for (let at = start; at < end; at++) text += String.fromCharCode(this.bytes[at] ?? 0)
    if (this.position - start > NUMBER_LIMIT || !/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text)) {
      throw new PdfError('OBJECT_INVALID', `expected a number at offset ${start}`)
    }
    const value = Number(text)
    if (Number.isFinite(value)) return value
    throw new PdfError('LIMIT_EXCEEDED', `number at offset ${start} is too large`)
  }

  /** Reads a name (§7.3.5), the cursor being on its slash. */
  name(): PdfName {
    const { bytes, end } = this
    const start = this.position + 1
    let at = start
    let hash = 0
    let isEscaped = false
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0
      if (!isRegular(byte)) break
      if (byte === 0x23) isEscaped = true
      hash = (Math.imul(hash, 31) + byte) | 0
    }
    this.position = at
    if (isEscaped) return this.#newName(unescaped(bytes, start, at))
    const slot = hash & (KNOWN_NAMES - 1)
    const known = knownNames[slot]
    if (known !== undefined && isText(bytes, start, at, known.value)) return known
    let value = ''
    for (let index = start; index < at; index++) value += String.fromCharCode(bytes[index] ?? 0)
    const made = this.#newName(value)
    if (value.length < KNOWN_NAME_LENGTH) knownNames[slot] = made
    return made
  }

  #newName(value: string): PdfName {
    this.hold(heldBytes.name + value.length)
    return { kind: 'name', value }
  }

  #skipLine(): void {
    while (this.position < this.end) {
      const byte = this.bytes[this.position]
      if (byte === LF || byte === CR) return
      this.position++
    }
  }
}

function isText(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (text.length !== end - start) return false
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) !== bytes[start + index]) return false
  }
  return true
}

/**
 * Returns the byte of a `#xx` escape. PDF 1.0 and 1.1 had none, so a '#' without two digits stands
 * for itself.
 */
function unescaped(bytes: Uint8Array, start: number, end: number): string {
  let value = ''
  for (let at = start; at < end; at++) {
    let byte = bytes[at] ?? 0
    const high = byte === 0x23 && at + 2 < end ? hexadecimalDigit(bytes[at + 1]) : -1
    const low = high < 0 ? -1 : hexadecimalDigit(bytes[at + 2])
    if (low >= 0) {
      byte = high * 16 + low
      at += 2
    }
    value += String.fromCharCode(byte)
  }
  return value
}
