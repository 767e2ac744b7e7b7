// Whether the addresses in the city's certificates lead to this service. They were written when the city was set up and stay
// in every certificate, so a service that answers elsewhere leaves verifiers without revocation lists.

import { X509Certificate } from 'node:crypto'

/**
 * One line for the operator when the certificate's authority information access (RFC 5280 §4.2.2.1) names another origin than
 * `apiOrigin`; `undefined` when it agrees or the certificate has none.
 */
export function originWarning(certificate: Uint8Array, apiOrigin: string): string | undefined {
  const published = /URI:(https?:\/\/[^/\s]+)/.exec(new X509Certificate(certificate).infoAccess ?? '')?.[1]
  if (published === undefined || published === apiOrigin) return undefined
  return (
    `The certificates say that revocation lists are at ${published}/pki, and this API is at ${apiOrigin}. ` +
    'Set TAPIS_API_ORIGIN to the former, or let the former lead here.'
  )
}
