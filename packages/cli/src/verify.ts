// `tapis verify`: judges every signature of every file, against the trust anchors that the caller names. A file that cannot
// be read is an error line, never a stack trace, and never a pass.

import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type SignatureReport, sentence, type ValidationReport, validatePdf } from '@tapis/pades/validate'
import { digest } from '@tapis/signer/digest'
import { type Environment, variable } from './configuration.ts'
import { readTrustAnchors } from './trust-anchors.ts'
import { UsageError } from './usage-error.ts'

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

interface Judged {
  readonly line: VerifyLine
  readonly report: ValidationReport | undefined
}

/** Statuses: 0 every file passed, 1 at least one did not, 2 called wrongly. */
export async function verify(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
): Promise<number> {
  const { files, json, integrity, trust, at } = parseParameters(parameters)
  const trustAnchors = await readTrustAnchors(trust, variable(environment, 'TAPIS_DATA') ?? 'data')
  let allPassed = true
  for (const file of files) {
    const judged = await judge(file, { trustAnchors, at })
    if (!passes(judged, integrity)) allPassed = false
    write(json ? JSON.stringify(judged.line) : forPeople(judged))
  }
  return allPassed ? 0 : 1
}

function parseParameters(parameters: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...parameters],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        integrity: { type: 'boolean', default: false },
        trust: { type: 'string', multiple: true, default: [] },
        at: { type: 'string' },
      },
    })
    if (positionals.length === 0) throw new UsageError('tapis verify needs at least one file')
    const at = values.at === undefined ? new Date() : new Date(values.at)
    if (Number.isNaN(at.getTime())) throw new UsageError('--at must be a time like 2026-11-24T03:32:00Z')
    return { files: positionals, json: values.json, integrity: values.integrity, trust: values.trust, at }
  } catch (cause) {
    if (cause instanceof UsageError) throw cause
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
}

async function judge(
  file: string,
  { trustAnchors, at }: { trustAnchors: readonly Uint8Array[]; at: Date },
): Promise<Judged> {
  let pdf: Uint8Array
  try {
    pdf = await readFile(file)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    return {
      line: { file, signatures: [], error: `CANNOT_READ: the file cannot be read (${code})` },
      report: undefined,
    }
  }
  const report = await validatePdf(pdf, { trustAnchors, at, hash: digest })
  const signatures = report.signatures.map(signatureLine)
  const error =
    report.error === undefined
      ? signatures.length === 0
        ? 'NO_SIGNATURE: the file has no signature'
        : undefined
      : `${report.error.code}: ${report.error.message}`
  return { line: { file, signatures, ...(error === undefined ? {} : { error }) }, report }
}

/** A file passes only by signatures that pass: one without any has given no proof. */
function passes({ line, report }: Judged, integrityOnly: boolean): boolean {
  if (report === undefined || line.error !== undefined || report.signatures.length === 0) return false
  return report.signatures.every(({ conclusion, integrity }) =>
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

function forPeople({ line, report }: Judged): string {
  if (report === undefined || line.error !== undefined) return `${line.file}\n  ${line.error ?? ''}`
  const paragraphs = report.signatures.map((signature, index) => {
    const { field, indication, subIndication, reason, coverage, modification, level, signer, time } =
      signatureLine(signature)
    return [
      `  ${shown(field)}: ${indication}${subIndication === null ? '' : ` (${subIndication})`}`,
      `    ${sentence(signature.conclusion, 'id')}`,
      `    ${sentence(signature.conclusion, 'en')}`,
      ...(reason === null ? [] : [`    ${shown(reason)}`]),
      `    ${shown(signer ?? '-')}, ${time ?? 'no time'}, ${level ?? 'no level'}, ${coverage}, ${modification}`,
      ...(index < report.signatures.length - 1 ? [''] : []),
    ].join('\n')
  })
  return [
    line.file,
    ...paragraphs,
    '  Pencabutan sertifikat tidak diperiksa. / Revocation of certificates was not checked.',
  ].join('\n')
}

/** Text from the file, without what would let it move the cursor, recolour a line or turn its direction (UAX #9). */
function shown(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
}
