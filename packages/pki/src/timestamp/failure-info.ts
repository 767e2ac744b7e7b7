// PKIFailureInfo (RFC 3161 §2.4.2): why a timestamp is refused, a list of named bits of which one
// is set.
import type { Asn1Element } from '../asn1/der-reader.ts'
import { bitString } from '../asn1/der-values.ts'
import { derElement } from '../asn1/der-writer.ts'

const bits = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
  addInfoNotAvailable: 17,
  systemFailure: 25,
} as const

type FailureName = keyof typeof bits

/**
 * A request that the authority refuses. It never reaches whoever asked: it becomes the response.
 */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest'
  readonly failure: FailureName

  constructor(failure: FailureName, message: string, options?: ErrorOptions) {
    super(message, options)
    this.failure = failure
  }
}

const BIT_STRING = 0x03

/** Writes a named-bit list with only this bit set, without trailing zero bits (X.690 §11.2.2). */
export function encodeFailure(name: FailureName): Uint8Array {
  const bit = bits[name]
  const octets = new Uint8Array((bit >> 3) + 1)
  octets[bit >> 3] = 0x80 >> (bit & 7)
  return derElement(BIT_STRING, Uint8Array.of(7 - (bit & 7)), octets)
}

/**
 * Returns the names of the bits that are set; bits without a name are left out.
 *
 * @throws Asn1Error
 */
export function failureNames(failInfo: Asn1Element): readonly string[] {
  const { bytes } = bitString(failInfo)
  return Object.entries(bits)
    .filter(([, bit]) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0)
    .map(([name]) => name)
}
