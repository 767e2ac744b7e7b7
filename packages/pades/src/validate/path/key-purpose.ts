// What a certificate's key may be used for: signing a document, or signing timestamps (RFC 5280
// §4.2.1.3 and .12).
import { OID } from '@tapis/pki'
import { isTimestampCertificate } from '@tapis/pki/timestamp'
import { type Certificate, nameToString } from '@tapis/pki/x509'
import { indeterminate, type Refusal } from '../report/conclusion.ts'

export type KeyPurpose = 'document-signing' | 'timestamping'

// Adobe's and Microsoft's document signing purposes predate RFC 9336; clientAuth stands for the
// identity certificates that many national authorities issue for signing.
const documentPurposes: ReadonlySet<string> = new Set([
  OID.documentSigning,
  OID.emailProtection,
  OID.clientAuth,
  OID.anyExtendedKeyUsage,
  OID.adobeAuthenticDocuments,
  OID.microsoftDocumentSigning,
])

const timestampPurposes: ReadonlySet<string> = new Set([OID.timeStamping, OID.anyExtendedKeyUsage])

/** Returns why the leaf's key is not for this purpose; undefined when it is. */
export function refusePurpose(certificate: Certificate, purpose: KeyPurpose): Refusal | undefined {
  const who = nameToString(certificate.subject)
  const { keyUsage, extKeyUsage } = certificate
  if (keyUsage !== undefined && !keyUsage.has('digitalSignature') && !keyUsage.has('nonRepudiation')) {
    return refuse(`${who}: its key may not sign`)
  }
  switch (purpose) {
    case 'document-signing':
      // A timestamp or OCSP key must not sign documents, nor a web server's.
      if (extKeyUsage !== undefined && !extKeyUsage.purposes.some((id) => documentPurposes.has(id))) {
        return refuse(`${who}: its extended key usage does not include signing documents`)
      }
      return undefined
    case 'timestamping':
      // RFC 3161 §2.3: critical, and this purpose alone.
      return isTimestampCertificate(certificate)
        ? undefined
        : refuse(`${who}: its extended key usage is not timeStamping alone and critical`)
  }
}

/**
 * Returns why an authority may not certify keys for this purpose. A purpose of an authority limits
 * it only where it is critical (RFC 5280 §4.2.1.12: then the certificate must only be used for what
 * is stated); many state them for information.
 */
export function refuseAuthorityPurpose(authority: Certificate, purpose: KeyPurpose): Refusal | undefined {
  const { extKeyUsage } = authority
  if (extKeyUsage?.critical !== true) return undefined
  const wanted = purpose === 'timestamping' ? timestampPurposes : documentPurposes
  return extKeyUsage.purposes.some((id) => wanted.has(id))
    ? undefined
    : refuse(`${nameToString(authority.subject)}: its critical extended key usage leaves out this purpose`)
}

function refuse(reason: string): Refusal {
  return indeterminate('CHAIN_CONSTRAINTS_FAILURE', reason)
}
