// What the OCSP responses at hand say of a certificate (RFC 6960 §3.2, EN 319 102-1 clause 5.2.5).
import { OID } from '@tapis/pki'
import { validatePath } from '@tapis/pki/path'
import { type BasicOcspResponse, certificateIdMatches, ocspResponderOf } from '@tapis/pki/revocation'
import type { Certificate } from '@tapis/pki/x509'
import type { Found } from '../context/evidence.ts'
import type { Answer, Answers } from './answer.ts'
import type { RevocationContext } from './revocation-context.ts'

/** RFC 6960 §4.2.2.2.1, which some authorities make critical. */
const responderExtensions: ReadonlySet<string> = new Set([OID.ocspNoCheck])

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
    const answers = await answersIn(found, certificate, issuer, context)
    if (answers.length === 0) continue
    switch (await signedInTime(found, issuer, context)) {
      case 'yes':
        usable.push(...answers.filter(({ thisUpdate }) => context.mayState(thisUpdate, found.origin)))
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

/**
 * Every one, since a certificate can be named by more than one digest, and a revocation is final. `unknown` is no answer: the responder has
 * nothing to say.
 */
async function answersIn(
  { value, origin }: Found<BasicOcspResponse>,
  certificate: Certificate,
  issuer: Certificate,
  context: RevocationContext,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  if (value.unknownCriticalExtensions.size > 0) return answers
  for (const single of value.responses.slice(0, MAXIMUM_SINGLE_RESPONSES)) {
    if (!(await certificateIdMatches(single.certificateId, certificate, issuer))) continue
    const { status, thisUpdate, nextUpdate, revocationTime, reason, archiveCutoff } = single
    if (status === 'unknown' || single.unknownCriticalExtensions.size > 0) continue
    answers.push({
      source: 'ocsp',
      origin,
      status,
      thisUpdate,
      existed: context.existenceOf(origin),
      ...(nextUpdate === undefined ? {} : { nextUpdate }),
      ...(revocationTime === undefined ? {} : { revocationTime }),
      ...(reason === undefined ? {} : { reason }),
      ...(archiveCutoff === undefined ? {} : { speaksSince: archiveCutoff }),
    })
  }
  return answers
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
  // The responder's certificate is one of the issuer's like any other (RFC 5280 §6.1): what it says has to be understood.
  const path = [found.responder, issuer]
  const rules = { at: existed, areAnchorConstraintsApplied: false, understoodExtensions: responderExtensions }
  if (validatePath(path, rules).verdict !== 'valid') return 'no'
  // A certificate that is signed weakly may have been made for the occasion.
  if (context.isWeak(found.responder.signatureAlgorithm, issuer.publicKey, existed)) return 'no'
  return (await context.isDelegateRevoked(found.responder, issuer, existed)) ? 'no' : 'yes'
}
