// Undoes the filters of a stream (ISO 32000-2 §7.4): everything that carries bytes, nothing that
// carries only a picture. Every filter has a limit on what it may give: a few kilobytes may claim
// gigabytes.

import { PdfError } from '../errors.ts'
import {
  isArray,
  isDictionary,
  isName,
  type PdfDictionary,
  type PdfStream,
  type PdfValue,
} from '../objects.ts'
import { decodeAscii85, decodeAsciiHex } from './ascii.ts'
import { inflate } from './flate.ts'
import { decodeLzw } from './lzw.ts'
import { undoPredictor } from './predictor.ts'
import { decodeRunLength } from './run-length.ts'

const DEFAULT_DECODED_LIMIT = 128 * 1024 * 1024
const FILTER_LIMIT = 8

/** How far a stream is decoded. */
export interface DecodeOptions {
  /** Follows references in /Filter and /DecodeParms; by default they are taken as they stand. */
  readonly resolve?: Resolve
  /**
   * Most bytes any filter may give; default 128 MiB. A stream without filters gives what the file
   * holds, however much.
   */
  readonly decodedLimit?: number
  /**
   * Accounts for bytes that are made and used up on the way, so that a last filter which gives
   * nothing does not make the others free. What comes out in the end is the caller's to account
   * for. Default: nobody does.
   */
  readonly spend?: (bytes: number) => void
}

type Resolve = (value: PdfValue | undefined) => PdfValue

interface FilterUse {
  readonly parameters: PdfDictionary | undefined
  readonly resolve: Resolve
  readonly limit: number
  readonly isFirst: boolean
  readonly spend: (bytes: number) => void
}

/** Returns the bytes with one filter undone. */
type UndoFilter = (bytes: Uint8Array, use: FilterUse) => Uint8Array

/**
 * The filters of ISO 32000-2 table 6 that are undone. `SPEC.md` names these, and a test compares.
 */
export const STREAM_FILTERS: Readonly<Record<string, UndoFilter>> = {
  ASCIIHexDecode: (bytes, { limit }) => decodeAsciiHex(bytes, limit),
  ASCII85Decode: (bytes, { limit }) => decodeAscii85(bytes, limit),
  LZWDecode: (bytes, { parameters, limit, ...use }) => {
    const early = use.resolve(parameters?.entries.get('EarlyChange')) ?? 1
    if (early !== 0 && early !== 1) throw new PdfError('STREAM_INVALID', '/EarlyChange is neither 0 nor 1')
    return undoPredictor(decodeLzw(bytes, early, limit), parameters, use)
  },
  FlateDecode: (bytes, { parameters, limit, ...use }) =>
    undoPredictor(inflate(bytes, limit), parameters, use),
  RunLengthDecode: (bytes, { limit }) => decodeRunLength(bytes, limit),
  Crypt: passCrypt,
}

/**
 * The filters of table 6 that give samples of a picture, never bytes that mean something to us:
 * they are refused.
 */
export const IMAGE_FILTERS: readonly string[] = ['CCITTFaxDecode', 'JBIG2Decode', 'DCTDecode', 'JPXDecode']

/** The short names of ISO 32000-2 table 92, which some writers use outside inline images too. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  AHx: 'ASCIIHexDecode',
  A85: 'ASCII85Decode',
  LZW: 'LZWDecode',
  Fl: 'FlateDecode',
  RL: 'RunLengthDecode',
  CCF: 'CCITTFaxDecode',
  DCT: 'DCTDecode',
}

/**
 * Returns the stream's bytes with every filter undone, in their order.
 * @throws PdfError STREAM_INVALID (damaged, or a filter that no edition knows), FILTER_REFUSED (a
 *   picture's), LIMIT_EXCEEDED
 */
export function decodeStream(stream: PdfStream, options: DecodeOptions = {}): Uint8Array {
  const resolve = options.resolve ?? ((value) => value ?? null)
  const limit = options.decodedLimit ?? DEFAULT_DECODED_LIMIT
  const filters = listOf(resolve(stream.dictionary.entries.get('Filter')), resolve)
  const parameters = listOf(resolve(stream.dictionary.entries.get('DecodeParms')), resolve)
  if (filters.length > FILTER_LIMIT) {
    throw new PdfError('LIMIT_EXCEEDED', `expected at most ${FILTER_LIMIT} filters, found ${filters.length}`)
  }
  const spend = options.spend ?? (() => undefined)
  return filters.reduce((bytes: Uint8Array, filter, index) => {
    const own = parameters[index]
    if (index > 0) spend(bytes.length)
    return filterOf(filter)(bytes, {
      parameters: isDictionary(own) ? own : undefined,
      resolve,
      limit,
      isFirst: index === 0,
      spend,
    })
  }, stream.bytes)
}

function listOf(value: PdfValue, resolve: (value: PdfValue) => PdfValue): readonly PdfValue[] {
  if (value === null) return []
  return isArray(value) ? value.map(resolve) : [value]
}

function filterOf(filter: PdfValue): UndoFilter {
  const written = isName(filter) ? filter.value : ''
  const name = Object.hasOwn(ABBREVIATIONS, written) ? (ABBREVIATIONS[written] ?? written) : written
  const undo = Object.hasOwn(STREAM_FILTERS, name) ? STREAM_FILTERS[name] : undefined
  if (undo !== undefined) return undo
  if (IMAGE_FILTERS.includes(name)) {
    throw new PdfError('FILTER_REFUSED', `filter ${name} gives a picture, which is not decoded`)
  }
  throw new PdfError('STREAM_INVALID', `filter ${name || '(not a name)'} is not known`)
}

/**
 * §7.4.10: as the first filter, Crypt was undone when the stream was read. Anywhere else only the
 * one that does nothing is let pass.
 */
function passCrypt(bytes: Uint8Array, { parameters, resolve, isFirst }: FilterUse): Uint8Array {
  const crypt = resolve(parameters?.entries.get('Name'))
  if (isFirst || crypt === null || (isName(crypt) && crypt.value === 'Identity')) return bytes
  throw new PdfError('STREAM_INVALID', 'filter Crypt is not the first of its stream')
}
