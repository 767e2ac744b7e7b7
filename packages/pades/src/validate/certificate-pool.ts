// Certificates found in a file: candidates for a path. One that cannot be parsed is left out, which can only make a path fail.
import { Asn1Error } from '../asn1/der-reader.ts'
import { type Certificate, parseCertificate } from '../x509/certificate.ts'

const MAXIMUM_CERTIFICATES = 256

export function parsePool(ders: readonly Uint8Array[]): readonly Certificate[] {
  return ders.slice(0, MAXIMUM_CERTIFICATES).flatMap((der) => {
    try {
      return [parseCertificate(der)]
    } catch (error) {
      if (error instanceof Asn1Error) return []
      throw error
    }
  })
}
