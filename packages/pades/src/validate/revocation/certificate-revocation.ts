// Whether one certificate of a path was revoked by the time that counts (EN 319 102-1 clauses 5.2.5
// and 5.6.2): the judgement of @tapis/pki/revocation, asked with the evidence and the proofs of
// existence of a file.

import { present } from '@tapis/pki'
import {
  type AnswerRules,
  type HeldAnswers,
  hasNoRevocation,
  judgeAnswers,
  type Moments,
  type RevocationAnswer,
  type RevocationReason,
  type RevocationStatus,
  statusFrom,
} from '@tapis/pki/revocation'
import { type Certificate, nameToString } from '@tapis/pki/x509'
import type { Found } from '../context/evidence.ts'
import { existenceOf, type ValidationContext } from '../context/validation-context.ts'
import type { MissingEvidence } from '../report/conclusion.ts'
import type { Origin } from '../time/proofs.ts'
import { isRevocationPublished, placesOf } from './published-places.ts'

/** What is known of one certificate's revocation, for the report. */
export interface CertificateStatus {
  /** RFC 4514 string. */
  readonly subject: string
  /**
   * - `good`: not revoked by the time that counts. - `revoked`: by then. - `unknown`: it names a
   *   place, and nothing usable is at hand.
   * - `not-published`: it names no place. - `exempt`: its issuer says that there is no revocation
   *   (RFC 9608, short-term, RFC 6960 nocheck).
   * - `anchor`: trusted as it is.
   */
  readonly status: 'good' | 'revoked' | 'unknown' | 'not-published' | 'exempt' | 'anchor'
  readonly source?: 'crl' | 'ocsp'
  readonly from?: Origin['from']
  readonly thisUpdate?: Date
  readonly nextUpdate?: Date
  /** Also of a certificate that is `good`, when it was revoked after the time that counts. */
  readonly revocationTime?: Date
  readonly reason?: RevocationReason
  /**
   * Whether the file itself carries an answer that would do (EN 319 142-1 clause 5.4: level B-LT).
   */
  readonly isInFile: boolean
}

export type RevocationProblem =
  | Extract<RevocationStatus<Origin>, { readonly kind: 'revoked' }>
  | Extract<RevocationStatus<Origin>, { readonly kind: 'on-hold' }>
  | {
      readonly kind: 'missing'
      readonly missing: readonly MissingEvidence[]
      readonly isOutOfBounds: boolean
    }

interface JudgedCertificate {
  readonly status: CertificateStatus
  readonly problem?: RevocationProblem
}

/**
 * The end of a path, and how far from the signature itself: responders and list issuers have
 * certificates of their own.
 */
interface PathPlace {
  readonly anchor: Certificate
  readonly depth: number
}

/** So far down the certificates of responders and list issuers are looked at. */
const MAXIMUM_DEPTH = 3

/** Judges the revocation of one certificate of a path. */
export async function judgeCertificateRevocation(
  certificate: Certificate,
  issuer: Certificate,
  moments: Moments,
  place: PathPlace,
  context: ValidationContext,
): Promise<JudgedCertificate> {
  const known = await answersFor(certificate, issuer, place, context)
  const found = statusFrom(known.usable, certificate, moments)
  if (found.kind === 'unanswered') return judgeUnanswered(certificate, issuer, known, context)
  const status = describeAnswer(certificate, found)
  return found.kind === 'good' ? { status } : { status, problem: found }
}

interface KnownAnswers {
  readonly usable: readonly RevocationAnswer<Origin>[]
  /**
   * Whether some were left out because nothing proves that they existed while their signer's
   * certificate was in force.
   */
  readonly isOutOfBounds: boolean
  /** What the certificates of responders and list issuers lack. */
  readonly missing: readonly MissingEvidence[]
}

interface RememberedAnswers extends PathPlace {
  readonly issuer: Certificate
  readonly known: KnownAnswers
}

/** What was found for a certificate before. Contexts do not change, so that it stays true. */
const remembered = new WeakMap<ValidationContext, Map<Certificate, RememberedAnswers>>()

async function answersFor(
  certificate: Certificate,
  issuer: Certificate,
  place: PathPlace,
  context: ValidationContext,
): Promise<KnownAnswers> {
  const { anchor, depth } = place
  const memory = remembered.get(context) ?? new Map<Certificate, RememberedAnswers>()
  remembered.set(context, memory)
  const found = memory.get(certificate)
  if (found?.issuer === issuer && found.anchor === anchor && found.depth === depth) return found.known
  const known = await findAnswers(certificate, issuer, place, context)
  memory.set(certificate, { issuer, anchor, depth, known })
  return known
}

async function findAnswers(
  certificate: Certificate,
  issuer: Certificate,
  { anchor, depth }: PathPlace,
  context: ValidationContext,
): Promise<KnownAnswers> {
  const { evidence, signatures, policy } = context
  const missing: MissingEvidence[] = []
  const isDeepest = depth >= MAXIMUM_DEPTH
  const rules: AnswerRules = {
    candidates: evidence.certificates,
    signatures,
    cryptography: policy.cryptography,
    clockSkewSeconds: policy.clockSkewSeconds,
    anchors: async () => (isDeepest ? [] : [anchor]),
    isRevoked: async (signer, itsIssuer, existed) => {
      if (isDeepest) return true
      // What the signer signed is known to have existed by then, so it is enough that nobody had
      // revoked it when it was made known.
      const spokenOf = policy.revocation === 'required' ? existed : signer.notBefore
      const moments = { goodUntil: existed, spokenOf }
      const below = { anchor, depth: depth + 1 }
      const { problem } = await judgeCertificateRevocation(signer, itsIssuer, moments, below, context)
      if (problem?.kind === 'missing') missing.push(...problem.missing)
      return problem !== undefined
    },
  }
  const { usable, refused } = await judgeAnswers(heldAnswers(context), { certificate, issuer }, rules)
  return { usable, isOutOfBounds: refused.some(({ rule }) => rule === 'out-of-bounds'), missing }
}

function heldAnswers(context: ValidationContext): HeldAnswers<Origin> {
  const { lists, responses } = context.evidence
  const hold = <T>({ value, origin }: Found<T>) => ({ value, origin, existed: existenceOf(origin, context) })
  return { lists: lists.map(hold), responses: responses.map(hold) }
}

async function judgeUnanswered(
  certificate: Certificate,
  issuer: Certificate,
  { isOutOfBounds, missing }: KnownAnswers,
  { policy: { revocation } }: ValidationContext,
): Promise<JudgedCertificate> {
  const subject = nameToString(certificate.subject)
  if (hasNoRevocation(certificate)) return { status: { subject, status: 'exempt', isInFile: false } }
  const isPublished = isRevocationPublished(certificate)
  const status = { subject, status: isPublished ? 'unknown' : 'not-published', isInFile: false } as const
  const isNeeded = revocation !== 'when-available' && (revocation === 'required' || isPublished)
  if (!isNeeded) return { status }
  const places = await placesOf(certificate, issuer)
  return { status, problem: { kind: 'missing', missing: [...places, ...missing], isOutOfBounds } }
}

function describeAnswer(
  certificate: Certificate,
  { kind, answer, speaking }: Exclude<RevocationStatus<Origin>, { readonly kind: 'unanswered' }>,
): CertificateStatus {
  const { source, origin, thisUpdate, nextUpdate, revocationTime, reason } = answer
  return {
    subject: nameToString(certificate.subject),
    status: kind === 'good' ? 'good' : 'revoked',
    source,
    from: origin.from,
    thisUpdate,
    ...present({ nextUpdate, revocationTime, reason }),
    isInFile: speaking.some((each) => each.origin.from !== 'caller'),
  }
}
