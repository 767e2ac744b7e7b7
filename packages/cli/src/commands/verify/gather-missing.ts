// Fetches what a verdict waits for and a certificate says where to find, and has the file judged
// again. It is bounded, since each answer can name further places.

import type { EvidenceAnswer, EvidenceFailure, EvidenceSource } from '@tapis/pades/create'
import type { CarriedEvidence, MissingEvidence, ValidationReport } from '@tapis/pades/validate'

/** One round each for what a signer, an authority, a responder and a CRL issuer name. */
const ROUNDS = 4
const MOST_FETCHES = 32

/** A report, and the time as of which it judges. */
export interface Judgement {
  readonly report: ValidationReport
  readonly at: Date
}

/** A place that was asked in vain, and why. */
export interface FailedPlace {
  readonly url: string
  readonly failure: EvidenceFailure
}

/** The last judgement, with all places that were asked in vain on the way to it. */
export interface FetchedJudgement extends Judgement {
  readonly tried: readonly FailedPlace[]
}

/**
 * Judges, fetches what is missing, and judges again until nothing more comes; returns the last
 * judgement.
 * @param judge validates the file with what was gathered so far. What an authority issues for the
 *   asking is newer than the round before: who judges as of now has to ask the clock again
 * @param source asked at most 32 times for a file
 */
export async function judgeWithMissing(
  judge: (evidence: CarriedEvidence) => Promise<Judgement>,
  source: EvidenceSource,
): Promise<FetchedJudgement> {
  const tried: FailedPlace[] = []
  const gathered: Record<keyof CarriedEvidence, Uint8Array[]> = {
    certificates: [],
    crls: [],
    ocspResponses: [],
  }
  const asked = new Set<string>()
  let judgement = await judge(gathered)
  for (let round = 0; round < ROUNDS; round++) {
    const wanted = missingFrom(judgement.report).filter((missing) => {
      const isNew = !asked.has(keyOf(missing)) && asked.size < MOST_FETCHES
      if (isNew) asked.add(keyOf(missing))
      return isNew
    })
    const answers = await Promise.all(wanted.map((missing) => fetchMissing(missing, source)))
    const usable = answers.filter((answer) => answer !== undefined && 'bytes' in answer)
    tried.push(...answers.filter((answer) => answer !== undefined && 'failure' in answer))
    if (usable.length === 0) break
    for (const { kind, bytes } of usable) gathered[kind].push(bytes)
    judgement = await judge(gathered)
  }
  return { ...judgement, tried }
}

function missingFrom({ signatures }: ValidationReport): readonly MissingEvidence[] {
  return signatures.flatMap(({ conclusion, timestamps }) =>
    [conclusion, ...timestamps.map((timestamp) => timestamp.conclusion)].flatMap((each) =>
      each.indication === 'INDETERMINATE' ? each.missing : [],
    ),
  )
}

function keyOf({ kind, url, request }: MissingEvidence): string {
  return `${kind} ${url} ${request?.toBase64() ?? ''}`
}

type Gathered = 'certificates' | 'crls' | 'ocspResponses'

async function fetchMissing(
  { kind, url, request }: MissingEvidence,
  source: EvidenceSource,
): Promise<{ readonly kind: Gathered; readonly bytes: Uint8Array } | FailedPlace | undefined> {
  if (url === undefined) return undefined
  const answered = (gathered: Gathered, answer: EvidenceAnswer) => {
    if (answer instanceof Uint8Array) return { kind: gathered, bytes: answer }
    return answer && { url, failure: answer }
  }
  switch (kind) {
    case 'crl':
      return answered('crls', await source.crl(url))
    case 'ocsp':
      return answered('ocspResponses', request && (await source.ocsp(url, request)))
    case 'certificate':
      return answered('certificates', await source.certificate(url))
    default:
      return undefined
  }
}
