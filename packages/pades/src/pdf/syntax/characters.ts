// Character classes of ISO 32000-2 §7.2.3 (tables 1 and 2), and byte searches over them.

const REGULAR = 0
const WHITE_SPACE = 1
const DELIMITER = 2

const classes = new Uint8Array(256)
for (const byte of [0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]) classes[byte] = WHITE_SPACE
for (const char of '()<>[]{}/%') classes[char.charCodeAt(0)] = DELIMITER

/** Whether the byte is NUL, TAB, LF, FF, CR or SP. `undefined` (past the end) is not. */
export function isWhiteSpace(byte: number | undefined): boolean {
  return byte !== undefined && classes[byte] === WHITE_SPACE
}

/** Whether the byte may continue a name, number or keyword. `undefined` (past the end) may not. */
export function isRegular(byte: number | undefined): boolean {
  return byte !== undefined && classes[byte] === REGULAR
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

// By byte, since a signature has tens of thousands of digits that are read with every revision.
const hexadecimalDigits = new Int8Array(256).fill(-1)
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  hexadecimalDigits[digit.charCodeAt(0)] = value
  hexadecimalDigits[digit.toUpperCase().charCodeAt(0)] = value
}

/** Returns the value of a hexadecimal digit, or -1. */
export function hexadecimalDigit(byte: number | undefined): number {
  return byte === undefined ? -1 : (hexadecimalDigits[byte] ?? -1)
}

/** The bytes of an ASCII or Latin-1 text, one per char. */
export function latin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index) & 0xff
  return bytes
}

/** Whether the ASCII `text` stands at `offset`. */
export function startsWithAt(bytes: Uint8Array, offset: number, text: string): boolean {
  if (offset < 0 || offset + text.length > bytes.length) return false
  for (let index = 0; index < text.length; index++) {
    if (bytes[offset + index] !== text.charCodeAt(index)) return false
  }
  return true
}

/** The first offset in [from, to) where the ASCII `text` stands in full, or -1. */
export function indexOfText(bytes: Uint8Array, text: string, from: number, to = bytes.length): number {
  const first = text.charCodeAt(0)
  // The view ends at `to`: indexOf would otherwise look for a rare byte through the rest of the
  // file, and this runs at thousands of places.
  const searched = to < bytes.length ? bytes.subarray(0, Math.max(0, to)) : bytes
  for (let at = searched.indexOf(first, from); at !== -1; at = searched.indexOf(first, at + 1)) {
    if (startsWithAt(searched, at, text)) return at
  }
  return -1
}

/** The last offset in [from, to) where the ASCII `text` stands in full, or -1. */
export function lastIndexOfText(bytes: Uint8Array, text: string, from: number, to = bytes.length): number {
  for (let at = Math.min(to, bytes.length) - text.length; at >= Math.max(from, 0); at--) {
    if (startsWithAt(bytes, at, text)) return at
  }
  return -1
}
