// Identification of the signing certificate (EN 319 102-1 clause 5.2.3): what @tapis/pki finds, as
// a verdict.
import type { Hash } from '@tapis/pki'
import { findSigningCertificate, type SignerInfo, type SigningCertificate } from '@tapis/pki/cms'
import type { Certificate } from '@tapis/pki/x509'
import { indeterminate, type Refusal } from '../report/conclusion.ts'

type Identification =
  | { readonly certificate: Certificate; readonly refusal?: undefined }
  /**
   * `certificate` is enough to test the signature value, not to trust it (`SigningCertificate`).
   */
  | { readonly certificate: Certificate | undefined; readonly refusal: Refusal }

/**
 * Finds the signing certificate, or says why there is none to trust.
 *
 * @param attributeRequired PAdES and RFC 3161 demand signing-certificate(-v2); the older PDF
 *   signatures do not
 * @throws Asn1Error when the attribute is malformed
 */
export async function identifySigningCertificate(
  signer: SignerInfo,
  pool: readonly Certificate[],
  { attributeRequired, hash }: { readonly attributeRequired: boolean; readonly hash: Hash },
): Promise<Identification> {
  return identificationOf(await findSigningCertificate(signer, pool, hash), attributeRequired)
}

/** Returns the verdict on what {@link findSigningCertificate} found. */
export function identificationOf(
  signingCertificate: SigningCertificate,
  attributeRequired: boolean,
): Identification {
  const { certificate } = signingCertificate
  switch (signingCertificate.found) {
    case 'named':
      return { certificate: signingCertificate.certificate }
    case 'unnamed': {
      const absent = 'the signing-certificate attribute is absent'
      if (attributeRequired) return { certificate, refusal: indeterminate('SIG_CONSTRAINTS_FAILURE', absent) }
      if (certificate !== undefined) return { certificate }
      return { certificate, refusal: notFound('the certificate of the SignerInfo is not at hand') }
    }
    case 'contradiction': {
      const reason = 'the SignerInfo and its signing-certificate attribute name different certificates'
      return { certificate, refusal: indeterminate('SIG_CONSTRAINTS_FAILURE', reason) }
    }
    case 'not-at-hand': {
      const reason = 'no certificate at hand has the digest of the signing-certificate attribute'
      return { certificate, refusal: notFound(reason) }
    }
    case 'digest-unknown': {
      const { digestOid } = signingCertificate
      const reason = `digest algorithm ${digestOid} cannot be computed here`
      const missing = [{ kind: 'algorithm', description: digestOid }] as const
      return { certificate, refusal: indeterminate('CRYPTO_CONSTRAINTS_FAILURE', reason, missing) }
    }
  }
}

function notFound(reason: string): Refusal {
  return indeterminate('NO_SIGNING_CERTIFICATE_FOUND', reason, [
    { kind: 'certificate', description: 'the signing certificate' },
  ])
}
