// One signature on its way through the procedure: what the format check read, what the mathematics
// said, and for a document timestamp what its token proves.
import { present } from '@tapis/pki'
import { Asn1Error } from '@tapis/pki/asn1'
import { type ValidationContext, withProof } from '../context/validation-context.ts'
import { notVerified, type Verification, verifySignature } from '../cryptography/verification.ts'
import { type CheckedFormat, originOf } from '../format/format-check.ts'
import { failed } from '../report/conclusion.ts'
import { type TimestampResult, validateTimestamp } from '../time/timestamp-token.ts'

export interface Examination {
  readonly format: CheckedFormat
  readonly verification: Verification
  readonly timestamp?: TimestampResult
}

interface ExaminedSignatures {
  /** In the order of the formats. */
  readonly examinations: readonly Examination[]
  /** With the proofs of existence that the document timestamps gave. */
  readonly context: ValidationContext
}

/**
 * Verifies all signatures. Document timestamps are taken from the newest to the oldest: each one
 * that passes proves what it covers to have existed at its time, which is then the time to judge
 * that at (EN 319 102-1 clauses 5.6.2.3 and 5.6.3).
 */
export async function examineSignatures(
  formats: readonly CheckedFormat[],
  initial: ValidationContext,
): Promise<ExaminedSignatures> {
  const { timestamps, context } = await examineTimestamps(formats.filter(isDocumentTimestamp), initial)
  const examinations: Examination[] = []
  for (const format of formats) {
    examinations.push(timestamps.get(format) ?? (await examineSignature(format, context)))
  }
  return { examinations, context }
}

/**
 * Returns the time that a document timestamp proves: it counts only when it is well formed in the
 * file and its token passes.
 */
export function provenTime({ format, timestamp }: Examination): Date | undefined {
  return format.refusal === undefined ? timestamp?.provenTime : undefined
}

/**
 * Returns whether one signature covers another one whole: for a document timestamp, that it proves
 * it.
 */
export function covers(later: Examination, earlier: Examination): boolean {
  const end = earlier.format.signed?.end
  const gapStart = later.format.signed?.gapStart
  return end !== undefined && gapStart !== undefined && gapStart >= end
}

function isDocumentTimestamp({ subFilter }: CheckedFormat): boolean {
  return subFilter?.kind === 'document-timestamp'
}

async function examineTimestamps(
  formats: readonly CheckedFormat[],
  initial: ValidationContext,
): Promise<{
  readonly timestamps: ReadonlyMap<CheckedFormat, Examination>
  readonly context: ValidationContext
}> {
  const newestFirst = formats.toSorted((one, other) => (other.signed?.end ?? 0) - (one.signed?.end ?? 0))
  const timestamps = new Map<CheckedFormat, Examination>()
  let context = initial
  for (const format of newestFirst) {
    const examination = await examineTimestamp(format, context)
    timestamps.set(format, examination)
    const time = provenTime(examination)
    if (time !== undefined && format.revision !== undefined) {
      context = withProof(context, { time, revision: format.revision })
    }
  }
  return { timestamps, context }
}

async function examineSignature(format: CheckedFormat, context: ValidationContext): Promise<Examination> {
  try {
    return { format, verification: await verifySignature(format, context) }
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error
    const refusal =
      format.refusal ?? failed('FORMAT_FAILURE', `an attribute cannot be read: ${error.message}`)
    return {
      format: { ...format, refusal },
      verification: { cryptography: notVerified(refusal), pool: [] },
    }
  }
}

async function examineTimestamp(format: CheckedFormat, context: ValidationContext): Promise<Examination> {
  const { signed } = format
  if (signed === undefined) {
    return { format, verification: { cryptography: notVerified(format.refusal), pool: [] } }
  }
  const timestamp = await validateTimestamp('document-timestamp', signed.contents, signed.chunks, {
    pool: [],
    context,
    origin: originOf(format),
  })
  const { cryptography, imprint, signingCertificate, report } = timestamp
  const base = cryptography ?? notVerified(undefined)
  return {
    format,
    timestamp,
    verification: {
      ...present({ certificate: signingCertificate }),
      cryptography: {
        ...base,
        messageDigest: imprint === 'differs' ? 'differs' : base.messageDigest,
        integrity: report.integrity,
      },
      pool: [],
    },
  }
}
