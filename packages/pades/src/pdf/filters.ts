// Stream filters of ISO 32000-2 §7.4 that cross-reference and object streams use, plus the two ASCII ones.
// Output is capped: a few kilobytes of Deflate may claim gigabytes.

import { Inflate, inflateSync, unzlibSync } from 'fflate'
import { hexadecimalDigit, isWhiteSpace } from './characters.ts'
import { PdfError } from './errors.ts'
import {
  isArray,
  isDictionary,
  isName,
  type PdfDictionary,
  type PdfStream,
  type PdfValue,
} from './objects.ts'
import { undoPredictor } from './predictor.ts'

/** Deflate cannot expand further than this (RFC 1951: 258 bytes from two bits, at best). */
const DEFLATE_RATIO = 1032
/** What texts of content, tables and DER seldom exceed. */
const USUAL_RATIO = 8
const SMALL_BYTES = 8 * 1024
const DEFAULT_DECODED_LIMIT = 128 * 1024 * 1024
const FILTER_LIMIT = 8

export interface DecodeOptions {
  /** Follows references in /Filter and /DecodeParms; by default they are taken as they stand. */
  readonly resolve?: (value: PdfValue | undefined) => PdfValue
  /** Most bytes any filter may give; default 128 MiB. A stream without filters gives what the file holds, however much. */
  readonly decodedLimit?: number
}

/**
 * The stream's bytes with every filter undone. FlateDecode, ASCIIHexDecode, ASCII85Decode are known; a Crypt filter in front was
 * undone when the stream was read.
 * @throws PdfError STREAM_INVALID (damaged, or a filter not known here), LIMIT_EXCEEDED
 */
export function decodeStream(stream: PdfStream, options: DecodeOptions = {}): Uint8Array {
  const resolve = options.resolve ?? ((value) => value ?? null)
  const limit = options.decodedLimit ?? DEFAULT_DECODED_LIMIT
  const filters = listOf(resolve(stream.dictionary.entries.get('Filter')), resolve)
  const parameters = listOf(resolve(stream.dictionary.entries.get('DecodeParms')), resolve)
  if (filters.length > FILTER_LIMIT) {
    throw new PdfError('LIMIT_EXCEEDED', `expected at most ${FILTER_LIMIT} filters, found ${filters.length}`)
  }
  return filters.reduce((bytes: Uint8Array, filter, index) => {
    const parameter = parameters[index]
    const own = isDictionary(parameter) ? parameter : undefined
    return decodeOne(bytes, filter, own, { resolve, limit, isFirst: index === 0 })
  }, stream.bytes)
}

function listOf(value: PdfValue, resolve: (value: PdfValue) => PdfValue): readonly PdfValue[] {
  if (value === null) return []
  return isArray(value) ? value.map(resolve) : [value]
}

function decodeOne(
  bytes: Uint8Array,
  filter: PdfValue,
  parameters: PdfDictionary | undefined,
  {
    resolve,
    limit,
    isFirst,
  }: {
    readonly resolve: (value: PdfValue | undefined) => PdfValue
    readonly limit: number
    readonly isFirst: boolean
  },
): Uint8Array {
  const filterName = isName(filter) ? filter.value : ''
  switch (filterName) {
    case 'FlateDecode':
    case 'Fl':
      return undoPredictor(inflate(bytes, limit), parameters, resolve)
    case 'ASCIIHexDecode':
    case 'AHx':
      return decodeAsciiHex(bytes, limit)
    case 'ASCII85Decode':
    case 'A85':
      return decodeAscii85(bytes, limit)
    case 'Crypt': {
      const crypt = resolve(parameters?.entries.get('Name'))
      // §7.4.10: the first filter or none. Anywhere else, a filter that does nothing does no harm.
      if (isFirst || crypt === null || (isName(crypt) && crypt.value === 'Identity')) return bytes
    }
  }
  throw new PdfError('STREAM_INVALID', `filter ${filterName || '(not a name)'} is not known`)
}

function inflate(bytes: Uint8Array, limit: number): Uint8Array {
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
 * Into a buffer that is large enough for most; undefined where it was not. Left to itself, fflate takes 128 KiB and more for every stream,
 * and a document has many that decode to a few hundred bytes.
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

function checkDecoded(length: number, limit: number): void {
  if (length > limit) throw new PdfError('LIMIT_EXCEEDED', `stream expands beyond ${limit} bytes`)
}

function decodeAsciiHex(bytes: Uint8Array, limit: number): Uint8Array {
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

/** §7.4.3: groups of five base-85 digits, `z` for four zero bytes, `~` ends; a last group of n digits gives n-1 bytes. */
function decodeAscii85(bytes: Uint8Array, limit: number): Uint8Array {
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

/** What the data decodes to, if it is sound: four bytes for each `z` and for each five digits, one less than the digits at its end. */
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
