// One signature on its way through the procedure: what the format check read, what the mathematics said, and for a document
// timestamp what its token proves.
import { Asn1Error } from '@tapis/pki/asn1'
import { evidenceIn } from '../context/carried-evidence.ts'
import { notVerified, type Verification, verifySignature } from '../cryptography/verification.ts'
import type { CheckedFormat } from '../format/format-check.ts'
import type { TrustMaterial } from '../path/trust.ts'
import { failed } from '../report/conclusion.ts'
import type { Origin } from '../time/proofs.ts'
import { type TimestampResult, validateTimestamp } from '../time/timestamp-token.ts'

export interface Examination {
  readonly format: CheckedFormat
  readonly verification: Verification
  readonly timestamp?: TimestampResult
}

/** A document timestamp counts as proof only when it is well formed in the file and its token passes. */
export function provenTime({ format, timestamp }: Examination): Date | undefined {
  return format.refusal === undefined ? timestamp?.provenTime : undefined
}

/** Where the CMS object of a signature stands. */
export function originOf({ subFilter, revision }: CheckedFormat): Origin {
  return { from: subFilter?.kind === 'document-timestamp' ? 'timestamp' : 'signature', revision }
}

/**
 * Verifies all signatures. Document timestamps are taken from the newest to the oldest: each one that passes proves what it covers to
 * have existed at its time, which is then the time to judge that at (EN 319 102-1 clauses 5.6.2.3 and 5.6.3).
 */
export async function examine(
  formats: readonly CheckedFormat[],
  material: TrustMaterial,
): Promise<readonly Examination[]> {
  for (const format of formats) {
    if (format.cms !== undefined) material.evidence.add(evidenceIn(format.cms.signedData), originOf(format))
  }
  const newestFirst = [...formats].sort((left, right) => (right.signed?.end ?? 0) - (left.signed?.end ?? 0))
  const examinations = new Map<CheckedFormat, Examination>()
  for (const format of newestFirst) {
    const examination =
      format.subFilter?.kind === 'document-timestamp'
        ? await examineTimestamp(format, material)
        : await examineSignature(format, material)
    examinations.set(format, examination)
    const proven = provenTime(examination)
    if (proven !== undefined && format.revision !== undefined) material.proofs.add(proven, format.revision)
  }
  return formats.flatMap((format) => examinations.get(format) ?? [])
}

async function examineSignature(format: CheckedFormat, material: TrustMaterial): Promise<Examination> {
  try {
    return { format, verification: await verifySignature(format, material) }
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

async function examineTimestamp(format: CheckedFormat, material: TrustMaterial): Promise<Examination> {
  const { signed } = format
  if (signed === undefined) {
    return { format, verification: { cryptography: notVerified(format.refusal), pool: [] } }
  }
  const timestamp = await validateTimestamp('document-timestamp', signed.contents, signed.chunks, {
    pool: [],
    trust: material,
    origin: originOf(format),
  })
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
      pool: [],
    },
  }
}
