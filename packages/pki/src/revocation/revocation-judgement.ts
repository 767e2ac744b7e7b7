// Whether a certificate is revoked, by the lists and responses at hand: the one judgement of it,
// for whoever validates a signature and for whoever decides what to keep beside one (RFC 5280 §6.3,
// RFC 6960 §3.2, EN 319 102-1 clause 5.2.5).
import type { Certificate } from '../x509/certificate.ts'
import type { CertificateList } from './certificate-list.ts'
import { judgeCertificateList } from './list-judgement.ts'
import type { BasicOcspResponse } from './ocsp-response.ts'
import { judgeOcspResponse } from './response-judgement.ts'
import type {
  AnswerJudgement,
  AnswerRules,
  Held,
  RefusedAnswer,
  RevocationAnswer,
  RevocationQuestion,
} from './revocation-answer.ts'
import { allReasons, type ReasonFlag, type RevocationReason } from './revocation-reason.ts'

/** Lists and responses at hand. */
export interface HeldAnswers<Origin> {
  readonly responses: readonly Held<BasicOcspResponse, Origin>[]
  readonly lists: readonly Held<CertificateList, Origin>[]
}

interface Answers<Origin> {
  readonly usable: readonly RevocationAnswer<Origin>[]
  /** Of those that speak of the certificate; what is about others is not named. */
  readonly refused: readonly RefusedAnswer[]
}

/**
 * Judges everything at hand by itself, then puts lists together that are limited to some reasons
 * each.
 */
export async function judgeAnswers<Origin>(
  { responses, lists }: HeldAnswers<Origin>,
  question: RevocationQuestion,
  rules: AnswerRules,
): Promise<Answers<Origin>> {
  const judgements: AnswerJudgement<Origin>[] = []
  for (const held of responses) judgements.push(await judgeOcspResponse(held, question, rules))
  for (const held of lists) judgements.push(await judgeCertificateList(held, question, rules, lists))
  const counting = judgements.filter((judgement) => judgement.verdict === 'counts')
  const partial = counting.flatMap(({ answers, reasons }) => answers.map((answer) => ({ answer, reasons })))
  return {
    usable: putTogether(partial),
    refused: judgements.filter((judgement) => judgement.verdict === 'refused').filter(isAbout),
  }
}

function isAbout({ rule }: RefusedAnswer): boolean {
  return rule !== 'subject' && rule !== 'scope'
}

interface PartialAnswer<Origin> {
  readonly answer: RevocationAnswer<Origin>
  readonly reasons: ReadonlySet<ReasonFlag>
}

/**
 * Puts together answers that are for some reasons each (§6.3.3, last step): a certificate is good
 * only when lists for every reason say so, and one list is enough to have it revoked.
 */
function putTogether<Origin>(partial: readonly PartialAnswer<Origin>[]): readonly RevocationAnswer<Origin>[] {
  const isWhole = ({ answer, reasons }: PartialAnswer<Origin>) =>
    answer.status === 'revoked' || hasEveryReason(reasons)
  const answers = partial.filter(isWhole).map(({ answer }) => answer)
  const rest = partial.filter((each) => !isWhole(each))
  const [first, ...others] = rest
  const together = new Set(rest.flatMap(({ reasons }) => [...reasons]))
  if (first === undefined || !hasEveryReason(together)) return answers
  return [...answers, others.reduce((all, { answer }) => joinAnswers(all, answer), first.answer)]
}

function hasEveryReason(reasons: ReadonlySet<ReasonFlag>): boolean {
  return [...allReasons].every((reason) => reasons.has(reason))
}

/** Joins two answers: several lists together are only as new as the oldest of them. */
function joinAnswers<Origin>(
  one: RevocationAnswer<Origin>,
  other: RevocationAnswer<Origin>,
): RevocationAnswer<Origin> {
  const { nextUpdate: _, ...oldest } = one.thisUpdate <= other.thisUpdate ? one : other
  const joined = { ...oldest, grounds: [...one.grounds, ...other.grounds] }
  if (one.nextUpdate === undefined || other.nextUpdate === undefined) return joined
  return { ...joined, nextUpdate: new Date(Math.min(one.nextUpdate.getTime(), other.nextUpdate.getTime())) }
}

/** Which times count. */
export interface Moments {
  /** Until then the certificate must not have been revoked. */
  readonly goodUntil: Date
  /** An answer must speak of this time, or of a later one. */
  readonly spokenOf: Date
}

/** What the evidence says of one certificate at one time. */
export type RevocationStatus<Origin> =
  /** No usable answer speaks of the moment that counts. */
  | { readonly kind: 'unanswered' }
  | ({ readonly kind: 'good' } & DecidingAnswer<Origin>)
  | ({ readonly kind: 'on-hold' } & DecidingAnswer<Origin>)
  | ({ readonly kind: 'revoked'; readonly time: Date } & DecidingAnswer<Origin>)

interface DecidingAnswer<Origin> {
  readonly answer: RevocationAnswer<Origin>
  /** All answers that speak of the moment that counts. */
  readonly speaking: readonly RevocationAnswer<Origin>[]
}

/**
 * Returns what usable answers say of the certificate at the moments that count. A revocation is
 * final but for a hold, whatever a newer answer leaves out.
 */
export function statusFrom<Origin>(
  usable: readonly RevocationAnswer<Origin>[],
  { notAfter }: Certificate,
  { goodUntil, spokenOf }: Moments,
): RevocationStatus<Origin> {
  const speaking = usable.filter((answer) => speaksOf(answer, spokenOf, notAfter))
  const answer = newest(usable.filter(isFinal)) ?? newest(speaking)
  if (answer === undefined) return { kind: 'unanswered' }
  const time = revokedAt(answer)
  if (answer.status === 'good' || (time !== undefined && time > goodUntil))
    return { kind: 'good', answer, speaking }
  if (answer.reason === 'certificateHold') return { kind: 'on-hold', answer, speaking }
  return { kind: 'revoked', time: time ?? goodUntil, answer, speaking }
}

// RFC 3161 §4: revoked for one of these, a timestamp authority's earlier tokens stay good.
const harmlessReasons: ReadonlySet<RevocationReason | undefined> = new Set<RevocationReason | undefined>([
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
])

/**
 * Returns whether a revocation leaves a token good that its timestamp authority made before, at
 * `stated`.
 */
export function isHarmlessToTokens(
  { time, answer }: Extract<RevocationStatus<unknown>, { readonly kind: 'revoked' }>,
  stated: Date,
): boolean {
  return harmlessReasons.has(answer.reason) && time > stated
}

/**
 * Returns whether the answer says something about `moment`: it was given for a time that includes
 * it, or later. One that was given after the certificate expired may have forgotten it (RFC 5280
 * §3.3), unless it says that it has not.
 */
function speaksOf(
  { status, thisUpdate, existed, nextUpdate, speaksSince }: RevocationAnswer<unknown>,
  moment: Date,
  certificateExpiry: Date,
): boolean {
  const isLate =
    thisUpdate > certificateExpiry && !(speaksSince !== undefined && speaksSince <= certificateExpiry)
  if (status === 'good' && isLate) return false
  const given = thisUpdate < existed ? thisUpdate : existed
  return given >= moment || (nextUpdate !== undefined && moment <= nextUpdate)
}

function isFinal({ status, reason }: RevocationAnswer<unknown>): boolean {
  return status === 'revoked' && reason !== 'certificateHold'
}

/**
 * Returns the answer with the newest information; an OCSP response before a list of the same time,
 * since it speaks of this certificate alone.
 */
function newest<Origin>(answers: readonly RevocationAnswer<Origin>[]): RevocationAnswer<Origin> | undefined {
  return answers.toSorted(
    (one, other) =>
      other.thisUpdate.getTime() - one.thisUpdate.getTime() ||
      (one.source === other.source ? 0 : one.source === 'ocsp' ? -1 : 1),
  )[0]
}

/**
 * Returns when the certificate was revoked; undefined when the answer does not say. A clock that is
 * ahead dates revocations, too: what seems to have come after the moment that counts may have come
 * before.
 */
function revokedAt({ revocationTime, thisUpdate, existed }: RevocationAnswer<unknown>): Date | undefined {
  const ahead = Math.max(0, thisUpdate.getTime() - existed.getTime())
  return revocationTime && new Date(revocationTime.getTime() - ahead)
}
