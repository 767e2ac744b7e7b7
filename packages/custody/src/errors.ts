// Why a private key was not made, opened or used.

/** Why a new passphrase is refused. */
export type PassphraseWeakness = 'TOO_SHORT' | 'TOO_LONG' | 'COMMON' | 'ABOUT_HOLDER' | 'GUESSABLE'

/** Why a key was not opened or used. Stable. */
export type CustodyErrorCode =
  /**
   * The passphrase does not open the key. Altered ciphertext looks the same: authentication cannot
   * tell them apart.
   */
  | 'PASSPHRASE_WRONG'
  /** A new key may not be put under a passphrase that would be guessed; `weakness` says why. */
  | 'PASSPHRASE_TOO_WEAK'
  /** The envelope of an encrypted key has another shape, version or cost than is accepted. */
  | 'KEY_ENVELOPE_INVALID'
  /** Neither ECDSA P-256 / P-384 nor RSA of 2048 bits or more. */
  | 'KEY_UNSUPPORTED'
  /**
   * No certificate holds the private key's public key, or the path given does not begin with it.
   */
  | 'KEY_CERTIFICATE_MISMATCH'
  /** Not a PKCS#12 file, or a damaged one. */
  | 'PKCS12_INVALID'
  /** A PKCS#12 file that uses what is not supported; the message says how to convert it. */
  | 'PKCS12_UNSUPPORTED'
  /** A key that this build has no custodian for, such as one on a token. */
  | 'CREDENTIAL_KIND_UNSUPPORTED'
  /** The custodian was closed, and its key let go, before this use. */
  | 'CUSTODIAN_CLOSED'

/** Thrown by everything in this room. Messages hold neither passphrases nor key material. */
export class CustodyError extends Error {
  override readonly name = 'CustodyError'
  readonly code: CustodyErrorCode
  /** With PASSPHRASE_TOO_WEAK: why. */
  readonly weakness?: PassphraseWeakness

  constructor(
    code: CustodyErrorCode,
    message: string,
    options: ErrorOptions & { weakness?: PassphraseWeakness } = {},
  ) {
    super(message, options)
    this.code = code
    if (options.weakness !== undefined) this.weakness = options.weakness
  }
}
