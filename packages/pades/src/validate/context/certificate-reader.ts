// Certificates found in a file: candidates for a path. One that cannot be parsed is left out, which
// can only make a path fail.
import { equalBytes, hex } from '@tapis/pki'
import { Asn1Error } from '@tapis/pki/asn1'
import { type Certificate, parseCertificate } from '@tapis/pki/x509'

const MAXIMUM_CERTIFICATES = 256

/**
 * Parses each certificate of a file once: with 25 signatures the same path is there 25 times. Equal
 * bytes give the same value.
 */
export interface CertificateReader {
  read(ders: readonly Uint8Array[]): readonly Certificate[]
}

export function certificateReader(): CertificateReader {
  const known = new Map<string, Certificate[]>()
  const read = (der: Uint8Array): readonly Certificate[] => {
    // The end of a certificate is its signature; what agrees there is compared in full.
    const key = hex(der.subarray(-16))
    const same = known.get(key) ?? []
    const found = same.find((certificate) => equalBytes(certificate.der, der))
    if (found !== undefined) return [found]
    try {
      const certificate = parseCertificate(der)
      known.set(key, [...same, certificate])
      return [certificate]
    } catch (error) {
      if (error instanceof Asn1Error) return []
      throw error
    }
  }
  return { read: (ders) => ders.slice(0, MAXIMUM_CERTIFICATES).flatMap(read) }
}
