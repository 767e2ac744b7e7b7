// What `tapis verify` says of a file: one JSON object a line for programs, a paragraph for people.

import { type SignatureReport, sentence, type ValidationReport } from '@tapis/pades/validate'
import { shown } from './terminal.ts'

/** One line of `tapis verify --json`; field names are a published interface. */
export interface VerifyLine {
  readonly file: string
  readonly signatures: readonly SignatureLine[]
  /** Why the file could not be judged, or has nothing to judge. */
  readonly error?: string
}

export interface SignatureLine {
  readonly field: string
  readonly indication: string
  readonly subIndication: string | null
  readonly reason: string | null
  readonly coverage: string
  readonly modification: string
  readonly level: string | null
  /** Common name of the signing certificate: who the certificate says it is, trustworthy only as far as `indication` goes. */
  readonly signer: string | null
  /** ISO 8601 UTC: the timestamp's time when there is a valid one, else what the signer claims. */
  readonly time: string | null
}

export function verifyLine(file: string, report: ValidationReport): VerifyLine {
  const signatures = report.signatures.map(signatureLine)
  if (report.error !== undefined) {
    return { file, signatures, error: `${report.error.code}: ${report.error.message}` }
  }
  return signatures.length > 0
    ? { file, signatures }
    : { file, signatures, error: 'NO_SIGNATURE: the file has no signature' }
}

/** A file passes only by signatures that pass: one without any has given no proof. */
export function passes({ error, signatures }: ValidationReport, integrityOnly: boolean): boolean {
  if (error !== undefined || signatures.length === 0) return false
  return signatures.every(({ conclusion, integrity }) =>
    integrityOnly ? integrity.kind === 'intact' : conclusion.indication === 'TOTAL-PASSED',
  )
}

function signatureLine(signature: SignatureReport): SignatureLine {
  const { conclusion, bestSignatureTime, claimedSigningTime } = signature
  const passed = conclusion.indication === 'TOTAL-PASSED'
  return {
    field: signature.field,
    indication: conclusion.indication,
    subIndication: passed ? null : conclusion.subIndication,
    reason: passed ? null : conclusion.reason,
    coverage: signature.coverage,
    modification: signature.modification,
    level: signature.level ?? null,
    signer: signature.signer?.commonName ?? signature.signer?.subject ?? null,
    time: (bestSignatureTime ?? claimedSigningTime)?.toISOString() ?? null,
  }
}

/** The paragraphs for people: a sentence in each language, then what it rests on. */
export function forPeople({ file, error }: VerifyLine, report: ValidationReport): string {
  if (error !== undefined) return `${shown(file)}\n  ${error}`
  return [shown(file), report.signatures.map(paragraph).join('\n\n')].join('\n')
}

function paragraph(signature: SignatureReport): string {
  const { conclusion, findings, revocation } = signature
  const { field, indication, subIndication, reason, coverage, modification, level, signer, time } =
    signatureLine(signature)
  const missing = conclusion.indication === 'INDETERMINATE' ? conclusion.missing : []
  return [
    `  ${shown(field)}: ${indication}${subIndication === null ? '' : ` (${subIndication})`}`,
    `    ${sentence(conclusion, 'id')}`,
    `    ${sentence(conclusion, 'en')}`,
    ...(reason === null ? [] : [`    ${shown(reason)}`]),
    `    ${shown(signer ?? '-')}, ${time ?? 'no time'}, ${level ?? 'no level'}, ${coverage}, ${modification}`,
    ...revocation.map(({ subject, status }) => `    ${status.padEnd(13)} ${shown(subject)}`),
    ...findings.map(({ code, message }) => `    ${code}: ${shown(message)}`),
    ...missing.map(
      ({ kind, description, url }) =>
        `    missing ${kind}: ${shown(description)}${url === undefined ? '' : ` <${shown(url)}>`}`,
    ),
  ].join('\n')
}
