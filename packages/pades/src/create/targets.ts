// The certificates that validation data is gathered for: of signers and of timestamp authorities (EN 319 142-1 clause 5.4).

import { present } from '@tapis/pki'
import type { Certificate } from '@tapis/pki/x509'
import type { FoundSignature } from './augment/signatures-in.ts'
import { PadesError } from './errors.ts'

/** A certificate that validation data is gathered for. */
export interface Target {
  readonly certificate: Certificate
  /** When it is proven to have been used: a revocation after that is kept like any other answer. Default: no revocation is. */
  readonly provenAt?: Date
}

/**
 * Whose certificates a signature rests on: the signer's, used by the time its timestamps state, and their authorities'.
 * @throws PadesError EVIDENCE_UNAVAILABLE when a certificate did not come with the signature
 */
export function targetsOf(signatures: readonly FoundSignature[]): readonly Target[] {
  return signatures.flatMap(({ signer, authorities, timestamps }) => {
    const [provenAt] = timestamps.toSorted((left, right) => left.getTime() - right.getTime())
    const own = { certificate: requireCarried(signer), ...present({ provenAt }) }
    return [own, ...authorities.map((authority) => ({ certificate: requireCarried(authority) }))]
  })
}

function requireCarried(certificate: Certificate | undefined): Certificate {
  if (certificate !== undefined) return certificate
  const expected = 'expected a signature to carry the certificate of its signer'
  throw new PadesError('EVIDENCE_UNAVAILABLE', `${expected}, found one that does not`)
}
