// The effects that creating a signature needs: the key, a time-stamping authority, and whoever answers for certificates. All are
// passed in.

import type { SignatureAlgorithmName } from '@tapis/pki'

/** Who holds the private key. */
export interface KeyCustodian {
  /** DER certificates, the signer's first; the root may be left out. Must not change while the custodian is in use. */
  readonly certificatePath: readonly Uint8Array[]
  readonly algorithm: SignatureAlgorithmName
  /**
   * The signature value over `message`, which the custodian hashes itself. ECDSA as DER SEQUENCE { r, s }
   * (RFC 3279 §2.2.3), not the r || s that WebCrypto gives.
   */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** A time-stamping authority, RFC 3161. */
export interface TimestampAuthority {
  /** How large its tokens are, in bytes; a guess on the large side saves signing twice. */
  readonly expectedTokenBytes: number
  /** A DER TimeStampToken, checked by the implementation against its request: status, imprint, nonce. */
  timestamp(imprint: { readonly algorithm: 'sha-256'; readonly digest: Uint8Array }): Promise<Uint8Array>
}

/** Where certificates, revocation lists and OCSP responses come from. What cannot be had is undefined; nothing is verified by it. */
export interface EvidenceSource {
  /** Certificates that paths may go through or end with, DER: roots above all, which signatures need not carry. */
  readonly certificates?: readonly Uint8Array[]
  /** DER of the OCSPResponse to a DER OCSPRequest. */
  ocsp(url: string, request: Uint8Array): Promise<Uint8Array | undefined>
  /** DER of a CertificateList. */
  crl(url: string): Promise<Uint8Array | undefined>
  /** DER of a certificate (RFC 5280 §4.2.2.1). */
  certificate(url: string): Promise<Uint8Array | undefined>
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
