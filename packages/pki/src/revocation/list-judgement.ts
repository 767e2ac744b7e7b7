// What one revocation list says of a certificate (RFC 5280 §6.3), with the newest delta list that
// fits it, and whether it counts: its scope, its time, who signed it, with what.
import { Asn1Error } from '../asn1/der-reader.ts'
import { equalBytes } from '../bytes.ts'
import { certificationPaths } from '../path/path-building.ts'
import { validatePath } from '../path/path-validation.ts'
import { present } from '../present.ts'
import type { Certificate } from '../x509/certificate.ts'
import { weaknessOf } from '../x509/cryptographic-policy.ts'
import { sameName } from '../x509/name.ts'
import type { CertificateList, RevokedCertificate } from './certificate-list.ts'
import { crlCovers, deltaFits } from './crl-scope.ts'
import {
  type AnswerJudgement,
  type AnswerRules,
  type Held,
  mayState,
  type RefusedAnswer,
  type RevocationQuestion,
  refuseAnswer,
} from './revocation-answer.ts'
import { crlIssuersOf } from './revocation-signer.ts'

/** @param others lists at hand, among them delta lists. Delta lists are no answers by themselves */
export async function judgeCertificateList<Origin>(
  held: Held<CertificateList, Origin>,
  question: RevocationQuestion,
  rules: AnswerRules,
  others: readonly Held<CertificateList, Origin>[] = [],
): Promise<AnswerJudgement<Origin>> {
  const { value: list, existed } = held
  if (list.baseCrlNumber !== undefined) return refuseAnswer('form', 'a delta list needs its base')
  if (list.unknownCriticalExtensions.size > 0) return unknownExtension
  const scope = crlCovers(list, question.certificate)
  if (!scope.covers) return refuseAnswer('scope', scope.reason)
  if (!mayState(list.thisUpdate, existed, rules)) return fromTheFuture
  const signed = await judgeListSigner(held, question, rules)
  if (signed.verdict === 'refused') return signed
  const delta = await newestDelta(held, others, question, rules)
  const stated = entryIn(list, question.certificate)
  const changed = delta && entryIn(delta.held.value, question.certificate)
  if (stated === 'malformed' || changed === 'malformed') return malformedEntry
  const revoked = changed?.reason === 'removeFromCRL' ? undefined : (changed ?? stated)
  const newest = delta?.held ?? held
  const ground = { kind: 'crl', der: list.der, signer: signed.signer } as const
  return {
    verdict: 'counts',
    reasons: scope.reasons,
    answers: [
      {
        source: 'crl',
        origin: newest.origin,
        status: revoked === undefined ? 'good' : 'revoked',
        thisUpdate: newest.value.thisUpdate,
        existed: newest.existed,
        ...present({
          nextUpdate: newest.value.nextUpdate,
          revocationTime: revoked?.revocationDate,
          reason: revoked?.reason,
          speaksSince: list.expiredCertsOnCrl,
        }),
        grounds:
          delta === undefined
            ? [ground]
            : [ground, { ...ground, der: delta.held.value.der, signer: delta.signer }],
      },
    ],
  }
}

const unknownExtension = refuseAnswer('extension', 'the list has a critical extension that is not understood')
const fromTheFuture = refuseAnswer('time', 'the list states a later time than that by which it existed')
const malformedEntry = refuseAnswer('form', 'the entry of the certificate is malformed')
const noSigner = refuseAnswer('signer', 'no certificate at hand signed the list with authority over it')
const weakSigner = refuseAnswer('algorithm', 'the list is signed with what proves nothing any more')
const outOfBounds = refuseAnswer(
  'out-of-bounds',
  'nothing proves that the list existed while the certificate of its signer was in force',
)

type Signed = { readonly verdict: 'signed'; readonly signer: Certificate }

/**
 * Finds who signed the list (§6.3.3 f and g): the certificate's issuer, or one that the same anchor
 * vouches for; in force when the list existed.
 */
async function judgeListSigner<Origin>(
  { value: list, existed }: Held<CertificateList, Origin>,
  { issuer }: RevocationQuestion,
  rules: AnswerRules,
): Promise<Signed | RefusedAnswer> {
  const { cryptography: policy, candidates, signatures } = rules
  let refused = noSigner
  for (const signer of await crlIssuersOf(list, [issuer, ...candidates], signatures)) {
    if (weaknessOf(list.signatureAlgorithm, signer.publicKey, { at: existed, policy }) !== undefined) {
      if (refused !== outOfBounds) refused = weakSigner
    } else if (existed < signer.notBefore || existed > signer.notAfter) refused = outOfBounds
    else if (await isListIssuer(signer, issuer, existed, rules)) return { verdict: 'signed', signer }
  }
  return refused
}

/**
 * Returns whether the certificate may sign lists for this issuer: it is the issuer's own key, or
 * has a valid path to the same anchor.
 */
async function isListIssuer(
  signer: Certificate,
  issuer: Certificate,
  existed: Date,
  rules: AnswerRules,
): Promise<boolean> {
  const isSameKey = equalBytes(signer.publicKey.der, issuer.publicKey.der)
  if (isSameKey && sameName(signer.subject, issuer.subject)) return true
  const { candidates, signatures } = rules
  const search = { target: signer, pool: candidates, anchors: await rules.anchors(), signatures }
  for await (const path of certificationPaths(search)) {
    if (validatePath(path, { at: existed }).verdict !== 'valid') continue
    if (await isEveryLinkGood(path, existed, rules)) return true
  }
  return false
}

async function isEveryLinkGood(
  path: readonly Certificate[],
  existed: Date,
  rules: AnswerRules,
): Promise<boolean> {
  const links = path.slice(0, -1).map((certificate, index) => ({ certificate, issuer: path[index + 1] }))
  const context = { at: existed, policy: rules.cryptography }
  const isWeak = links.some(
    ({ certificate, issuer }) =>
      issuer !== undefined &&
      weaknessOf(certificate.signatureAlgorithm, issuer.publicKey, context) !== undefined,
  )
  if (isWeak) return false
  for (const { certificate, issuer } of links) {
    if (issuer !== undefined && (await rules.isRevoked(certificate, issuer, existed))) return false
  }
  return true
}

async function newestDelta<Origin>(
  { value: base }: Held<CertificateList, Origin>,
  others: readonly Held<CertificateList, Origin>[],
  question: RevocationQuestion,
  rules: AnswerRules,
): Promise<{ readonly held: Held<CertificateList, Origin>; readonly signer: Certificate } | undefined> {
  let best: { readonly held: Held<CertificateList, Origin>; readonly signer: Certificate } | undefined
  for (const held of others) {
    const { value: delta, existed } = held
    if (!deltaFits(delta, base) || delta.unknownCriticalExtensions.size > 0) continue
    if (delta.thisUpdate <= (best?.held.value ?? base).thisUpdate) continue
    if (!mayState(delta.thisUpdate, existed, rules)) continue
    const signed = await judgeListSigner(held, question, rules)
    if (signed.verdict === 'signed') best = { held, signer: signed.signer }
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
