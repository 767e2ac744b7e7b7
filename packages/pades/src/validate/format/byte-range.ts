// The ByteRange of a signature (ISO 32000-2 §12.8.1): two ranges around nothing but the `/Contents`
// string. Every attack of the families USF, ISA and SWA breaks one of these rules, so each is exact
// and a breach is a FORMAT_FAILURE.
import { equalBytes } from '@tapis/pki'
import { type Asn1Element, Asn1Error, readBerPrefix } from '@tapis/pki/asn1'
import { entryOf } from '../../document/pdf-view.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { isArray, isString, type PdfDictionary } from '../../pdf/objects.ts'
import { hexadecimalDigit } from '../../pdf/syntax/characters.ts'

export interface SignedBytes {
  /** Offset of `<`, offset just after `>`, and the end of the second range. */
  readonly gapStart: number
  readonly gapEnd: number
  readonly end: number
  readonly chunks: readonly [Uint8Array, Uint8Array]
  /** The CMS object in /Contents, its zero padding gone. */
  readonly contents: Asn1Element
}

type ByteRangeResult =
  /**
   * `complaint`: the signature cannot pass, but what it signs is clear, so that its mathematics can
   * still be reported.
   */
  | { readonly signed: SignedBytes; readonly complaint?: string }
  | { readonly signed?: undefined; readonly complaint: string }

export function readByteRange(document: PdfDocument, signature: PdfDictionary): ByteRangeResult {
  const { bytes } = document
  const numbers = entryOf(document, signature, 'ByteRange')
  if (!isArray(numbers) || numbers.length !== 4 || !numbers.every(isOffset)) {
    return { complaint: '/ByteRange is not an array of four non-negative integers' }
  }
  const [start = 0, firstLength = 0, secondStart = 0, secondLength = 0] = numbers.map(Number)
  const end = secondStart + secondLength
  if (start !== 0) return { complaint: `/ByteRange begins at ${start}, not at 0` }
  if (firstLength === 0 || secondLength === 0) return { complaint: '/ByteRange has an empty range' }
  if (secondStart < firstLength + 2) return { complaint: '/ByteRange leaves no room for /Contents' }
  if (end > bytes.length) return { complaint: `/ByteRange ends at ${end}, the file at ${bytes.length}` }
  const contents = signature.entries.get('Contents')
  if (!isString(contents) || !contents.hexadecimal) {
    return { complaint: '/Contents is not a direct hexadecimal string' }
  }
  // The very string that was parsed, not an equal one elsewhere: a copied signature dictionary has
  // its own position.
  if (contents.span?.start !== firstLength || contents.span.end !== secondStart) {
    return { complaint: 'the gap of /ByteRange is not exactly the /Contents of this dictionary' }
  }
  const gap = bytes.subarray(firstLength, secondStart)
  const decoded = decodeGap(gap)
  if (decoded === undefined || !equalBytes(decoded, contents.bytes)) {
    return { complaint: 'the gap of /ByteRange holds more than one hexadecimal string' }
  }
  try {
    const { element, length } = readBerPrefix(decoded)
    const chunks = [bytes.subarray(0, firstLength), bytes.subarray(secondStart, end)] as const
    const signed = { gapStart: firstLength, gapEnd: secondStart, end, chunks, contents: element }
    const [duplicateKey] = signature.duplicateKeys ?? []
    if (duplicateKey !== undefined) {
      return { signed, complaint: `the signature dictionary states /${duplicateKey} twice` }
    }
    if (decoded.subarray(length).some((byte) => byte !== 0)) {
      return { signed, complaint: 'bytes other than zero padding follow the CMS object in /Contents' }
    }
    return { signed }
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error
    return { complaint: `/Contents is not a CMS object: ${error.message}` }
  }
}

/**
 * Returns why a signature's range crosses another's (§12.8.1: each later signature covers the
 * earlier ones whole); undefined when it does not.
 */
export function refuseCrossing(signed: SignedBytes, others: readonly SignedBytes[]): string | undefined {
  const crosses = others.some(
    (other) => other.end <= signed.end && other.end > signed.gapStart && other.gapStart !== signed.gapStart,
  )
  return crosses ? 'the /ByteRange crosses that of another signature' : undefined
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** `<` hexadecimal digits and white space `>`; undefined when there is anything else. */
function decodeGap(gap: Uint8Array): Uint8Array | undefined {
  if (gap[0] !== 0x3c || gap.at(-1) !== 0x3e) return undefined
  const decoded = new Uint8Array((gap.length - 1) >> 1)
  let digits = 0
  for (const byte of gap.subarray(1, -1)) {
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) continue
    const digit = hexadecimalDigit(byte)
    if (digit < 0) return undefined
    const at = digits >> 1
    decoded[at] = ((decoded[at] ?? 0) << 4) | digit
    digits += 1
  }
  return digits % 2 === 0 ? decoded.subarray(0, digits >> 1) : undefined
}
