// The names in a certificate, as people are shown them: in a stamp, in a report, on the command line.
import { X509Certificate } from 'node:crypto'

export interface CertificateNames {
  /** Common name of the subject, or its whole distinguished name when it has none. */
  readonly subject: string
  readonly organisation: string | undefined
  /** Common name of the issuer, or its whole distinguished name. */
  readonly issuer: string
}

/** Reads what the certificate says, from DER; nothing is verified. @throws Error of Node when it is no certificate */
export function certificateNames(der: Uint8Array): CertificateNames {
  const certificate = new X509Certificate(der)
  const { subject, issuer } = certificate.toLegacyObject()
  return {
    subject: last(subject['CN']) ?? certificate.subject.replaceAll('\n', ', '),
    organisation: last(subject['O']),
    issuer: last(issuer['CN']) ?? certificate.issuer.replaceAll('\n', ', '),
  }
}

/** An attribute that occurs several times comes as an array; the last one is the most specific. */
function last(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' || value === undefined ? value : value.at(-1)
}
