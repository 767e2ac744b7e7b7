// The result space of EN 319 102-1 clause 5.1.3: one of three indications, and why.

/** Why a signature is TOTAL-FAILED. */
export type FailedSubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'REVOKED'
  | 'EXPIRED'
  | 'NOT_YET_VALID'

/** Why nothing can be said of a signature. */
export type IndeterminateSubIndication =
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'TIMESTAMP_ORDER_FAILURE'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'OUT_OF_BOUNDS_NOT_REVOKED'
  | 'REVOKED_NO_POE'
  | 'REVOKED_CA_NO_POE'
  | 'REVOCATION_OUT_OF_BOUNDS_NO_POE'
  | 'TRY_LATER'
  | 'SIGNED_DATA_NOT_FOUND'
  | 'GENERIC'

/** What would have to be at hand for a firm verdict, and where the certificates say to get it. */
export interface MissingEvidence {
  readonly kind: 'certificate' | 'trust-anchor' | 'timestamp' | 'algorithm' | 'crl' | 'ocsp'
  readonly description: string
  /** As the certificate writes it: whoever fetches it decides which schemes and hosts to go to. */
  readonly url?: string
  /** With `ocsp`: DER of the OCSPRequest to post there. */
  readonly request?: Uint8Array
}

/** The result of EN 319 102-1 §5.1.3, with its reason. */
export type Conclusion =
  | { readonly indication: 'TOTAL-PASSED' }
  | {
      readonly indication: 'TOTAL-FAILED'
      readonly subIndication: FailedSubIndication
      readonly reason: string
    }
  | {
      readonly indication: 'INDETERMINATE'
      readonly subIndication: IndeterminateSubIndication
      readonly reason: string
      readonly missing: readonly MissingEvidence[]
    }

/** A conclusion that is not a pass: what a step of the procedure ends with. */
export type Refusal = Exclude<Conclusion, { readonly indication: 'TOTAL-PASSED' }>

export function failed(subIndication: FailedSubIndication, reason: string): Refusal {
  return { indication: 'TOTAL-FAILED', subIndication, reason }
}

export function indeterminate(
  subIndication: IndeterminateSubIndication,
  reason: string,
  missing: readonly MissingEvidence[] = [],
): Refusal {
  return { indication: 'INDETERMINATE', subIndication, reason, missing }
}
