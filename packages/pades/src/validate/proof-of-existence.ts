// Between which times a signature was made (EN 319 102-1 clauses 5.5 and 5.6.2): its own timestamps and document timestamps over it prove
// that it existed by then, timestamps that it covers that it was made later. A timestamp of another signature proves neither.
import type { Asn1Element } from '../asn1/der-reader.ts'
import { OID } from '../asn1/oids.ts'
import { earliest } from './evidence/proofs.ts'
import { type Examination, originOf, provenTime } from './examination.ts'
import { type TimestampContext, type TimestampReport, validateTimestamp } from './timestamp-token.ts'
import type { TrustMaterial } from './trust.ts'

export interface ProofOfExistence {
  readonly timestamps: readonly TimestampReport[]
  /** The earliest time by which it is proven to have existed; absent when no timestamp passes. */
  readonly bestSignatureTime?: Date
  /** The latest time after which it is proven to have been made. */
  readonly madeAfter?: Date
}

const MAXIMUM_TOKENS = 16

export async function proveExistence(
  examination: Examination,
  all: readonly Examination[],
  material: TrustMaterial,
): Promise<ProofOfExistence> {
  const { format } = examination
  const signer = format.cms?.signer
  const later = all.filter((other) => other !== examination && covers(other, examination))
  const earlier = all.filter((other) => other !== examination && covers(examination, other))
  const context = { pool: examination.verification.pool, trust: material, origin: originOf(format) }
  const own = await judged(
    'signature-timestamp',
    signer?.unsignedAttributes.get(OID.signatureTimestampToken),
    [signer?.signature ?? new Uint8Array()],
    context,
  )
  const content = await judged(
    'content-timestamp',
    signer?.signedAttributes?.values.get(OID.contentTimestamp),
    format.signed?.chunks ?? [],
    context,
  )
  const best = earliest([...passedTimes(own), ...later.flatMap((other) => provenTime(other) ?? [])])
  const madeAfter = latest([...passedTimes(content), ...earlier.flatMap((other) => provenTime(other) ?? [])])
  return {
    timestamps: [...content, ...own, ...later.flatMap(({ timestamp }) => timestamp?.report ?? [])],
    ...(best === undefined ? {} : { bestSignatureTime: best }),
    ...(madeAfter === undefined ? {} : { madeAfter }),
  }
}

async function judged(
  kind: TimestampReport['kind'],
  tokens: readonly Asn1Element[] | undefined,
  stamped: readonly Uint8Array[],
  context: TimestampContext,
): Promise<readonly TimestampReport[]> {
  const reports: TimestampReport[] = []
  for (const token of tokens?.slice(0, MAXIMUM_TOKENS) ?? []) {
    reports.push((await validateTimestamp(kind, token, stamped, context)).report)
  }
  return reports
}

/** Whether one signature covers another one whole: for a document timestamp, that it proves it. */
export function covers(later: Examination, earlier: Examination): boolean {
  const end = earlier.format.signed?.end
  const gapStart = later.format.signed?.gapStart
  return end !== undefined && gapStart !== undefined && gapStart >= end
}

function passedTimes(reports: readonly TimestampReport[]): readonly Date[] {
  return reports.flatMap(({ conclusion, statedTime }) =>
    conclusion.indication === 'TOTAL-PASSED' && statedTime !== undefined ? [statedTime] : [],
  )
}

function latest(times: readonly Date[]): Date | undefined {
  return times.reduce<Date | undefined>(
    (best, time) => (best === undefined || time > best ? time : best),
    undefined,
  )
}
