// Times by which a signature is proven to have existed (EN 319 102-1 clause 5.5 and 5.6.2): its own timestamps, and document
// timestamps over it. A timestamp of another signature proves nothing about this one.
import { OID } from '../asn1/oids.ts'
import type { Examination, ExaminationContext } from './examination.ts'
import { provenTime } from './examination.ts'
import { type TimestampReport, validateTimestamp } from './timestamp-token.ts'

export interface ProofOfExistence {
  readonly timestamps: readonly TimestampReport[]
  /** The earliest proven time; absent when no timestamp passes. */
  readonly bestSignatureTime?: Date
}

const MAXIMUM_TOKENS = 16

export async function proveExistence(
  examination: Examination,
  all: readonly Examination[],
  context: ExaminationContext,
): Promise<ProofOfExistence> {
  const { format, verification } = examination
  const later = all.filter((other) => other !== examination && covers(other, examination))
  const documentTimes = later.flatMap((other) => provenTime(other) ?? [])
  const at = earliest([context.at, ...documentTimes]) ?? context.at
  const signer = format.cms?.signer
  const tokens = signer?.unsignedAttributes.get(OID.signatureTimestampToken) ?? []
  const own: TimestampReport[] = []
  for (const token of tokens.slice(0, MAXIMUM_TOKENS)) {
    const stamped = [signer?.signature ?? new Uint8Array()]
    const { report } = await validateTimestamp('signature-timestamp', token, stamped, {
      pool: verification.pool,
      anchors: context.anchors,
      at,
      hash: context.hash,
    })
    own.push(report)
  }
  const ownTimes = own.flatMap(({ conclusion, statedTime }) =>
    conclusion.indication === 'TOTAL-PASSED' && statedTime !== undefined ? [statedTime] : [],
  )
  const best = earliest([...ownTimes, ...documentTimes])
  return {
    timestamps: [...own, ...later.flatMap(({ timestamp }) => timestamp?.report ?? [])],
    ...(best === undefined ? {} : { bestSignatureTime: best }),
  }
}

/** Whether a document timestamp covers a signature whole. */
export function covers(timestamp: Examination, signature: Examination): boolean {
  const end = signature.format.signed?.end
  const gapStart = timestamp.format.signed?.gapStart
  return timestamp.timestamp !== undefined && end !== undefined && gapStart !== undefined && gapStart >= end
}

function earliest(times: readonly Date[]): Date | undefined {
  return times.reduce<Date | undefined>(
    (best, time) => (best === undefined || time < best ? time : best),
    undefined,
  )
}
