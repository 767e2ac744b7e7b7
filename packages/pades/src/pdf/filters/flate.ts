// FlateDecode (ISO 32000-2 §7.4.4): zlib data, inflated in the way that its size allows.

import { Inflate, inflateSync, unzlibSync } from 'fflate'
import { PdfError } from '../errors.ts'
import { checkDecoded } from './limit.ts'

/** Deflate cannot expand further than this (RFC 1951: 258 bytes from two bits, at best). */
const DEFLATE_RATIO = 1032
/** What texts of content, tables and DER seldom exceed. */
const USUAL_RATIO = 8
const SMALL_BYTES = 8 * 1024

/**
 * Inflates zlib data, with or without the checksum at its end.
 * @throws PdfError STREAM_INVALID, LIMIT_EXCEEDED
 */
export function inflate(bytes: Uint8Array, limit: number): Uint8Array {
  try {
    const small = bytes.length <= SMALL_BYTES ? inflateSmall(bytes, limit) : undefined
    if (small !== undefined) return small
    if (bytes.length * DEFLATE_RATIO <= limit) return inflateWhole(bytes)
    return inflateInSteps(bytes, limit)
  } catch (cause) {
    if (cause instanceof PdfError) throw cause
    throw new PdfError('STREAM_INVALID', 'FlateDecode data is damaged', { cause })
  }
}

/**
 * Inflates into a buffer that is large enough for most; returns undefined where it was not. Left to
 * itself, fflate takes 128 KiB and more for every stream, and a document has many that decode to a
 * few hundred bytes.
 */
function inflateSmall(bytes: Uint8Array, limit: number): Uint8Array | undefined {
  const foreseen = Math.min(limit, bytes.length * USUAL_RATIO + 256)
  // What does not fit is dropped, and shows in a buffer that is full.
  const decoded = inflateWhole(bytes, new Uint8Array(foreseen + 1))
  if (decoded.length <= foreseen) return decoded
  checkDecoded(decoded.length, limit)
  return undefined
}

function inflateWhole(bytes: Uint8Array, out?: Uint8Array): Uint8Array {
  const options = out === undefined ? {} : { out }
  try {
    return unzlibSync(bytes, options)
  } catch (first) {
    // Some writers leave the checksum out, which the reader above takes for the last bytes of data.
    if (bytes.length < 3) throw first
    return inflateSync(bytes.subarray(2), options)
  }
}

function inflateInSteps(bytes: Uint8Array, limit: number): Uint8Array {
  const chunks: Uint8Array[] = []
  let total = 0
  const inflater = new Inflate((chunk) => {
    total += chunk.length
    checkDecoded(total, limit)
    chunks.push(chunk)
  })
  if (bytes.length < 3) throw new PdfError('STREAM_INVALID', 'FlateDecode data is too short')
  const step = 16 * 1024
  for (let at = 2; at < bytes.length; at += step) {
    inflater.push(bytes.subarray(at, at + step), at + step >= bytes.length)
  }
  const whole = new Uint8Array(total)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
