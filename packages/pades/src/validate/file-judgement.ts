// All signatures of a file judged together, and the file with them: what no signature can be judged without (readings that differ, later
// changes, other signatures) is the same for all. Validation and the rehearsal before signing both end here.
import { Asn1Error } from '@tapis/pki/asn1'
import { findSignatures } from '../document/form/signature-fields.ts'
import { certificationOf } from '../document/permissions/doc-mdp.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { PdfError } from '../pdf/errors.ts'
import { indeterminate, type Refusal } from './conclusion.ts'
import { type Examination, examine } from './examination.ts'
import { type CheckedFormat, checkFormats } from './format-check.ts'
import { RevisionHistory } from './modification/analysis.ts'
import type { ComparisonBudget } from './modification/comparison-budget.ts'
import type { DocumentContext } from './modification/later-changes.ts'
import { TwoReadings } from './readings/two-readings.ts'
import type { SignatureReport } from './report.ts'
import { reportSignature } from './signature-report.ts'
import type { TrustMaterial } from './trust.ts'

export interface FileJudgement {
  readonly reports: readonly SignatureReport[]
  /** Why no signature of the file passes, whatever it is worth by itself. */
  readonly doubt?: Refusal
  /** Whether something was not looked at, since it takes more work or memory than one file is given. */
  readonly isUnfinished: boolean
}

/** For a signature that is not made yet. Validation gives none of it: there, nothing is presumed. */
export interface RehearsalOptions {
  /** Name of the field whose signature is taken for intact, without a look at its mathematics and at who signs. */
  readonly rehearsed?: string
  /** Default: one of the ordinary size. */
  readonly comparisons?: ComparisonBudget
}

/**
 * Judges every signature of a file, and with them the file.
 * @throws PdfError LIMIT_EXCEEDED when it is not known what signatures there are
 */
export async function judgeFile(
  document: PdfDocument,
  context: TrustMaterial,
  { rehearsed, comparisons }: RehearsalOptions = {},
): Promise<FileJudgement> {
  const formats = checkFormats(document, findSignatures(document))
  const isRehearsed = ({ field }: CheckedFormat) => field.name === rehearsed
  const examined = await examine(
    formats.filter((format) => !isRehearsed(format)),
    context,
  )
  const examinations = formats.flatMap((format) =>
    isRehearsed(format)
      ? asIfIntact(format)
      : (examined.find((each) => each.format.field === format.field) ?? []),
  )
  const certification = certificationOf(
    document,
    formats.map(({ signature }) => signature),
  )
  const history = new RevisionHistory(document, certification !== undefined, comparisons)
  const readings = new TwoReadings(document)
  const file = { document, history, readings, certification, all: examinations }
  const reports: SignatureReport[] = []
  const stops: string[] = []
  for (const examination of examinations) {
    reports.push(await reportOrDoubt(examination, file, context, stops))
  }
  const doubt = refuseStructure(document, readings, settledBefore(examinations, reports))
  const isUnfinished =
    stops.includes('LIMIT_EXCEEDED') || readings.isUnfinished || document.exhausted !== undefined
  if (doubt === undefined) return { reports, isUnfinished }
  const doubted = reports.map((report) =>
    report.conclusion.indication === 'TOTAL-FAILED' ? report : { ...report, conclusion: doubt },
  )
  return { reports: doubted, doubt, isUnfinished }
}

/** What the mathematics would say of a signature that is not made yet. */
function asIfIntact(format: CheckedFormat): Examination {
  const cryptography = {
    messageDigest: 'matches',
    signatureValue: 'right',
    integrity: { kind: 'intact' },
  } as const
  return { format, verification: { cryptography, pool: [] } }
}

async function reportOrDoubt(
  examination: Examination,
  file: DocumentContext,
  context: TrustMaterial,
  stops: string[],
): Promise<SignatureReport> {
  try {
    return await reportSignature(examination, file, context)
  } catch (error) {
    const { code, message } = explain(error)
    stops.push(code)
    const { format, verification } = examination
    return {
      field: format.field.name,
      kind: format.subFilter?.kind ?? 'signature',
      conclusion: indeterminate('GENERIC', `the examination stopped (${code}: ${message})`),
      integrity: verification.cryptography.integrity,
      messageDigest: verification.cryptography.messageDigest,
      signatureValue: verification.cryptography.signatureValue,
      coverage: format.coverage,
      modification: 'UNDEFINED',
      findings: [],
      timestamps: [],
      certificates: [],
      revocation: [],
    }
  }
}

/**
 * Where a signature begins that passes and covers the oldest section there is. What stands before it is no earlier revision of the file: it
 * was damaged, and its objects are listed anew in what was signed.
 */
function settledBefore(examinations: readonly Examination[], reports: readonly SignatureReport[]): number {
  const starts = examinations.flatMap(({ format: { revision, signed } }, index) =>
    revision === 0 && signed !== undefined && reports[index]?.conclusion.indication === 'TOTAL-PASSED'
      ? [signed.gapStart]
      : [],
  )
  return starts.length === 0 ? 0 : Math.min(...starts)
}

function refuseStructure(document: PdfDocument, readings: TwoReadings, settled: number): Refusal | undefined {
  const found = document.locked === undefined ? readings.disagreement(settled) : undefined
  const unread = document.locked ?? document.exhausted
  if (unread !== undefined) {
    return indeterminate(
      'GENERIC',
      `what the file shows could not be examined (${unread.code}: ${unread.message})`,
    )
  }
  return found === undefined
    ? undefined
    : indeterminate('GENERIC', `readers may disagree about this file (${found})`)
}

/** What to say of an error. */
export function explain(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof PdfError || error instanceof Asn1Error) {
    return { code: error.code, message: error.message }
  }
  // Not foreseen, so nothing of it is shown: it might quote the document.
  return { code: 'INTERNAL', message: error instanceof Error ? error.name : 'unknown' }
}
