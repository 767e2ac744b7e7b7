// X.509 certificate validation (EN 319 102-1 clauses 5.2.6 and 5.6.2.1): path, validity, revocation
// and algorithms, judged at the time by which the signature is proven to have existed.

import { equalBytes, present } from '@tapis/pki'
import { caIssuersUrls } from '@tapis/pki/revocation'
import { type Certificate, nameToString, sameName } from '@tapis/pki/x509'
import { refuseWeakPath } from '../acceptance/acceptance.ts'
import type { ValidationContext } from '../context/validation-context.ts'
import { failed, indeterminate, type MissingEvidence, type Refusal } from '../report/conclusion.ts'
import type { CertificateStatus } from '../revocation/certificate-revocation.ts'
import { judgePathRevocation, type PathMoments } from '../revocation/path-revocation.ts'
import { findCertificationPath } from './certification-path.ts'
import type { KeyPurpose } from './key-purpose.ts'

/** What was found of a certificate and the path above it. */
export interface ValidatedPath {
  /** Leaf first, anchor last; also of a path that is refused, when there is one. */
  readonly path?: readonly Certificate[]
  readonly revocation: readonly CertificateStatus[]
  readonly refusal?: Refusal
}

interface SignerMoments {
  /**
   * By when the signature is proven to have existed; left out when nothing proves more than that it
   * is here now.
   */
  readonly bestSignatureTime?: Date
  /** A time after which it is proven to have been made. */
  readonly madeAfter?: Date
}

/** Validates the certificate of a signer of documents. */
export async function validateSigner(
  certificate: Certificate,
  pool: readonly Certificate[],
  { bestSignatureTime, madeAfter }: SignerMoments,
  context: ValidationContext,
): Promise<ValidatedPath> {
  const moment = bestSignatureTime ?? context.at
  const outside = refuseValidity(certificate, context.at, bestSignatureTime, madeAfter)
  const validated = await validatePathOf(
    { certificate, pool, purpose: 'document-signing', moment },
    {
      goodUntil: moment,
      // A certificate that has expired may still be known not to have been revoked until then.
      spokenOf: outside === undefined || moment < certificate.notAfter ? moment : certificate.notAfter,
      isTimestamp: false,
      ...present({ madeAfter }),
    },
    context,
  )
  if (outside === undefined || validated.refusal?.indication === 'TOTAL-FAILED') return validated
  const isMissingOnly = validated.refusal === undefined || validated.refusal.subIndication === 'TRY_LATER'
  if (!isMissingOnly) return validated
  return {
    ...validated,
    refusal: outside.indication === 'INDETERMINATE' && isKnownGood(validated) ? notRevoked(outside) : outside,
  }
}

/**
 * Validates a timestamp authority's certificate. @param existed by when the token is proven to have
 * existed
 */
export async function validateTimestampAuthority(
  certificate: Certificate,
  pool: readonly Certificate[],
  { stated, existed }: { readonly stated: Date; readonly existed: Date },
  context: ValidationContext,
): Promise<ValidatedPath> {
  const { revocation } = context.policy
  return validatePathOf(
    { certificate, pool, purpose: 'timestamping', moment: existed },
    { goodUntil: existed, spokenOf: revocation === 'required' ? existed : stated, isTimestamp: true },
    context,
  )
}

interface Target {
  readonly certificate: Certificate
  readonly pool: readonly Certificate[]
  readonly purpose: KeyPurpose
  readonly moment: Date
}

async function validatePathOf(
  { certificate, pool, purpose, moment }: Target,
  moments: PathMoments,
  context: ValidationContext,
): Promise<ValidatedPath> {
  const { anchors, signatures, evidence, policy } = context
  const candidates = [...new Set([...pool, ...evidence.certificates])]
  const judged: {
    readonly path: readonly Certificate[]
    readonly revocation: readonly CertificateStatus[]
  }[] = []
  const found = await findCertificationPath({
    target: certificate,
    pool: candidates,
    anchors,
    at: moment,
    purpose,
    signatures,
    refuse: async (path) => {
      const { statuses, refusal } = await judgePathRevocation(path, moments, context)
      judged.push({ path, revocation: statuses })
      return refusal ?? refuseWeakPath(path, policy.cryptography, moment)
    },
  })
  const own = judged.find(({ path }) => path === found.path) ?? judged[0]
  const refusal = found.refusal && withIssuerPlaces(found.refusal, certificate, candidates)
  return { revocation: own?.revocation ?? [], ...present({ path: own?.path, refusal }) }
}

/**
 * Adds to the refusal of a path that ends nowhere where its last certificate says that its issuer's
 * is to be had.
 */
function withIssuerPlaces(
  refusal: Refusal,
  certificate: Certificate,
  candidates: readonly Certificate[],
): Refusal {
  if (refusal.indication === 'TOTAL-FAILED' || refusal.subIndication !== 'NO_CERTIFICATE_CHAIN_FOUND')
    return refusal
  const last = highest(certificate, candidates)
  const description = nameToString(last.issuer)
  const places: MissingEvidence[] = caIssuersUrls(last).map((url) => ({
    kind: 'certificate',
    description,
    url,
  }))
  return { ...refusal, missing: [...refusal.missing, ...places] }
}

/** Returns the last certificate up from here by names; its issuer is not at hand. */
function highest(certificate: Certificate, candidates: readonly Certificate[]): Certificate {
  let last = certificate
  const seen = new Set<Certificate>()
  for (;;) {
    seen.add(last)
    const { issuer, der } = last
    const next = candidates.find(
      (candidate) =>
        sameName(candidate.subject, issuer) && !seen.has(candidate) && !equalBytes(candidate.der, der),
    )
    if (next === undefined) return last
    last = next
  }
}

function refuseValidity(
  { notBefore, notAfter }: Certificate,
  at: Date,
  bestSignatureTime: Date | undefined,
  madeAfter: Date | undefined,
): Refusal | undefined {
  if (bestSignatureTime !== undefined && bestSignatureTime < notBefore) {
    // Clause 5.5.4: the signature existed before its certificate was in force.
    return failed(
      'NOT_YET_VALID',
      `proven for ${bestSignatureTime.toISOString()}, in force from ${notBefore.toISOString()}`,
    )
  }
  if (madeAfter !== undefined && madeAfter > notAfter) {
    return failed(
      'EXPIRED',
      `made after ${madeAfter.toISOString()}, in force until ${notAfter.toISOString()}`,
    )
  }
  const moment = bestSignatureTime ?? at
  if (moment >= notBefore && moment <= notAfter) return undefined
  // A proof of existence is an upper bound only: the signature may well be older, so this is a
  // doubt and no failure.
  return indeterminate(
    'OUT_OF_BOUNDS_NO_POE',
    `the certificate is in force from ${notBefore.toISOString()} to ${notAfter.toISOString()}; nothing proves that the signature existed then`,
    [{ kind: 'timestamp', description: 'a timestamp made while the certificate was in force' }],
  )
}

/**
 * Refines a refusal (clause 5.3.4): out of bounds, but not revoked as long as anybody spoke of it.
 */
function notRevoked(outside: Extract<Refusal, { indication: 'INDETERMINATE' }>): Refusal {
  return { ...outside, subIndication: 'OUT_OF_BOUNDS_NOT_REVOKED' }
}

function isKnownGood({ revocation }: ValidatedPath): boolean {
  return revocation[0]?.status === 'good'
}
