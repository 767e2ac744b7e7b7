// Steps over DER without building elements: for revocation lists, whose entries are too many to
// become objects. It knows tags of one byte only, which is all that RFC 5280 §5.1 uses.
import { Asn1Error } from './der-reader.ts'

/**
 * Returns where the contents of the element at `at` begin. Meaningful only after {@link derEnd}
 * accepted the element.
 */
export function derContentStart(input: Uint8Array, at: number): number {
  const first = input[at + 1] ?? 0
  return at + 2 + (first < 0x80 ? 0 : first & 0x7f)
}

/**
 * Returns where the element at `at` ends: its length is definite, minimal, and stays within
 * `limit`.
 *
 * @throws Asn1Error
 */
export function derEnd(input: Uint8Array, at: number, limit: number): number {
  if (at + 2 > limit) throw new Asn1Error('ASN1_TRUNCATED', 'element ends before its identifier or length')
  if (((input[at] ?? 0) & 0x1f) === 0x1f) throw new Asn1Error('ASN1_TAG_INVALID', 'tag number above 30')
  const first = input[at + 1] ?? 0
  const start = derContentStart(input, at)
  let length = first
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count === 0 || count > 4) {
      throw new Asn1Error('ASN1_LENGTH_INVALID', `length written in ${count} bytes`)
    }
    if (start > limit) throw new Asn1Error('ASN1_TRUNCATED', 'element ends before its identifier or length')
    length = 0
    for (let index = at + 2; index < start; index++) length = length * 256 + (input[index] ?? 0)
    // X.690 §10.1
    if (length < 0x80 || length < 256 ** (count - 1)) {
      throw new Asn1Error('ASN1_LENGTH_INVALID', 'length is not minimal')
    }
  }
  if (start + length > limit) {
    throw new Asn1Error('ASN1_TRUNCATED', `expected ${length} content bytes, found ${limit - start}`)
  }
  return start + length
}

/**
 * Returns the elements of one SEQUENCE as slices, unread.
 *
 * @param maximum more elements than this are refused.
 * @throws Asn1Error
 */
export function derParts(input: Uint8Array, maximum: number): readonly Uint8Array[] {
  if (input[0] !== 0x30) throw new Asn1Error('ASN1_UNEXPECTED_TAG', 'expected SEQUENCE')
  const end = derEnd(input, 0, input.length)
  if (end !== input.length) {
    throw new Asn1Error('ASN1_TRAILING_BYTES', `expected ${end} bytes of ASN.1, found ${input.length}`)
  }
  const parts: Uint8Array[] = []
  for (let at = derContentStart(input, 0); at < end; ) {
    if (parts.length === maximum) {
      throw new Asn1Error('ASN1_VALUE_INVALID', `expected at most ${maximum} elements`)
    }
    const next = derEnd(input, at, end)
    parts.push(input.subarray(at, next))
    at = next
  }
  return parts
}
