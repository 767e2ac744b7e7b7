// Between which times a signature was made (EN 319 102-1 clauses 5.5 and 5.6.2): its own timestamps and document timestamps over it prove
// that it existed by then, timestamps that it covers that it was made later. A timestamp of another signature proves neither.

import { OID } from '@tapis/pki'
import type { Asn1Element } from '@tapis/pki/asn1'
import type { Certificate } from '@tapis/pki/x509'
import { type Examination, originOf, provenTime } from '../file/examination.ts'
import type { TrustMaterial } from '../path/trust.ts'
import { earliest } from './proofs.ts'
import {
  type TimestampContext,
  type TimestampReport,
  type TimestampResult,
  validateTimestamp,
} from './timestamp-token.ts'

export interface ProofOfExistence {
  readonly timestamps: readonly TimestampReport[]
  /** The earliest time by which it is proven to have existed; absent when no timestamp passes. */
  readonly bestSignatureTime?: Date
  /** The latest time after which it is proven to have been made. */
  readonly madeAfter?: Date
  /** Of the intact timestamps that make it B-T: its own, or else the first document timestamp over it. Trusted or not. */
  readonly timestampAuthorities: readonly Certificate[]
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
  const ownReports = own.map(({ report }) => report)
  const contentReports = content.map(({ report }) => report)
  const best = earliest([...provenTimes(own), ...later.flatMap((other) => provenTime(other) ?? [])])
  const madeAfter = latest([...provenTimes(content), ...earlier.flatMap((other) => provenTime(other) ?? [])])
  return {
    timestamps: [
      ...contentReports,
      ...ownReports,
      ...later.flatMap(({ timestamp }) => timestamp?.report ?? []),
    ],
    ...(best === undefined ? {} : { bestSignatureTime: best }),
    ...(madeAfter === undefined ? {} : { madeAfter }),
    timestampAuthorities: authoritiesOf(
      own,
      later.flatMap(({ timestamp }) => timestamp ?? []),
    ),
  }
}

function authoritiesOf(
  own: readonly TimestampResult[],
  later: readonly TimestampResult[],
): readonly Certificate[] {
  const isIntact = ({ report }: TimestampResult) => report.integrity.kind === 'intact'
  const intact = own.filter(isIntact)
  const counting = intact.length > 0 ? intact : later.filter(isIntact).slice(0, 1)
  return counting.flatMap(({ signingCertificate }) => signingCertificate ?? [])
}

async function judged(
  kind: TimestampReport['kind'],
  tokens: readonly Asn1Element[] | undefined,
  stamped: readonly Uint8Array[],
  context: TimestampContext,
): Promise<readonly TimestampResult[]> {
  const results: TimestampResult[] = []
  for (const token of tokens?.slice(0, MAXIMUM_TOKENS) ?? []) {
    results.push(await validateTimestamp(kind, token, stamped, context))
  }
  return results
}

/** Whether one signature covers another one whole: for a document timestamp, that it proves it. */
export function covers(later: Examination, earlier: Examination): boolean {
  const end = earlier.format.signed?.end
  const gapStart = later.format.signed?.gapStart
  return end !== undefined && gapStart !== undefined && gapStart >= end
}

function provenTimes(results: readonly TimestampResult[]): readonly Date[] {
  return results.flatMap(({ provenTime }) => provenTime ?? [])
}

function latest(times: readonly Date[]): Date | undefined {
  return times.reduce<Date | undefined>(
    (best, time) => (best === undefined || time > best ? time : best),
    undefined,
  )
}
