// What can go wrong when a certificate or a revocation list is made.

/** Why no certificate or list is made. */
export type PkiErrorCode =
  /** A name attribute is empty, too long (RFC 5280 appendix A.1) or holds control characters. */
  | 'NAME_INVALID'
  /**
   * A person's name holds a run of 16 digits or more: a NIK or NIP must not be published in a
   * certificate.
   */
  | 'PERSONAL_NUMBER_IN_NAME'
  /**
   * The validity is empty, or leaves the issuer's: it would not chain when the issuer has expired.
   */
  | 'VALIDITY_INVALID'
  /** The issuer's certificate is not a CA, or its private key is not the certificate's. */
  | 'ISSUER_INVALID'
  /** A revocation list names a serial number twice, or its dates are out of order. */
  | 'REVOCATION_LIST_INVALID'

/** Failure of this room. Messages hold no key material. */
export class PkiError extends Error {
  override readonly name = 'PkiError'
  readonly code: PkiErrorCode

  constructor(code: PkiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
