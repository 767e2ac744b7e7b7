// Fetches what a verdict waits for and a certificate says where to find, and has the file judged
// again. It is bounded, since each answer can name further places.

import type { EvidenceSource } from '@tapis/pades/create'
import type { CarriedEvidence, MissingEvidence, ValidationReport } from '@tapis/pades/validate'

/** One round each for what a signer, an authority, a responder and a CRL issuer name. */
const ROUNDS = 4
const MOST_FETCHES = 32

/** A report, and the time as of which it judges. */
export interface Judgement {
  readonly report: ValidationReport
  readonly at: Date
}

/**
 * Judges, fetches what is missing, and judges again until nothing more comes; returns the last
 * judgement.
 * @param judge validates the file with what was gathered so far. What an authority issues for the
 *   asking is newer than the round before: who judges as of now has to ask the clock again
 * @param source what cannot be had is undefined; asked at most 32 times for a file
 */
export async function judgeWithMissing(
  judge: (evidence: CarriedEvidence) => Promise<Judgement>,
  source: EvidenceSource,
): Promise<Judgement> {
  const gathered = {
    certificates: [] as Uint8Array[],
    crls: [] as Uint8Array[],
    ocspResponses: [] as Uint8Array[],
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
    const usable = answers.filter((answer) => answer !== undefined)
    if (usable.length === 0) return judgement
    for (const { kind, bytes } of usable) gathered[kind].push(bytes)
    judgement = await judge(gathered)
  }
  return judgement
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

async function fetchMissing({ kind, url, request }: MissingEvidence, source: EvidenceSource) {
  if (url === undefined) return undefined
  switch (kind) {
    case 'crl': {
      const bytes = await source.crl(url)
      return bytes && ({ kind: 'crls', bytes } as const)
    }
    case 'ocsp': {
      const bytes = request && (await source.ocsp(url, request))
      return bytes && ({ kind: 'ocspResponses', bytes } as const)
    }
    case 'certificate': {
      const bytes = await source.certificate(url)
      return bytes && ({ kind: 'certificates', bytes } as const)
    }
    default:
      return undefined
  }
}
