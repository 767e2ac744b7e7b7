// Where a verifier fetches the issuer's certificate and revocation list. The paths are part of every certificate, so
// they can never change for the certificates that are out.
import { x509 } from './x509.ts'

/** Paths below the base URL. All four must answer for as long as any certificate lives. */
export const publicationPaths = {
  rootCertificate: '/pki/root.cer',
  rootRevocationList: '/pki/root.crl',
  caCertificate: '/pki/ca.cer',
  caRevocationList: '/pki/ca.crl',
} as const

/**
 * crlDistributionPoints and authorityInfoAccess (caIssuers) of a certificate issued by the root or by the CA. Without a
 * base URL there is neither, and a verifier cannot learn of a revocation.
 */
export function publicationExtensions(issuer: 'root' | 'ca', baseUrl: string | undefined): x509.Extension[] {
  if (baseUrl === undefined) return []
  const url = (path: string): string => new URL(path, baseUrl).href
  const crl = issuer === 'root' ? publicationPaths.rootRevocationList : publicationPaths.caRevocationList
  const certificate = issuer === 'root' ? publicationPaths.rootCertificate : publicationPaths.caCertificate
  return [
    new x509.CRLDistributionPointsExtension([url(crl)]),
    new x509.AuthorityInfoAccessExtension({ caIssuers: url(certificate) }),
  ]
}
