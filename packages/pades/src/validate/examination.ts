// One signature on its way through the procedure: what the format check read, what the mathematics said, and for a document
// timestamp what its token proves.
import { Asn1Error } from '../asn1/der-reader.ts'
import type { Hash } from '../asn1/hash.ts'
import type { Certificate } from '../x509/certificate.ts'
import { failed } from './conclusion.ts'
import type { CheckedFormat } from './format-check.ts'
import { type TimestampResult, validateTimestamp } from './timestamp-token.ts'
import { notVerified, type Verification, verifySignature } from './verification.ts'

export interface Examination {
  readonly format: CheckedFormat
  readonly verification: Verification
  readonly timestamp?: TimestampResult
}

export interface ExaminationContext {
  readonly anchors: readonly Certificate[]
  readonly stored: readonly Certificate[]
  readonly at: Date
  readonly hash: Hash
}

/** A document timestamp counts as proof only when it is well formed in the file and its token passes. */
export function provenTime({ format, timestamp }: Examination): Date | undefined {
  const passed = timestamp?.report.conclusion.indication === 'TOTAL-PASSED' && format.refusal === undefined
  return passed ? timestamp.report.statedTime : undefined
}

/**
 * Verifies all signatures. Document timestamps are taken from the newest to the oldest: each one that passes proves the older ones
 * to have existed at its time, which is then the time to judge them at (EN 319 102-1 clause 5.6.3).
 */
export async function examine(
  formats: readonly CheckedFormat[],
  context: ExaminationContext,
): Promise<readonly Examination[]> {
  const newestFirst = [...formats].sort((left, right) => (right.signed?.end ?? 0) - (left.signed?.end ?? 0))
  const examinations = new Map<CheckedFormat, Examination>()
  let at = context.at
  for (const format of newestFirst) {
    const examination =
      format.subFilter?.kind === 'document-timestamp'
        ? await examineTimestamp(format, { ...context, at })
        : await examineSignature(format, context)
    examinations.set(format, examination)
    const proven = provenTime(examination)
    if (proven !== undefined && proven < at) at = proven
  }
  return formats.flatMap((format) => examinations.get(format) ?? [])
}

async function examineSignature(
  format: CheckedFormat,
  { stored, hash }: ExaminationContext,
): Promise<Examination> {
  try {
    return { format, verification: await verifySignature(format, stored, hash) }
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error
    const refusal =
      format.refusal ?? failed('FORMAT_FAILURE', `an attribute cannot be read: ${error.message}`)
    return {
      format: { ...format, refusal },
      verification: { cryptography: notVerified(refusal), pool: stored },
    }
  }
}

async function examineTimestamp(
  format: CheckedFormat,
  { anchors, stored, at, hash }: ExaminationContext,
): Promise<Examination> {
  if (format.signed === undefined) {
    return { format, verification: { cryptography: notVerified(format.refusal), pool: stored } }
  }
  const timestamp = await validateTimestamp(
    'document-timestamp',
    format.signed.contents,
    format.signed.chunks,
    {
      pool: stored,
      anchors,
      at,
      hash,
    },
  )
  const { cryptography, imprint, signingCertificate, report } = timestamp
  const base = cryptography ?? notVerified(undefined)
  return {
    format,
    timestamp,
    verification: {
      ...(signingCertificate === undefined ? {} : { certificate: signingCertificate }),
      cryptography: {
        ...base,
        messageDigest: imprint === 'differs' ? 'differs' : base.messageDigest,
        integrity: report.integrity,
      },
      pool: stored,
    },
  }
}
