// What validation says of a file and of each of its signatures. Facts stay apart: whether the
// mathematics is right, how much is covered, what changed later, whom the path leads to; the
// Conclusion draws them together.

import type { DocMdpPermission } from '../../document/permissions/doc-mdp.ts'
import type { CryptographicResult, Integrity } from '../cryptography/cryptographic-verification.ts'
import type { Coverage } from '../format/coverage.ts'
import type { Finding, ModificationLevel } from '../modification/level.ts'
import type { CertificateStatus } from '../revocation/certificate-revocation.ts'
import type { TimestampReport } from '../time/timestamp-token.ts'
import type { Conclusion } from './conclusion.ts'

/**
 * The level whose form the signature has (EN 319 142-1 clause 6): whether it is trusted is not part
 * of it.
 */
export type SignatureLevel = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA' | 'PKCS7'

/** Who signed, as the certificate says. */
export interface SignerDescription {
  readonly commonName: string | undefined
  /** RFC 4514 strings. */
  readonly subject: string
  readonly issuer: string
  /** Lower-case hexadecimal of the INTEGER. */
  readonly serialNumber: string
  readonly notBefore: Date
  readonly notAfter: Date
}

/** What was found of one signature or document timestamp. */
export interface SignatureReport {
  /**
   * Fully qualified name of the field, or a description in parentheses where no field holds the
   * signature.
   */
  readonly field: string
  /** A document timestamp is reported like a signature: it is one, by a timestamp authority. */
  readonly kind: 'signature' | 'document-timestamp'
  readonly conclusion: Conclusion
  /** Whether digest and signature value are right, whatever the trust. */
  readonly integrity: Integrity
  readonly messageDigest: CryptographicResult['messageDigest']
  readonly signatureValue: CryptographicResult['signatureValue']
  readonly coverage: Coverage
  readonly modification: ModificationLevel
  readonly findings: readonly Finding[]
  readonly docMdp?: DocMdpPermission
  readonly level?: SignatureLevel
  /**
   * From the certificate that the signature names; believe it only where `conclusion` is
   * TOTAL-PASSED.
   */
  readonly signer?: SignerDescription
  /**
   * /M of the signature dictionary: what the signer claims, proven by nothing. Of a document
   * timestamp, what its token states.
   */
  readonly claimedSigningTime?: Date
  readonly reason?: string
  readonly location?: string
  readonly timestamps: readonly TimestampReport[]
  /**
   * The earliest time by which the signature is proven to have existed; absent without a trusted
   * timestamp.
   */
  readonly bestSignatureTime?: Date
  /**
   * DER of the path, leaf first and anchor last, or of the certificates in the signature when there
   * is no path.
   */
  readonly certificates: readonly Uint8Array[]
  /** Of each certificate of the path, in its order; empty when there is no path. */
  readonly revocation: readonly CertificateStatus[]
}

/** What was found of a document and its signatures. */
export interface ValidationReport {
  readonly signatures: readonly SignatureReport[]
  /** The file could not be read at all, so that nothing is known of its signatures. */
  readonly error?: { readonly code: string; readonly message: string }
  /** Remarks "CODE: sentence" about what was tolerated. */
  readonly warnings: readonly string[]
}
