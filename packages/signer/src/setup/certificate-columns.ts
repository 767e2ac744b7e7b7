// A certificate just issued, as the columns of the database: read from the certificate itself
// wherever it says so.
import { X509Certificate } from 'node:crypto'
import type { CertificateKind, StoredCertificate } from '@tapis/db'
import { present } from '@tapis/pki'
import type { DistinguishedName, IssuedCertificate } from '../certificate-authority/index.ts'

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
    ...present({ issuerCertificateId: issuer?.id }),
    der: issued.certificate,
    notBefore: certificate.validFromDate,
    notAfter: certificate.validToDate,
    // A city's own root is not Root CA Indonesia (PP 71/2019 Art. 59), and the database holds its
    // descendants to that.
    certifiedProvider: false,
  }
}

/** What the pki room signs with by default, as the table of algorithms of @tapis/pades names it. */
export const ISSUED_KEY_ALGORITHM = 'ecdsa-p256-sha256'

const keywords = [
  ['commonName', 'CN'],
  ['serialNumber', 'serialNumber'],
  ['organizationalUnit', 'OU'],
  ['organizationIdentifier', 'organizationIdentifier'],
  ['organization', 'O'],
  ['country', 'C'],
] as const

/**
 * Returns a name as text (RFC 4514), most specific part first, as it is encoded; `country` is ID
 * when it is left out.
 */
export function nameText(name: DistinguishedName): string {
  const complete: DistinguishedName = { country: 'ID', ...name }
  return keywords
    .flatMap(([field, keyword]) => {
      const value = complete[field]
      return value === undefined ? [] : [`${keyword}=${escaped(value)}`]
    })
    .join(',')
}

// RFC 4514 §2.4: these anywhere, a number sign or space in front, a space at the end.
function escaped(value: string): string {
  return value
    .replace(/["+,;<>\\]/g, '\\$&')
    .replace(/^[# ]/, '\\$&')
    .replace(/ $/, '\\ ')
}
