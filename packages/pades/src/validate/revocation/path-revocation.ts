// The revocation of a whole path, from the anchor down, in the words of EN 319 102-1 (clauses 5.2.6
// and 5.6.2).
import { present } from '@tapis/pki'
import { isHarmlessToTokens, type Moments } from '@tapis/pki/revocation'
import { type Certificate, nameToString } from '@tapis/pki/x509'
import type { ValidationContext } from '../context/validation-context.ts'
import { failed, indeterminate, type MissingEvidence, type Refusal } from '../report/conclusion.ts'
import {
  type CertificateStatus,
  judgeCertificateRevocation,
  type RevocationProblem,
} from './certificate-revocation.ts'

export interface PathMoments extends Moments {
  /** A time after which the signature is proven to have been made (a timestamp that it covers). */
  readonly madeAfter?: Date
  /** The path is a timestamp authority's, and `spokenOf` the time that its token states. */
  readonly isTimestamp: boolean
}

interface PathRevocation {
  /** In the order of the path; the anchor last. */
  readonly statuses: readonly CertificateStatus[]
  readonly refusal?: Refusal
}

export async function judgePathRevocation(
  path: readonly Certificate[],
  moments: PathMoments,
  context: ValidationContext,
): Promise<PathRevocation> {
  const anchor = path.at(-1)
  if (anchor === undefined) return { statuses: [] }
  const statuses: CertificateStatus[] = [
    { subject: nameToString(anchor.subject), status: 'anchor', isInFile: false },
  ]
  const problems: { readonly index: number; readonly problem: RevocationProblem }[] = []
  for (let index = path.length - 2; index >= 0; index--) {
    const [certificate, issuer] = [path[index], path[index + 1]]
    if (certificate === undefined || issuer === undefined) continue
    const place = { anchor, depth: 0 }
    const judged = await judgeCertificateRevocation(certificate, issuer, moments, place, context)
    statuses.unshift(judged.status)
    const { problem } = judged
    if (problem === undefined || isHarmless(problem, index, moments)) continue
    problems.push({ index, problem })
  }
  return { statuses, ...present({ refusal: refuse(problems, path, moments) }) }
}

/**
 * Returns whether a timestamp authority's own certificate was revoked in a way that leaves its
 * earlier tokens good.
 */
function isHarmless(
  problem: RevocationProblem,
  index: number,
  { isTimestamp, spokenOf }: PathMoments,
): boolean {
  return isTimestamp && index === 0 && problem.kind === 'revoked' && isHarmlessToTokens(problem, spokenOf)
}

/**
 * Lets what is known to be revoked decide before what is not known, and what is nearer to the
 * anchor before what is farther from it.
 */
function refuse(
  problems: readonly { readonly index: number; readonly problem: RevocationProblem }[],
  path: readonly Certificate[],
  { madeAfter }: PathMoments,
): Refusal | undefined {
  for (const { index, problem } of problems) {
    if (problem.kind === 'revoked')
      return refuseRevoked(subjectOf(path, index), problem.time, index, madeAfter)
  }
  const missing: MissingEvidence[] = []
  let isOutOfBounds = false
  const reasons: string[] = []
  for (const { index, problem } of problems) {
    const who = subjectOf(path, index)
    if (problem.kind === 'on-hold') reasons.push(`${who}: its certificate is on hold`)
    if (problem.kind !== 'missing') continue
    reasons.push(`${who}: no usable revocation data is at hand`)
    missing.push(...problem.missing)
    isOutOfBounds ||= problem.isOutOfBounds
  }
  if (reasons.length === 0) return undefined
  return indeterminate(
    isOutOfBounds ? 'REVOCATION_OUT_OF_BOUNDS_NO_POE' : 'TRY_LATER',
    reasons.join('; '),
    missing,
  )
}

function refuseRevoked(who: string, time: Date, index: number, madeAfter: Date | undefined): Refusal {
  const reason = `${who}: revoked at ${time.toISOString()}`
  if (index > 0) return indeterminate('REVOKED_CA_NO_POE', reason, [earlierProof(time)])
  if (madeAfter !== undefined && madeAfter >= time) {
    return failed('REVOKED', `${reason}, and the signature was made after ${madeAfter.toISOString()}`)
  }
  return indeterminate('REVOKED_NO_POE', `${reason}; nothing proves that the signature existed before`, [
    earlierProof(time),
  ])
}

function earlierProof(time: Date): MissingEvidence {
  return { kind: 'timestamp', description: `a timestamp from before ${time.toISOString()}` }
}

function subjectOf(path: readonly Certificate[], index: number): string {
  const certificate = path[index]
  return certificate === undefined ? '' : nameToString(certificate.subject)
}
