// `tapis verify --json` says of each file one JSON object a line, for programs.

import type { SignatureReport, ValidationReport } from '@tapis/pades/validate'

/** One line of `tapis verify --json`; field names are a published interface. */
export interface VerifyLine {
  readonly file: string
  /** ISO 8601 UTC: the time as of which the file was judged. */
  readonly at: string
  readonly signatures: readonly SignatureLine[]
  /** "CODE: sentence": what was tolerated in the file. */
  readonly warnings: readonly string[]
  /** Why the file could not be judged, or has nothing to judge. */
  readonly error?: string
}

interface SignatureLine {
  readonly field: string
  readonly kind: SignatureReport['kind']
  readonly indication: string
  readonly subIndication: string | null
  readonly reason: string | null
  readonly coverage: string
  readonly modification: string
  readonly level: string | null
  /**
   * Common name of the signing certificate: who the certificate says it is, trustworthy only as far
   * as `indication` goes.
   */
  readonly signer: string | null
  /** ISO 8601 UTC: the timestamp's time when there is a valid one, else what the signer claims. */
  readonly time: string | null
  /**
   * Whether a valid timestamp proves that the signature existed by `time`; false where somebody
   * only says so, or nobody.
   */
  readonly timeIsProven: boolean
}

export function verifyLine(file: string, report: ValidationReport, at: Date): VerifyLine {
  const { error, warnings } = report
  const signatures = report.signatures.map(signatureLine)
  const line = { file, at: at.toISOString(), signatures, warnings }
  if (error !== undefined) return { ...line, error: `${error.code}: ${error.message}` }
  return signatures.length > 0 ? line : { ...line, error: 'NO_SIGNATURE: the file has no signature' }
}

export function signatureLine(signature: SignatureReport): SignatureLine {
  const { conclusion, kind } = signature
  const passed = conclusion.indication === 'TOTAL-PASSED'
  const { time, timeIsProven } = timeOf(signature)
  return {
    field: signature.field,
    kind,
    indication: conclusion.indication,
    subIndication: passed ? null : conclusion.subIndication,
    reason: passed ? null : conclusion.reason,
    coverage: signature.coverage,
    modification: signature.modification,
    level: signature.level ?? null,
    signer: signature.signer?.commonName ?? signature.signer?.subject ?? null,
    time: time?.toISOString() ?? null,
    timeIsProven,
  }
}

function timeOf({ conclusion, kind, bestSignatureTime, claimedSigningTime }: SignatureReport) {
  // A document timestamp that passes is its own proof.
  const isOwnProof = kind === 'document-timestamp' && conclusion.indication === 'TOTAL-PASSED'
  const time = bestSignatureTime ?? claimedSigningTime
  return { time, timeIsProven: time !== undefined && (bestSignatureTime !== undefined || isOwnProof) }
}
