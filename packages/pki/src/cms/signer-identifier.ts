// Which certificate a SignerInfo points to (RFC 5652 §5.3).
import { equalBytes } from '../bytes.ts'
import type { Certificate } from '../x509/certificate.ts'
import type { SignerIdentifier } from './signed-data.ts'

/** Whether a SignerIdentifier points to a certificate (RFC 5652 §5.3). */
export function identifies(identifier: SignerIdentifier, certificate: Certificate): boolean {
  if (identifier.kind === 'issuer-and-serial') {
    return (
      equalBytes(identifier.serialNumber, certificate.serialNumber) &&
      equalBytes(identifier.issuer.der, certificate.issuer.der)
    )
  }
  const { subjectKeyIdentifier } = certificate
  return subjectKeyIdentifier !== undefined && equalBytes(identifier.identifier, subjectKeyIdentifier)
}
