// RunLengthDecode (ISO 32000-2 §7.4.5): 0 to 127 before that many bytes and one more, 129 to 255
// before one byte to repeat, 128 ends.

import { PdfError } from '../errors.ts'
import { checkDecoded } from './limit.ts'

const END_OF_DATA = 128

/**
 * Decodes run-length data.
 * @throws PdfError STREAM_INVALID for a run that the data ends in, LIMIT_EXCEEDED
 */
export function decodeRunLength(bytes: Uint8Array, limit: number): Uint8Array {
  const decoded = new Uint8Array(decodedSize(bytes, limit))
  let size = 0
  for (const { at, length, isRepeated } of runsOf(bytes)) {
    if (isRepeated) decoded.fill(bytes[at] ?? 0, size, size + length)
    else decoded.set(bytes.subarray(at, at + length), size)
    size += length
  }
  return decoded
}

function decodedSize(bytes: Uint8Array, limit: number): number {
  let size = 0
  for (const { length } of runsOf(bytes)) {
    size += length
    checkDecoded(size, limit)
  }
  return size
}

function* runsOf(bytes: Uint8Array): Generator<{ at: number; length: number; isRepeated: boolean }> {
  let at = 0
  while (at < bytes.length) {
    const head = bytes[at] ?? END_OF_DATA
    if (head === END_OF_DATA) return
    const isRepeated = head > END_OF_DATA
    const end = at + 1 + (isRepeated ? 1 : head + 1)
    if (end > bytes.length) throw new PdfError('STREAM_INVALID', 'RunLengthDecode data ends within a run')
    yield { at: at + 1, length: isRepeated ? 257 - head : head + 1, isRepeated }
    at = end
  }
}
