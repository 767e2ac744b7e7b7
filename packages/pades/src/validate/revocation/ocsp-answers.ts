// What the OCSP responses at hand say of a certificate (RFC 6960 §3.2, EN 319 102-1 clause 5.2.5).
import type { Certificate } from '../../x509/certificate.ts'
import { certificateIdMatches } from '../../x509/ocsp-request.ts'
import type { BasicOcspResponse } from '../../x509/ocsp-response.ts'
import { ocspResponderOf } from '../../x509/revocation-signer.ts'
import type { Found } from '../evidence/evidence-pool.ts'
import type { Answer, Answers } from './answer.ts'
import type { RevocationContext } from './revocation-context.ts'

/** Of one response; more are not looked at. */
export const MAXIMUM_SINGLE_RESPONSES = 64

export async function ocspAnswers(
  certificate: Certificate,
  issuer: Certificate,
  context: RevocationContext,
): Promise<Answers> {
  const usable: Answer[] = []
  let isOutOfBounds = false
  for (const found of context.evidence.responses) {
    const answer = await answerIn(found, certificate, issuer)
    if (answer === undefined) continue
    switch (await signedInTime(found, issuer, context)) {
      case 'yes':
        if (answer.thisUpdate <= context.existenceOf(found.origin)) usable.push(answer)
        break
      case 'out-of-bounds':
        isOutOfBounds = true
        break
      case 'no':
        break
    }
  }
  return { usable, isOutOfBounds }
}

/** `unknown` is no answer: the responder has nothing to say. */
async function answerIn(
  { value, origin }: Found<BasicOcspResponse>,
  certificate: Certificate,
  issuer: Certificate,
): Promise<Answer | undefined> {
  if (value.unknownCriticalExtensions.size > 0) return undefined
  for (const single of value.responses.slice(0, MAXIMUM_SINGLE_RESPONSES)) {
    if (!(await certificateIdMatches(single.certificateId, certificate, issuer))) continue
    const { status, thisUpdate, nextUpdate, revocationTime, reason, archiveCutoff } = single
    if (status === 'unknown' || single.unknownCriticalExtensions.size > 0) continue
    return {
      source: 'ocsp',
      origin,
      status,
      thisUpdate,
      ...(nextUpdate === undefined ? {} : { nextUpdate }),
      ...(revocationTime === undefined ? {} : { revocationTime }),
      ...(reason === undefined ? {} : { reason }),
      ...(archiveCutoff === undefined ? {} : { speaksSince: archiveCutoff }),
    }
  }
  return undefined
}

/** Whether somebody with authority signed the response, with a certificate in force when the response is known to have existed. */
async function signedInTime(
  { value, origin }: Found<BasicOcspResponse>,
  issuer: Certificate,
  context: RevocationContext,
): Promise<'yes' | 'no' | 'out-of-bounds'> {
  const found = await ocspResponderOf(value, context.evidence.certificates, issuer, context.signatures)
  if (found.verdict !== 'authorised') return 'no'
  const existed = context.existenceOf(origin)
  const { notBefore, notAfter } = found.responder
  if (existed < notBefore || existed > notAfter) return 'out-of-bounds'
  if (context.isWeak(value.signatureAlgorithm, found.responder.publicKey, existed)) return 'no'
  if (found.role === 'issuer') return 'yes'
  // A certificate that is signed weakly may have been made for the occasion.
  if (context.isWeak(found.responder.signatureAlgorithm, issuer.publicKey, existed)) return 'no'
  return (await context.isDelegateRevoked(found.responder, issuer, existed)) ? 'no' : 'yes'
}
