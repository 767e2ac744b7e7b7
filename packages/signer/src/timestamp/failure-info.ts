// PKIFailureInfo (RFC 3161 §2.4.2): why a timestamp is refused, a list of named bits of which one is set.
import * as asn1js from 'asn1js'

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

export type FailureName = keyof typeof bits

/** A named-bit list with only this bit set; trailing zero bits are dropped (X.690 §11.2.2). */
export function encodeFailure(name: FailureName): asn1js.BitString {
  const bit = bits[name]
  const octets = new Uint8Array((bit >> 3) + 1)
  octets[bit >> 3] = 0x80 >> (bit & 7)
  return new asn1js.BitString({ valueHex: octets, unusedBits: 7 - (bit & 7) })
}

/** The names of the bits that are set; bits without a name are left out. */
export function failureNames(failInfo: asn1js.BitString): readonly string[] {
  const octets = failInfo.valueBlock.valueHexView
  return Object.entries(bits)
    .filter(([, bit]) => ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0)
    .map(([name]) => name)
}

/** A request that the authority refuses. It never leaves this room: it becomes the response. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest'
  readonly failure: FailureName

  constructor(failure: FailureName, message: string, options?: ErrorOptions) {
    super(message, options)
    this.failure = failure
  }
}
