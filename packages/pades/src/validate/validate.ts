// Validation of the signatures of a PDF (EN 319 102-1 clause 5, EN 319 142-1), its steps in the
// clause's order. Sans I/O: what the file and the caller give is all there is. Everything that is
// not understood, or goes wrong, ends in a conclusion other than a pass.
import { type Hash, present, webCryptoHash } from '@tapis/pki'
import { Asn1Error } from '@tapis/pki/asn1'
import { parseCertificate } from '@tapis/pki/x509'
import { findSignatures } from '../document/form/signature-fields.ts'
import { certificationOf } from '../document/permissions/doc-mdp.ts'
import { readSecurityStores } from '../document/security-store.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { PdfError } from '../pdf/errors.ts'
import { openPdf } from '../pdf/open.ts'
import type { CarriedEvidence } from './context/carried-evidence.ts'
import {
  initialiseContext,
  type ValidationContext,
  type ValidationRules,
} from './context/validation-context.ts'
import { completePolicy, type PartialPolicy } from './context/validation-policy.ts'
import { overlapWarnings } from './file/annotation-overlaps.ts'
import { type Examination, examineSignatures } from './file/examination.ts'
import { refuseStructure } from './file/structure-doubt.ts'
import { type CheckedFormat, checkFormats } from './format/format-check.ts'
import { RevisionHistory } from './modification/analysis.ts'
import type { ComparisonBudget } from './modification/comparison-budget.ts'
import type { DocumentContext } from './modification/later-changes.ts'
import { TwoReadings } from './readings/two-readings.ts'
import { indeterminate, type Refusal } from './report/conclusion.ts'
import type { SignatureReport, ValidationReport } from './report/report.ts'
import { validateSignature } from './signature-validation.ts'

/** Whom to trust, as of when, by which policy and with what evidence. */
export interface ValidationOptions {
  /** DER certificates from which paths may start. None: nothing can pass. */
  readonly trustAnchors: readonly Uint8Array[]
  /** The time of validation. */
  readonly at: Date
  /** Digest of several pieces; default WebCrypto, which needs them joined. */
  readonly hash?: Hash
  /**
   * User or owner password of an encrypted file; default the empty one. A locked file passes
   * nothing.
   */
  readonly password?: string
  /**
   * Default: revocation data for every certificate that says where it is published; algorithms by
   * the dates of ETSI TS 119 312.
   */
  readonly policy?: PartialPolicy
  /** DER that the caller gathered beside the file, such as an earlier report named as missing. */
  readonly evidence?: Partial<CarriedEvidence>
}

/**
 * Validates every signature and document timestamp of a PDF. Never throws for bad data: a file that
 * cannot be read has `error`, and a signature that cannot be judged is INDETERMINATE.
 *
 * @param pdf the whole file
 * @throws Asn1Error when a trust anchor is no certificate, TypeError for a policy that there is
 *   not: the caller's mistakes
 */
export async function validatePdf(pdf: Uint8Array, options: ValidationOptions): Promise<ValidationReport> {
  const rules = rulesFrom(options)
  try {
    const document = openPdf(pdf, { recover: true, ...present({ password: options.password }) })
    const { reports: signatures } = await validateSignatures(document, rules)
    // Signatures may be in what cannot be read, so that their absence says nothing.
    const isUnknown = document.locked !== undefined && signatures.length === 0
    return {
      signatures,
      ...(isUnknown ? { error: explain(document.locked) } : {}),
      warnings: [...document.warnings, ...(document.locked === undefined ? overlapWarnings(document) : [])],
    }
  } catch (error) {
    return { signatures: [], error: explain(error), warnings: [] }
  }
}

/** @throws Asn1Error, TypeError */
export function rulesFrom({ trustAnchors, at, hash, policy, evidence }: ValidationOptions): ValidationRules {
  const anchors = trustAnchors.map(parseCertificate)
  const given = present({ given: evidence })
  return { anchors, at, hash: hash ?? webCryptoHash, policy: completePolicy(policy), ...given }
}

export interface ValidatedSignatures {
  readonly reports: readonly SignatureReport[]
  /** Why no signature of the file passes, whatever it is worth by itself. */
  readonly doubt?: Refusal
  /**
   * Whether something was not looked at, since it takes more work or memory than one file is given.
   */
  readonly isUnfinished: boolean
}

/**
 * For a signature that is not made yet. Validation gives none of it: there, nothing is presumed.
 */
interface RehearsalOptions {
  /**
   * Name of the field whose signature is taken for intact, without a look at its mathematics and at
   * who signs.
   */
  readonly rehearsed?: string
  /** Default: one of the ordinary size. */
  readonly comparisons?: ComparisonBudget
}

/**
 * Validates all signatures of a file together, and the file with them: what no signature can be
 * judged without (other signatures, later changes, readings that differ) is the same for all.
 * Validation and the rehearsal before signing are both this.
 *
 * @throws PdfError LIMIT_EXCEEDED when it is not known what signatures there are
 */
export async function validateSignatures(
  document: PdfDocument,
  rules: ValidationRules,
  { rehearsed, comparisons }: RehearsalOptions = {},
): Promise<ValidatedSignatures> {
  const stored = readSecurityStores(document)
  // Clause 5.2.2: format.
  const formats = checkFormats(document, findSignatures(document))
  const made = formats.filter(({ field }) => field.name !== rehearsed)
  // Clause 5.2.4: validation context.
  const initial = initialiseContext(rules, stored, made)
  // Clauses 5.2.3, 5.2.7 and 5.6.2.3: signing certificates, mathematics, document timestamps as
  // proofs.
  const examined = await examineSignatures(made, initial)
  const examinations = formats.flatMap((format) =>
    made.includes(format)
      ? (examined.examinations.find((each) => each.format.field === format.field) ?? [])
      : presumeIntact(format),
  )
  const file = documentContext(document, examinations, comparisons)
  // Clauses 5.5, 5.2.6 and 5.2.8: time, path, acceptance, for each signature.
  const { reports, stops } = await validateEach(examinations, file, examined.context)
  const doubt = refuseStructure(document, file.readings, examinations, reports)
  const isUnfinished =
    stops.includes('LIMIT_EXCEEDED') || file.readings.isUnfinished || document.exhausted !== undefined
  if (doubt === undefined) return { reports, isUnfinished }
  return { reports: reports.map((report) => doubtReport(report, doubt)), doubt, isUnfinished }
}

/** Returns what the mathematics would say of a signature that is not made yet. */
function presumeIntact(format: CheckedFormat): Examination {
  const cryptography = {
    messageDigest: 'matches',
    signatureValue: 'right',
    integrity: { kind: 'intact' },
  } as const
  return { format, verification: { cryptography, pool: [] } }
}

function documentContext(
  document: PdfDocument,
  all: readonly Examination[],
  comparisons: ComparisonBudget | undefined,
): DocumentContext {
  const signatures = all.map(({ format }) => format.signature)
  const certification = certificationOf(document, signatures)
  const history = new RevisionHistory(document, certification !== undefined, comparisons)
  return { document, history, readings: new TwoReadings(document), certification, all }
}

async function validateEach(
  examinations: readonly Examination[],
  file: DocumentContext,
  context: ValidationContext,
): Promise<{ readonly reports: readonly SignatureReport[]; readonly stops: readonly string[] }> {
  const reports: SignatureReport[] = []
  const stops: string[] = []
  for (const examination of examinations) {
    try {
      reports.push(await validateSignature(examination, file, context))
    } catch (error) {
      const { code, message } = explain(error)
      stops.push(code)
      reports.push(reportStop(examination, `the examination stopped (${code}: ${message})`))
    }
  }
  return { reports, stops }
}

function reportStop({ format, verification }: Examination, reason: string): SignatureReport {
  const { integrity, messageDigest, signatureValue } = verification.cryptography
  return {
    field: format.field.name,
    kind: format.subFilter?.kind ?? 'signature',
    conclusion: indeterminate('GENERIC', reason),
    integrity,
    messageDigest,
    signatureValue,
    coverage: format.coverage,
    modification: 'UNDEFINED',
    findings: [],
    timestamps: [],
    certificates: [],
    revocation: [],
  }
}

function doubtReport(report: SignatureReport, doubt: Refusal): SignatureReport {
  return report.conclusion.indication === 'TOTAL-FAILED' ? report : { ...report, conclusion: doubt }
}

/** Returns what to say of an error. */
export function explain(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof PdfError || error instanceof Asn1Error) {
    return { code: error.code, message: error.message }
  }
  // Not foreseen, so nothing of it is shown: it might quote the document.
  return { code: 'INTERNAL', message: error instanceof Error ? error.name : 'unknown' }
}
