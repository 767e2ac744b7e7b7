// Where a certificate says that its revocation is published: what a caller has to fetch when it is
// missing.
import { present } from '@tapis/pki'
import { crlDistributionPoints, ocspRequest, ocspUrls } from '@tapis/pki/revocation'
import { type Certificate, nameToString } from '@tapis/pki/x509'
import type { MissingEvidence } from '../report/conclusion.ts'

export function isRevocationPublished(certificate: Certificate): boolean {
  return ocspUrls(certificate).length > 0 || crlDistributionPoints(certificate).length > 0
}

/** Returns every place, responders first. */
export async function placesOf(
  certificate: Certificate,
  issuer: Certificate,
): Promise<readonly MissingEvidence[]> {
  const description = nameToString(certificate.subject)
  const responders = ocspUrls(certificate)
  const request = responders.length > 0 ? await ocspRequest(certificate, issuer) : undefined
  const lists = crlDistributionPoints(certificate)
  const listUrls = lists.flatMap(({ urls }) => urls)
  return [
    ...responders.map((url) => ({
      kind: 'ocsp' as const,
      description,
      url,
      ...present({ request }),
    })),
    ...listUrls.map((url) => ({ kind: 'crl' as const, description, url })),
    // A list that is named by its issuer alone has no place to be fetched from.
    ...(lists.length > 0 && listUrls.length === 0 ? [{ kind: 'crl' as const, description }] : []),
  ]
}
