// The effects that creating a signature needs: the key, a time-stamping authority, and whoever
// answers for certificates. All are passed in.

import { type SignatureAlgorithmName, signatureAlgorithm, webCryptoHash } from '@tapis/pki'

/**
 * Who holds the private key. Callers sign through {@link signMessage}, never through `sign` itself.
 *
 * - **Input.** `sign` of a custodian that takes `message` hashes what it is given; one that takes
 *   `digest` is given the digest, without a DigestInfo around it, which it adds itself where PKCS
 *   #1 v1.5 wants one. Ed25519 reads its message twice and has no digest (RFC 8032 §5.1.6).
 * - **Output.** ECDSA gives the DER of SEQUENCE { r, s } (RFC 3279 §2.2.3), its plain kind r || s,
 *   both as long as the curve's order (BSI TR-03111 §5.2.1); RSA as many octets as its modulus
 *   has, PSS with a salt as long as the digest (RFC 8017 §8); Ed25519 64 octets. Nothing verifies
 *   the value here.
 * - **Failure.** A promise that rejects gives no signature, though the key may have been used. The
 *   error has a stable `code` of its kind of custodian: CUSTODIAN_CLOSED after the custodian was
 *   closed, or whatever opening the key may throw where it is opened for each signature. It holds
 *   neither secrets nor the input.
 * - **Time.** A custodian sets no limit of its own. With a signal that was aborted before, `sign`
 *   rejects with its reason and does not use the key. When it aborts during `sign`, that rejects
 *   with the reason unless the value is there already; what a device still makes is thrown away.
 * - **Concurrency.** Any number of signatures may be asked for at once; a custodian whose device
 *   makes one at a time lets the others wait. Closing a custodian lets those under way end, and
 *   refuses later ones.
 */
export type KeyCustodian = KeyHolder &
  (
    | { readonly takes: 'message'; readonly algorithm: SignatureAlgorithmName }
    | { readonly takes: 'digest'; readonly algorithm: Exclude<SignatureAlgorithmName, 'ed25519'> }
  )

interface KeyHolder {
  /**
   * DER certificates, the signer's first, each issued by the one behind it; the root may be left
   * out. They are not validated, and do not change while the custodian is in use.
   */
  readonly certificatePath: readonly Uint8Array[]
  /** The signature value over what the custodian takes; the input stays as it is. */
  sign(messageOrDigest: Uint8Array, options?: SigningOptions): Promise<Uint8Array>
}

/** What a caller may say of one use of a key. */
export interface SigningOptions {
  /** Gives up the signature when it aborts. Default: the custodian takes the time that it needs. */
  readonly signal?: AbortSignal
}

/**
 * Returns the signature value over a message, which it hashes with the algorithm's digest for a
 * custodian that takes digests.
 * @throws what the custodian throws; the signal's reason; TypeError when a caller outside the type
 *   system passes a custodian that does not say what it takes
 */
export async function signMessage(
  custodian: KeyCustodian,
  message: Uint8Array,
  options: SigningOptions = {},
): Promise<Uint8Array> {
  options.signal?.throwIfAborted()
  const { takes } = custodian
  if (takes === 'message') return await custodian.sign(message, options)
  if (takes !== 'digest') throw new TypeError(`a KeyCustodian takes a message or a digest, not ${takes}`)
  const { digest } = signatureAlgorithm(custodian.algorithm)
  return await custodian.sign(await webCryptoHash(digest.webCryptoName, [message]), options)
}

/** A time-stamping authority, RFC 3161. */
export interface TimestampAuthority {
  /** How large its tokens are, in bytes; a guess on the large side saves signing twice. */
  readonly expectedTokenBytes: number
  /**
   * A DER TimeStampToken, checked by the implementation against its request: status, imprint,
   * nonce.
   */
  timestamp(imprint: { readonly algorithm: 'sha-256'; readonly digest: Uint8Array }): Promise<Uint8Array>
}

/**
 * What came of asking a place: the bytes, not verified; why it gave none; undefined where nobody
 * was asked.
 */
export type EvidenceAnswer = Uint8Array | EvidenceFailure | undefined

/** Why a place gave no evidence. For whoever asked, and for a log; no verdict depends on it. */
export interface EvidenceFailure {
  /** Stable; the implementation says which there are. */
  readonly code: string
  /** Names the host, what was expected and what was found. */
  readonly reason: string
  readonly cause?: unknown
}

/**
 * Where certificates, revocation lists and OCSP responses come from. It verifies nothing, and what
 * a place does never rejects its promises: a failure is an answer.
 */
export interface EvidenceSource {
  /**
   * Certificates that paths may go through or end with, DER: roots above all, which signatures need
   * not carry.
   */
  readonly certificates?: readonly Uint8Array[]
  /** DER of the OCSPResponse to a DER OCSPRequest. */
  ocsp(url: string, request: Uint8Array): Promise<EvidenceAnswer>
  /** DER of a CertificateList. */
  crl(url: string): Promise<EvidenceAnswer>
  /** DER of a certificate (RFC 5280 §4.2.2.1). */
  certificate(url: string): Promise<EvidenceAnswer>
}

/** The level to reach, with what it takes. EN 319 142-1 clause 6. */
export type Baseline =
  | { readonly level: 'B-B' }
  | { readonly level: 'B-T'; readonly timestampAuthority: TimestampAuthority }
  | {
      readonly level: 'B-LT'
      readonly timestampAuthority: TimestampAuthority
      readonly evidenceSource: EvidenceSource
    }
  | {
      readonly level: 'B-LTA'
      readonly timestampAuthority: TimestampAuthority
      /** Of the timestamp over the whole document. Default: the same. */
      readonly archiveTimestampAuthority?: TimestampAuthority
      readonly evidenceSource: EvidenceSource
    }
