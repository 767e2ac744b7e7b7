// X.509 certificate validation of a signer (EN 319 102-1 clause 5.2.6), judged at the best proven time.
import type { Certificate } from '../x509/certificate.ts'
import { refuseWeakPath } from './acceptance.ts'
import { findCertificationPath } from './certification-path.ts'
import { failed, indeterminate, type Refusal } from './conclusion.ts'

export interface Trust {
  readonly path?: readonly Certificate[]
  readonly refusal?: Refusal
}

/**
 * @param bestSignatureTime proven time; when absent the certificate must be in force at `at`
 */
export async function judgeTrust(
  certificate: Certificate,
  {
    pool,
    anchors,
    at,
    bestSignatureTime,
  }: {
    readonly pool: readonly Certificate[]
    readonly anchors: readonly Certificate[]
    readonly at: Date
    readonly bestSignatureTime: Date | undefined
  },
): Promise<Trust> {
  const { path, refusal } = await findCertificationPath({
    target: certificate,
    pool,
    anchors,
    at: bestSignatureTime ?? at,
    purpose: 'document-signing',
  })
  if (refusal !== undefined) return { refusal }
  const outside = refuseValidity(certificate, at, bestSignatureTime) ?? refuseWeakPath(path)
  return { path, ...(outside === undefined ? {} : { refusal: outside }) }
}

function refuseValidity(
  { notBefore, notAfter }: Certificate,
  at: Date,
  bestSignatureTime: Date | undefined,
): Refusal | undefined {
  if (bestSignatureTime !== undefined && bestSignatureTime < notBefore) {
    // Clause 5.5.4: the signature existed before its certificate was in force.
    return failed(
      'NOT_YET_VALID',
      `proven for ${bestSignatureTime.toISOString()}, in force from ${notBefore.toISOString()}`,
    )
  }
  const moment = bestSignatureTime ?? at
  if (moment >= notBefore && moment <= notAfter) return undefined
  // A proof of existence is an upper bound only: the signature may well be older, so this is a doubt and no failure.
  return indeterminate(
    'OUT_OF_BOUNDS_NO_POE',
    `the certificate is in force from ${notBefore.toISOString()} to ${notAfter.toISOString()}; nothing proves that the signature existed then`,
    [{ kind: 'timestamp', description: 'a timestamp made while the certificate was in force' }],
  )
}
