// The fields of a certificate (RFC 5280 §4.1) that issuing, timestamping and key matching need, each name and number
// as the octets that stand in it. Nothing is verified here: neither the signature nor the dates.
import { X509Certificate } from 'node:crypto'
import { Asn1Error, octetsOf, originalOctets, readAsn1, readStructure } from '@tapis/pki/pkijs'
import * as pkijs from 'pkijs'

export interface CertificateFields {
  /** DER of the whole certificate. */
  readonly der: Uint8Array
  /** DER INTEGER. */
  readonly serialNumber: Uint8Array
  /** DER Name. */
  readonly issuer: Uint8Array
  /** DER Name. */
  readonly subject: Uint8Array
  readonly notBefore: Date
  readonly notAfter: Date
  /** By dotted OID; `value` is what the extension's OCTET STRING holds. */
  readonly extensions: ReadonlyMap<string, { readonly critical: boolean; readonly value: Uint8Array }>
}

/** Reads one DER certificate. @throws Asn1Error */
export function readCertificateFields(der: Uint8Array): CertificateFields {
  const certificate = readStructure(pkijs.Certificate, der, 'certificate')
  const { issuer, subject, serialNumber, extensions = [] } = certificate
  return {
    der,
    serialNumber: originalOctets(serialNumber),
    issuer: new Uint8Array(issuer.valueBeforeDecode),
    subject: new Uint8Array(subject.valueBeforeDecode),
    ...readValidity(der),
    extensions: new Map(
      extensions.map(({ extnID, critical, extnValue }) => [
        extnID,
        { critical, value: octetsOf(extnValue, 'extnValue') },
      ]),
    ),
  }
}

// asn1js reads "13" as a month and a time without zone as some other time, OpenSSL neither.
function readValidity(der: Uint8Array): { notBefore: Date; notAfter: Date } {
  try {
    const { validFromDate, validToDate } = new X509Certificate(der)
    if (Number.isNaN(validFromDate.getTime() + validToDate.getTime())) throw new Asn1Error('not times')
    return { notBefore: validFromDate, notAfter: validToDate }
  } catch (cause) {
    throw new Asn1Error('the validity of the certificate cannot be read', { cause })
  }
}

/** The key purposes of an extKeyUsage extension in dotted form, and whether it is critical; undefined when it has none. */
export function extendedKeyUsage(
  certificate: CertificateFields,
): { readonly critical: boolean; readonly purposes: readonly string[] } | undefined {
  const extension = certificate.extensions.get('2.5.29.37')
  if (extension === undefined) return undefined
  const { keyPurposes } = readStructure(pkijs.ExtKeyUsage, extension.value, 'extKeyUsage')
  return { critical: extension.critical, purposes: keyPurposes }
}

/** RFC 3161 §2.3: the extended key usage is critical and id-kp-timeStamping alone. */
export function isTimestampCertificate(certificate: CertificateFields): boolean {
  const usage = extendedKeyUsage(certificate)
  return usage?.critical === true && usage.purposes.length === 1 && usage.purposes[0] === timeStamping
}

const timeStamping = '1.3.6.1.5.5.7.3.8'

/** The subjectKeyIdentifier's octets, or undefined. */
export function subjectKeyIdentifier(certificate: CertificateFields): Uint8Array | undefined {
  const extension = certificate.extensions.get('2.5.29.14')
  return extension === undefined
    ? undefined
    : octetsOf(readAsn1(extension.value, 'subjectKeyIdentifier'), 'subjectKeyIdentifier')
}
