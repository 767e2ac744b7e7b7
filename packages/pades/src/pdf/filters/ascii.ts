// The two ASCII filters (ISO 32000-2 §7.4.2, §7.4.3).

import { PdfError } from '../errors.ts'
import { hexadecimalDigit, isWhiteSpace } from '../syntax/characters.ts'
import { checkDecoded } from './limit.ts'

/**
 * Decodes §7.4.2: pairs of digits, white space between them, `>` ends.
 * @throws PdfError STREAM_INVALID, LIMIT_EXCEEDED
 */
export function decodeAsciiHex(bytes: Uint8Array, limit: number): Uint8Array {
  const decoded = new Uint8Array((bytes.length + 1) >> 1)
  let digits = 0
  for (const byte of bytes) {
    if (byte === 0x3e) break
    if (isWhiteSpace(byte)) continue
    const digit = hexadecimalDigit(byte)
    if (digit < 0) throw new PdfError('STREAM_INVALID', 'ASCIIHexDecode data has a byte that is no digit')
    decoded[digits >> 1] = digits % 2 === 0 ? digit << 4 : (decoded[digits >> 1] ?? 0) | digit
    digits++
  }
  checkDecoded((digits + 1) >> 1, limit)
  return decoded.subarray(0, (digits + 1) >> 1)
}

/**
 * Decodes §7.4.3: groups of five base-85 digits, `z` for four zero bytes, `~` ends; a last group of
 * n digits gives n-1 bytes.
 * @throws PdfError STREAM_INVALID, LIMIT_EXCEEDED
 */
export function decodeAscii85(bytes: Uint8Array, limit: number): Uint8Array {
  const size = ascii85Bytes(bytes)
  checkDecoded(size, limit)
  const decoded = new Uint8Array(size)
  const group: number[] = []
  let length = 0
  const flush = (count: number): void => {
    let value = 0
    for (let index = 0; index < 5; index++) value = value * 85 + (group[index] ?? 84)
    if (value > 0xffffffff) throw new PdfError('STREAM_INVALID', 'ASCII85Decode group is above 2^32')
    for (let index = 0; index < count; index++) {
      decoded[length++] = Math.floor(value / 2 ** (24 - 8 * index)) & 0xff
    }
    group.length = 0
  }
  for (const byte of bytes) {
    if (byte === 0x7e) break
    if (isWhiteSpace(byte)) continue
    if (byte === 0x7a && group.length === 0) length += 4
    else if (byte >= 0x21 && byte <= 0x75) {
      group.push(byte - 0x21)
      if (group.length === 5) flush(4)
    } else throw new PdfError('STREAM_INVALID', 'ASCII85Decode data has a byte that is no digit')
  }
  if (group.length === 1) throw new PdfError('STREAM_INVALID', 'ASCII85Decode data ends in a single digit')
  if (group.length > 1) flush(group.length - 1)
  return decoded.subarray(0, length)
}

/**
 * Returns how many bytes the data gives if it is sound: four for each `z` and for each five digits,
 * one less than the digits at its end.
 */
function ascii85Bytes(bytes: Uint8Array): number {
  let digits = 0
  let zeros = 0
  for (const byte of bytes) {
    if (byte === 0x7e) break
    if (byte === 0x7a) zeros++
    else if (!isWhiteSpace(byte)) digits++
  }
  return zeros * 4 + Math.floor(digits / 5) * 4 + Math.max(0, (digits % 5) - 1)
}
