// Tokens of ISO 32000-2 §7.2-7.3: a cursor over bytes that reads names, numbers and keywords.
// It accepts the harmless spellings other writers leave behind and refuses what readers would understand differently.

import { hexadecimalDigit, isDigit, isRegular, isWhiteSpace, startsWithAt } from './characters.ts'
import { PdfError } from './errors.ts'
import type { PdfName } from './objects.ts'

const LF = 0x0a
const CR = 0x0d

/** The largest double has 309 digits before the point. */
const NUMBER_LIMIT = 400

// Most names of a file are the same few dozen words; one value each is enough.
const knownNames = new Map<string, PdfName>()
const KNOWN_NAMES_LIMIT = 4096

export class Lexer {
  readonly bytes: Uint8Array
  readonly end: number
  position: number

  /** Reads `bytes` from `position` up to, not including, `end`. */
  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.bytes = bytes
    this.position = position
    this.end = Math.min(end, bytes.length)
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

  /** Reads decimal digits only; `undefined` and no movement when there are none or the value is not a safe integer. */
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
    const start = this.position
    while (this.position < this.end && isRegular(this.bytes[this.position])) this.position++
    const text = String.fromCharCode(
      ...this.bytes.subarray(start, Math.min(this.position, start + NUMBER_LIMIT)),
    )
    if (this.position - start > NUMBER_LIMIT || !/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text)) {
      throw new PdfError('OBJECT_INVALID', `expected a number at offset ${start}`)
    }
    const value = Number(text)
    if (Number.isFinite(value)) return value
    throw new PdfError('LIMIT_EXCEEDED', `number at offset ${start} is too large`)
  }

  /** Reads a name (§7.3.5), the cursor being on its slash. */
  name(): PdfName {
    this.position++
    let value = ''
    while (this.position < this.end && isRegular(this.bytes[this.position])) {
      let byte = this.bytes[this.position] ?? 0
      if (byte === 0x23) {
        const high = hexadecimalDigit(this.peek(1))
        const low = hexadecimalDigit(this.peek(2))
        // PDF 1.0 and 1.1 had no escapes: a '#' without two digits stands for itself.
        if (high >= 0 && low >= 0) {
          byte = high * 16 + low
          this.position += 2
        }
      }
      value += String.fromCharCode(byte)
      this.position++
    }
    const known = knownNames.get(value)
    if (known !== undefined) return known
    const made: PdfName = { kind: 'name', value }
    if (knownNames.size < KNOWN_NAMES_LIMIT && value.length < 40) knownNames.set(value, made)
    return made
  }

  #skipLine(): void {
    while (this.position < this.end) {
      const byte = this.bytes[this.position]
      if (byte === LF || byte === CR) return
      this.position++
    }
  }
}
