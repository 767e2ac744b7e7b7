// A certificate just issued, as the columns of the database: read from the certificate itself wherever it says so.
import { X509Certificate } from 'node:crypto'
import type { CertificateKind, StoredCertificate } from '@tapis/db'
import type { DistinguishedName, IssuedCertificate } from '../certificate-authority/index.ts'
import { nameText } from '../people/name-text.ts'

/** `issuer` is the row of the certificate above; absent for a root, which issues itself. */
export function certificateColumns<K extends CertificateKind>(
  kind: K,
  issued: IssuedCertificate,
  subject: DistinguishedName,
  issuer?: StoredCertificate,
) {
  const certificate = new X509Certificate(issued.certificate)
  return {
    kind,
    serialNumber: issued.serialNumber.toLowerCase(),
    subject: nameText(subject),
    issuer: issuer?.subject ?? nameText(subject),
    ...(issuer === undefined ? {} : { issuerCertificateId: issuer.id }),
    der: issued.certificate,
    notBefore: certificate.validFromDate,
    notAfter: certificate.validToDate,
    // A city's own root is not Root CA Indonesia (PP 71/2019 Art. 59), and the database holds its descendants to that.
    certifiedProvider: false,
  }
}

/** What the pki room signs with by default, as the table of algorithms of @tapis/pades names it. */
export const ISSUED_KEY_ALGORITHM = 'ecdsa-p256-sha256'
