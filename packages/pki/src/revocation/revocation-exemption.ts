// Certificates for which their issuer publishes no revocation, and says so.
import { OID } from '../oids.ts'
import type { Certificate } from '../x509/certificate.ts'
import { crlDistributionPoints, ocspUrls } from './revocation-urls.ts'

type RevocationExemption = 'ocsp-nocheck' | 'no-rev-avail' | 'validity-assured-short-term'

const byOid: readonly (readonly [string, RevocationExemption])[] = [
  // RFC 6960 §4.2.2.2.1: for the lifetime of a responder's certificate. Says nothing on any other
  // certificate.
  [OID.ocspNoCheck, 'ocsp-nocheck'],
  // RFC 9608 §2
  [OID.noRevAvail, 'no-rev-avail'],
  // EN 319 412-1 §5.2
  [OID.validityAssuredShortTerm, 'validity-assured-short-term'],
]

/**
 * Returns whether the issuer says that there is no revocation, and says nothing against it: RFC
 * 9608 §2 and §3 rule the statement out for authorities, and beside places where lists or answers
 * would be had.
 */
export function hasNoRevocation(certificate: Certificate): boolean {
  const exemptions = revocationExemptions(certificate)
  if (!exemptions.has('no-rev-avail') && !exemptions.has('validity-assured-short-term')) return false
  if (certificate.basicConstraints?.isCa === true) return false
  return ocspUrls(certificate).length === 0 && crlDistributionPoints(certificate).length === 0
}

/**
 * Returns which statements the certificate carries. Whether they are honoured is the caller's
 * policy; their contents are not read.
 */
export function revocationExemptions({
  extensions,
}: Pick<Certificate, 'extensions'>): ReadonlySet<RevocationExemption> {
  return new Set(byOid.filter(([id]) => extensions.has(id)).map(([, exemption]) => exemption))
}
