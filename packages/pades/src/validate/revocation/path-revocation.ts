// The revocation of a whole path, from the anchor down, in the words of EN 319 102-1.
import { type Certificate, nameToString } from '@tapis/pki/x509'
import { failed, indeterminate, type MissingEvidence, type Refusal } from '../report/conclusion.ts'
import type { CertificateStatus } from './certificate-status.ts'
import {
  type Moments,
  RevocationJudge,
  type RevocationMaterial,
  type RevocationProblem,
} from './revocation-judge.ts'

export interface PathMoments extends Moments {
  /** A time after which the signature is proven to have been made (a timestamp that it covers). */
  readonly madeAfter?: Date
  /** The path is a timestamp authority's, and `spokenOf` the time that its token states. */
  readonly isTimestamp: boolean
}

export interface PathRevocation {
  /** In the order of the path; the anchor last. */
  readonly statuses: readonly CertificateStatus[]
  readonly refusal?: Refusal
}

// RFC 3161 §4: revoked for one of these, an authority's earlier tokens stay good.
const harmlessReasons: ReadonlySet<string | undefined> = new Set([
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
])

export async function judgePathRevocation(
  path: readonly Certificate[],
  moments: PathMoments,
  material: RevocationMaterial,
): Promise<PathRevocation> {
  const anchor = path.at(-1)
  if (anchor === undefined) return { statuses: [] }
  const judge = new RevocationJudge(material, anchor)
  const statuses: CertificateStatus[] = [
    { subject: nameToString(anchor.subject), status: 'anchor', isInFile: false },
  ]
  const problems: { readonly index: number; readonly problem: RevocationProblem }[] = []
  for (let index = path.length - 2; index >= 0; index--) {
    const [certificate, issuer] = [path[index], path[index + 1]]
    if (certificate === undefined || issuer === undefined) continue
    const { status, problem } = await judge.judge(certificate, issuer, moments)
    statuses.unshift(status)
    if (problem === undefined || isHarmless(problem, index, moments)) continue
    problems.push({ index, problem })
  }
  const refusal = refuse(problems, path, moments)
  return { statuses, ...(refusal === undefined ? {} : { refusal }) }
}

function isHarmless(
  problem: RevocationProblem,
  index: number,
  { isTimestamp, spokenOf }: PathMoments,
): boolean {
  if (!isTimestamp || index > 0 || problem.kind !== 'revoked') return false
  return harmlessReasons.has(problem.reason) && problem.time > spokenOf
}

/** What is known to be revoked decides before what is not known; nearer to the anchor before farther. */
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
