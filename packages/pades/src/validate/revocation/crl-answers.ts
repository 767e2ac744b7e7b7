// What the revocation lists at hand say of a certificate (RFC 5280 §6.3): complete ones, with the delta lists that fit them, and several
// that are limited to some reasons taken together.
import { Asn1Error } from '@tapis/pki/asn1'
import {
  allReasons,
  type CertificateList,
  crlCovers,
  crlIssuersOf,
  deltaFits,
  type ReasonFlag,
  type RevokedCertificate,
} from '@tapis/pki/revocation'
import type { Certificate } from '@tapis/pki/x509'
import type { Found } from '../context/evidence.ts'
import type { Answer, Answers } from './answer.ts'
import type { RevocationContext } from './revocation-context.ts'

interface Partial {
  readonly answer: Answer
  readonly reasons: ReadonlySet<ReasonFlag>
}

export async function crlAnswers(
  certificate: Certificate,
  issuer: Certificate,
  context: RevocationContext,
): Promise<Answers> {
  const partial: Partial[] = []
  let isOutOfBounds = false
  for (const found of context.evidence.lists) {
    const { value: list, origin } = found
    if (list.baseCrlNumber !== undefined || list.unknownCriticalExtensions.size > 0) continue
    const scope = crlCovers(list, certificate)
    if (!scope.covers || !context.mayState(list.thisUpdate, origin)) continue
    const signed = await signedInTime(found, issuer, context)
    if (signed === 'out-of-bounds') isOutOfBounds = true
    if (signed !== 'yes') continue
    const answer = await answerOf(found, certificate, issuer, context)
    if (answer !== undefined) partial.push({ answer, reasons: scope.reasons })
  }
  return { usable: wholeAnswers(partial), isOutOfBounds }
}

/** §6.3.3 (last step): a certificate is good only when lists for every reason say so; one list is enough to have it revoked. */
function wholeAnswers(partial: readonly Partial[]): readonly Answer[] {
  const isWhole = ({ reasons }: Partial) => [...allReasons].every((reason) => reasons.has(reason))
  const whole = partial.filter((each) => each.answer.status === 'revoked' || isWhole(each))
  const rest = partial.filter((each) => !whole.includes(each))
  const [first, ...others] = rest
  const together = new Set(rest.flatMap(({ reasons }) => [...reasons]))
  const answers = whole.map(({ answer }) => answer)
  if (first === undefined || ![...allReasons].every((reason) => together.has(reason))) return answers
  return [...answers, others.reduce((oldest, { answer }) => weaker(oldest, answer), first.answer)]
}

/** Several lists together are only as new as the oldest of them. */
function weaker(left: Answer, right: Answer): Answer {
  const older = left.thisUpdate <= right.thisUpdate ? left : right
  const { nextUpdate: _, ...rest } = older
  if (left.nextUpdate === undefined || right.nextUpdate === undefined) return rest
  return { ...rest, nextUpdate: new Date(Math.min(left.nextUpdate.getTime(), right.nextUpdate.getTime())) }
}

async function answerOf(
  found: Found<CertificateList>,
  certificate: Certificate,
  issuer: Certificate,
  context: RevocationContext,
): Promise<Answer | undefined> {
  const delta = await newestDelta(found, issuer, context)
  const base = entryIn(found.value, certificate)
  const later = delta === undefined ? undefined : entryIn(delta.value, certificate)
  if (base === 'malformed' || later === 'malformed') return undefined
  const revoked = later?.reason === 'removeFromCRL' ? undefined : (later ?? base)
  const { value: list, origin } = delta ?? found
  return {
    source: 'crl',
    origin,
    status: revoked === undefined ? 'good' : 'revoked',
    thisUpdate: list.thisUpdate,
    existed: context.existenceOf(origin),
    ...(list.nextUpdate === undefined ? {} : { nextUpdate: list.nextUpdate }),
    ...(revoked === undefined ? {} : { revocationTime: revoked.revocationDate }),
    ...(revoked?.reason === undefined ? {} : { reason: revoked.reason }),
    ...(found.value.expiredCertsOnCrl === undefined ? {} : { speaksSince: found.value.expiredCertsOnCrl }),
  }
}

async function newestDelta(
  { value: base }: Found<CertificateList>,
  issuer: Certificate,
  context: RevocationContext,
): Promise<Found<CertificateList> | undefined> {
  let best: Found<CertificateList> | undefined
  for (const found of context.evidence.lists) {
    const { value: delta, origin } = found
    if (!deltaFits(delta, base) || delta.unknownCriticalExtensions.size > 0) continue
    if (delta.thisUpdate <= (best?.value ?? base).thisUpdate) continue
    if (!context.mayState(delta.thisUpdate, origin)) continue
    if ((await signedInTime(found, issuer, context)) === 'yes') best = found
  }
  return best
}

function entryIn(
  list: CertificateList,
  certificate: Certificate,
): RevokedCertificate | undefined | 'malformed' {
  try {
    return list.find(certificate.serialNumber, certificate.issuer)
  } catch (error) {
    if (error instanceof Asn1Error) return 'malformed'
    throw error
  }
}

/** §6.3.3 f and g: signed by the certificate's issuer, or by one that the same anchor vouches for; in force when the list existed. */
async function signedInTime(
  { value: list, origin }: Found<CertificateList>,
  issuer: Certificate,
  context: RevocationContext,
): Promise<'yes' | 'no' | 'out-of-bounds'> {
  const existed = context.existenceOf(origin)
  const signers = await crlIssuersOf(list, [issuer, ...context.evidence.certificates], context.signatures)
  let isOutOfBounds = false
  for (const signer of signers) {
    if (context.isWeak(list.signatureAlgorithm, signer.publicKey, existed)) continue
    if (existed < signer.notBefore || existed > signer.notAfter) isOutOfBounds = true
    else if (await context.isCrlIssuer(signer, issuer, existed)) return 'yes'
  }
  return isOutOfBounds ? 'out-of-bounds' : 'no'
}
