// The one error of writing CMS. What cannot be read is an Asn1Error.

type CmsErrorCode =
  /** The first certificate of the path is not one in DER. */
  | 'CERTIFICATE_INVALID'
  /**
   * The certificate's key is of another kind or too short, or no validator accepts the algorithm's
   * digest.
   */
  | 'ALGORITHM_MISMATCH'

/** Says why SignedData cannot be written. Messages hold no key material. */
export class CmsError extends Error {
  override readonly name = 'CmsError'
  readonly code: CmsErrorCode

  constructor(code: CmsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
