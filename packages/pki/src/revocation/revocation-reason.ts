// Why a certificate was revoked: one code in an entry (RFC 5280 §5.3.1), a set of bits where a list
// is limited to some.
import type { Asn1Element } from '../asn1/der-reader.ts'
import { bitString, enumerated } from '../asn1/der-values.ts'

const codes = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  /** In a delta list only: the certificate is no longer on hold, or has expired. */
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const

/** A CRLReason (RFC 5280 §5.3.1) by its name. */
export type RevocationReason = Exclude<(typeof codes)[number], undefined>

// RFC 5280 §4.2.1.13: bit 0 is unused, and the numbering is not that of the codes.
const flags = [
  undefined,
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
] as const

/** A bit of ReasonFlags (RFC 5280 §4.2.1.13). */
export type ReasonFlag = Exclude<(typeof flags)[number], undefined>

/** Every reason a list can be limited to (RFC 5280 §6.3.3: "all-reasons"). */
export const allReasons: ReadonlySet<ReasonFlag> = new Set(flags.filter((flag) => flag !== undefined))

/**
 * CRLReason ::= ENUMERATED; a number that has no meaning gives undefined. @throws Asn1Error when it
 * is no number
 */
export function revocationReason(element: Asn1Element | undefined): RevocationReason | undefined {
  return codes[enumerated(element)]
}

/** Returns the number of a reason, for writers. */
export function revocationReasonCode(reason: RevocationReason): number {
  return codes.indexOf(reason)
}

/** ReasonFlags ::= BIT STRING, its contents octets (the tag being implicit). @throws Asn1Error */
export function reasonFlags(element: Asn1Element): ReadonlySet<ReasonFlag> {
  const { bytes } = bitString({ ...element, tagClass: 'universal', tag: 3 })
  const isSet = (bit: number) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0
  return new Set(
    flags.filter((flag, bit) => flag !== undefined && isSet(bit)).filter((flag) => flag !== undefined),
  )
}
