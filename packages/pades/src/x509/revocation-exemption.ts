// Certificates for which their issuer publishes no revocation, and says so.
import { OID } from '../asn1/oids.ts'
import type { Certificate } from './certificate.ts'

export type RevocationExemption = 'ocsp-nocheck' | 'no-rev-avail' | 'validity-assured-short-term'

const byOid: readonly (readonly [string, RevocationExemption])[] = [
  // RFC 6960 §4.2.2.2.1: for the lifetime of a responder's certificate. Says nothing on any other certificate.
  [OID.ocspNoCheck, 'ocsp-nocheck'],
  // RFC 9608 §2
  [OID.noRevAvail, 'no-rev-avail'],
  // EN 319 412-1 §5.2
  [OID.validityAssuredShortTerm, 'validity-assured-short-term'],
]

/** Which statements the certificate carries. Whether they are honoured is the caller's policy; their contents are not read. */
export function revocationExemptions({
  extensions,
}: Pick<Certificate, 'extensions'>): ReadonlySet<RevocationExemption> {
  return new Set(byOid.filter(([id]) => extensions.has(id)).map(([, exemption]) => exemption))
}
