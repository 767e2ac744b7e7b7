// The names in a certificate, as people are shown them: in a stamp, in a report, on the command
// line.
import { OID } from '../oids.ts'
import { parseCertificate } from './certificate.ts'
import { attributeToString, lastAttribute, type Name } from './name.ts'

interface CertificateNames {
  /** Common name of the subject, or its whole distinguished name when it has none. */
  readonly subject: string
  readonly organisation: string | undefined
  /** Common name of the issuer, or its whole distinguished name. */
  readonly issuer: string
}

/**
 * Reads what the certificate says, from DER; nothing is verified.
 *
 * @throws Asn1Error when it is no certificate
 */
export function certificateNames(der: Uint8Array): CertificateNames {
  const { subject, issuer } = parseCertificate(der)
  return {
    subject: lastAttribute(subject, OID.commonName) ?? wholeName(subject),
    organisation: lastAttribute(subject, OID.organizationName),
    issuer: lastAttribute(issuer, OID.commonName) ?? wholeName(issuer),
  }
}

/**
 * Returns the name as it is encoded, the most general part first, which people read more easily
 * than RFC 4514's order.
 */
function wholeName({ relativeNames }: Name): string {
  return relativeNames.map((relative) => relative.map(attributeToString).join(' + ')).join(', ')
}
