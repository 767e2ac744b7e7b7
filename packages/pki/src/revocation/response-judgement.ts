// What one OCSP response says of a certificate (RFC 6960 §3.2, EN 319 102-1 clause 5.2.5), and
// whether it counts: its time, who signed it, with what.
import { OID } from '../oids.ts'
import { validatePath } from '../path/path-validation.ts'
import { present } from '../present.ts'
import type { Certificate } from '../x509/certificate.ts'
import { weaknessOf } from '../x509/cryptographic-policy.ts'
import { certificateIdMatches } from './ocsp-request.ts'
import type { BasicOcspResponse } from './ocsp-response.ts'
import type { SingleResponse } from './ocsp-single-response.ts'
import {
  type AnswerJudgement,
  type AnswerRules,
  type Held,
  mayState,
  type RefusedAnswer,
  type RevocationQuestion,
  refuseAnswer,
} from './revocation-answer.ts'
import { allReasons } from './revocation-reason.ts'
import { ocspResponderOf } from './revocation-signer.ts'

/** RFC 6960 §4.2.2.2.1, which some authorities make critical. */
const responderExtensions: ReadonlySet<string> = new Set([OID.ocspNoCheck])

/** Of one response; more are not looked at. */
const MAXIMUM_SINGLE_RESPONSES = 64

export async function judgeOcspResponse<Origin>(
  { value: response, origin, existed }: Held<BasicOcspResponse, Origin>,
  question: RevocationQuestion,
  rules: AnswerRules,
): Promise<AnswerJudgement<Origin>> {
  if (response.unknownCriticalExtensions.size > 0) return unknownExtension
  const singles = (await singlesAbout(response, question)).filter(
    ({ unknownCriticalExtensions }) => unknownCriticalExtensions.size === 0,
  )
  if (singles.length === 0) return ofAnother
  const signed = await judgeResponder(response, existed, question, rules)
  if (signed.verdict === 'refused') return signed
  const timely = singles.filter(({ thisUpdate }) => mayState(thisUpdate, existed, rules))
  if (timely.length === 0) return fromTheFuture
  const grounds = [{ kind: 'ocsp', der: response.der, signer: signed.signer }] as const
  return {
    verdict: 'counts',
    reasons: allReasons,
    answers: timely.map(({ status, thisUpdate, nextUpdate, revocationTime, reason, archiveCutoff }) => ({
      source: 'ocsp',
      origin,
      status: status === 'revoked' ? 'revoked' : 'good',
      thisUpdate,
      existed,
      ...present({ nextUpdate, revocationTime, reason, speaksSince: archiveCutoff }),
      grounds,
    })),
  }
}

/**
 * Returns every single response about the certificate, since it can be named by more than one
 * digest, and a revocation is final. `unknown` is no answer: the responder has nothing to say.
 */
export async function singlesAbout(
  { responses }: BasicOcspResponse,
  { certificate, issuer }: RevocationQuestion,
): Promise<readonly SingleResponse[]> {
  const found: SingleResponse[] = []
  for (const single of responses.slice(0, MAXIMUM_SINGLE_RESPONSES)) {
    if (single.status === 'unknown') continue
    if (await certificateIdMatches(single.certificateId, certificate, issuer)) found.push(single)
  }
  return found
}

const unknownExtension = refuseAnswer(
  'extension',
  'the response has a critical extension that is not understood',
)
const ofAnother = refuseAnswer('subject', 'the response says nothing of the certificate')
const fromTheFuture = refuseAnswer('time', 'the response states a later time than that by which it existed')
const weakSigner = refuseAnswer('algorithm', 'the response is signed with what proves nothing any more')
const invalidResponder = refuseAnswer('signer', 'the certificate of the responder is not valid')
const revokedResponder = refuseAnswer(
  'signer',
  'the certificate of the responder is revoked, or not known not to be',
)
const outOfBounds = refuseAnswer(
  'out-of-bounds',
  'nothing proves that the response existed while the certificate of its signer was in force',
)

/**
 * Finds who signed the response with authority, by a certificate in force when the response is
 * known to have existed.
 */
async function judgeResponder(
  response: BasicOcspResponse,
  existed: Date,
  { issuer }: RevocationQuestion,
  rules: AnswerRules,
): Promise<{ readonly verdict: 'signed'; readonly signer: Certificate } | RefusedAnswer> {
  const { candidates, signatures, cryptography: policy } = rules
  const found = await ocspResponderOf(response, candidates, issuer, signatures)
  if (found.verdict !== 'authorised') return refuseAnswer('signer', found.reason)
  const { responder } = found
  if (existed < responder.notBefore || existed > responder.notAfter) return outOfBounds
  const context = { at: existed, policy }
  if (weaknessOf(response.signatureAlgorithm, responder.publicKey, context) !== undefined) return weakSigner
  const signed = { verdict: 'signed', signer: responder } as const
  if (found.role === 'issuer') return signed
  // The responder's certificate is one of the issuer's like any other (RFC 5280 §6.1): what it says
  // has to be understood.
  const path = [responder, issuer]
  const limits = {
    at: existed,
    areAnchorConstraintsApplied: false,
    understoodExtensions: responderExtensions,
  }
  if (validatePath(path, limits).verdict !== 'valid') return invalidResponder
  // A certificate that is signed weakly may have been made for the occasion.
  if (weaknessOf(responder.signatureAlgorithm, issuer.publicKey, context) !== undefined) return weakSigner
  // RFC 6960 §4.2.2.2.1: with id-pkix-ocsp-nocheck its authority vouches for it for its lifetime.
  if (responder.extensions.has(OID.ocspNoCheck)) return signed
  return (await rules.isRevoked(responder, issuer, existed)) ? revokedResponder : signed
}
