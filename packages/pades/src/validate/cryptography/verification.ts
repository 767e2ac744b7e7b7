// The mathematics of one signature of a file: signing certificate, message digest, signature value;
// for a document timestamp the imprint too. What the digests and keys are worth is decided later.
import { equalBytes, OID, present, SHA_1 } from '@tapis/pki'
import type { Certificate } from '@tapis/pki/x509'
import type { ValidationContext } from '../context/validation-context.ts'
import type { CheckedFormat } from '../format/format-check.ts'
import { identifySigningCertificate } from '../identification/signing-certificate.ts'
import type { Refusal } from '../report/conclusion.ts'
import {
  type CryptographicResult,
  digestDiffers,
  type Integrity,
  verifySignerInfo,
} from './cryptographic-verification.ts'

export interface Verification {
  readonly certificate?: Certificate
  /** Why the signing certificate is not identified with certainty. */
  readonly identification?: Refusal
  readonly cryptography: CryptographicResult
  /** Candidates for the path, beside the pool of evidence. */
  readonly pool: readonly Certificate[]
}

/** @throws Asn1Error when attributes are malformed */
export async function verifySignature(
  { signed, cms, subFilter, refusal }: CheckedFormat,
  { hash, reader, evidence }: Pick<ValidationContext, 'hash' | 'reader' | 'evidence'>,
): Promise<Verification> {
  if (signed === undefined || cms === undefined || subFilter === undefined) {
    return { cryptography: notVerified(refusal), pool: [] }
  }
  const { signedData, signer } = cms
  const pool = [...new Set([...reader.read(signedData.certificates), ...evidence.certificates])]
  const { certificate, refusal: identification } = await identifySigningCertificate(signer, pool, {
    attributeRequired: subFilter.isPades,
    hash,
  })
  const content = subFilter.content === 'detached' ? signed.chunks : [signedData.content ?? new Uint8Array()]
  const cryptography = await verifySignerInfo(signer, {
    content,
    contentType: OID.data,
    publicKey: certificate?.publicKey,
    hash,
  })
  const encapsulated = subFilter.content === 'encapsulated-sha1' ? signedData.content : undefined
  const agrees =
    encapsulated === undefined || equalBytes(encapsulated, await hash(SHA_1.webCryptoName, signed.chunks))
  return {
    ...present({ certificate, identification }),
    // ISO 32000-1 §12.8.3.3.1: adbe.pkcs7.sha1 rests on SHA-1 whatever the CMS says of itself.
    cryptography: agrees
      ? { ...cryptography, ...present({ digest: encapsulated === undefined ? cryptography.digest : SHA_1 }) }
      : digestDiffers(cryptography),
    pool,
  }
}

/**
 * Returns the result for what was not computed: a malformed signature is broken, one of an unknown
 * kind is merely not judged.
 */
export function notVerified(refusal: Refusal | undefined): CryptographicResult {
  const reason = refusal?.reason ?? 'nothing to verify'
  const integrity: Integrity =
    refusal?.indication === 'TOTAL-FAILED' ? { kind: 'broken', reason } : { kind: 'undetermined', reason }
  return { messageDigest: 'not-computed', signatureValue: 'not-computed', integrity }
}
