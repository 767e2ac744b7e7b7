// LZWDecode (ISO 32000-2 §7.4.4.2): codes of 9 to 12 bits, most significant bit first, into a table
// that grows as it is read. A string of the table is always a stretch of what was decoded before,
// so that the table holds places and lengths, not bytes.

import { PdfError } from '../errors.ts'
import { checkDecoded } from './limit.ts'

const CLEAR_TABLE = 256
const END_OF_DATA = 257
const FIRST_FREE = 258
const TABLE_SIZE = 4096

/**
 * Decodes LZW data; data that ends without its end-of-data code ends there.
 * @param earlyChange 1: codes grow one code early, as /EarlyChange is by default; 0: as late as
 *   they can
 * @throws PdfError STREAM_INVALID for a code that no table has, LIMIT_EXCEEDED for more than
 *   `limit` bytes
 */
export function decodeLzw(bytes: Uint8Array, earlyChange: 0 | 1, limit: number): Uint8Array {
  const starts = new Uint32Array(TABLE_SIZE)
  const lengths = new Uint32Array(TABLE_SIZE)
  let decoded = new Uint8Array(Math.min(limit, bytes.length * 4))
  let size = 0
  let next = FIRST_FREE
  let width = 9
  let previousLength = 0
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfffff
    held += 8
    if (held < width) continue
    held -= width
    const code = (bits >> held) & ((1 << width) - 1)
    if (code === END_OF_DATA) break
    if (code === CLEAR_TABLE) {
      next = FIRST_FREE
      width = 9
      previousLength = 0
      continue
    }
    if (previousLength > 0 && next < TABLE_SIZE) {
      // What came before and the first byte of what comes now: together they stand in `decoded`, or
      // soon will.
      starts[next] = size - previousLength
      lengths[next] = previousLength + 1
      next++
      if (next + earlyChange >= 1 << width && width < 12) width++
    }
    if (code >= next)
      throw new PdfError('STREAM_INVALID', 'LZWDecode data has a code that is not in its table')
    const length = code < CLEAR_TABLE ? 1 : (lengths[code] ?? 0)
    checkDecoded(size + length, limit)
    if (size + length > decoded.length) decoded = enlarge(decoded, size + length, limit)
    if (length === 1) decoded[size] = code
    else copyForward(decoded, starts[code] ?? 0, size, length)
    size += length
    previousLength = length
  }
  return decoded.subarray(0, size)
}

function enlarge(decoded: Uint8Array, needed: number, limit: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(limit, Math.max(needed, decoded.length * 2)))
  larger.set(decoded)
  return larger
}

/**
 * Copies byte by byte from the front: the string that is being defined overlaps its own end by one
 * byte.
 */
function copyForward(bytes: Uint8Array, from: number, to: number, length: number): void {
  for (let index = 0; index < length; index++) bytes[to + index] = bytes[from + index] ?? 0
}
