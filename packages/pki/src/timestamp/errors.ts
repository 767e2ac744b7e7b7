// What can go wrong with a timestamp: the one error of whoever makes, asks for or checks one, so
// that users see one list of codes.

type TimestampErrorCode =
  /** The authority answered with a rejection; the message names its reason (RFC 3161 §2.4.2). */
  | 'REQUEST_REJECTED'
  /**
   * The answer is not a TimeStampResp with a TimeStampToken, or its parts contradict each other.
   */
  | 'RESPONSE_INVALID'
  /** The token is over another digest than the one sent. */
  | 'IMPRINT_MISMATCH'
  /** The token answers another request: a replay, or a cache in between. */
  | 'NONCE_MISMATCH'
  /** The token does not hold the certificate that it names as its signer's. */
  | 'CERTIFICATE_MISSING'
  /** The signer's certificate is not for timestamping alone (RFC 3161 §2.3). */
  | 'CERTIFICATE_UNFIT'
  /** genTime, or our own authority's clock, is outside the signer certificate's validity. */
  | 'TIME_OUTSIDE_VALIDITY'
  /** Our own authority's clock is not known to be right, so that it gives no time. */
  | 'CLOCK_UNTRUSTED'
  /**
   * Signed with an algorithm that is not accepted, SHA-1 above all, or that cannot be computed
   * here.
   */
  | 'ALGORITHM_UNSUPPORTED'
  /** The signature or the message digest does not hold. */
  | 'SIGNATURE_INVALID'
  /** No connection, or it broke. */
  | 'AUTHORITY_UNREACHABLE'
  | 'AUTHORITY_TIMEOUT'
  /** An HTTP status other than 200. */
  | 'HTTP_STATUS'
  /** A content type other than application/timestamp-reply. */
  | 'CONTENT_TYPE'
  | 'RESPONSE_TOO_LARGE'
  /** Every configured authority failed; `tried` says how. */
  | 'ALL_AUTHORITIES_FAILED'

/** An authority that gave no token, and why. */
export interface FailedAuthority {
  /** Origin and path; no query or user information, which may hold a secret. */
  readonly url: string
  readonly error: TimestampError
}

/** Says why there is no timestamp to be had or to be used. */
export class TimestampError extends Error {
  override readonly name = 'TimestampError'
  readonly code: TimestampErrorCode
  /**
   * With ALL_AUTHORITIES_FAILED: each authority in the order in which it was asked. Otherwise
   * empty.
   */
  readonly tried: readonly FailedAuthority[]

  constructor(
    code: TimestampErrorCode,
    message: string,
    { tried = [], ...options }: ErrorOptions & { readonly tried?: readonly FailedAuthority[] } = {},
  ) {
    super(message, options)
    this.code = code
    this.tried = tried
  }
}
