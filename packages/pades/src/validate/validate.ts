// Validation of the signatures of a PDF (EN 319 102-1 clause 5, EN 319 142-1). Sans I/O: what the file and the caller give is all
// there is. Everything that is not understood, or goes wrong, ends in a conclusion other than a pass.
import { Asn1Error } from '../asn1/der-reader.ts'
import { type Hash, webCryptoHash } from '../asn1/hash.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { PdfError } from '../pdf/errors.ts'
import { openPdf } from '../pdf/open.ts'
import { parseCertificate } from '../x509/certificate.ts'
import { overlapWarnings } from './annotation-overlaps.ts'
import { indeterminate, type Refusal } from './conclusion.ts'
import { certificationOf } from './doc-mdp.ts'
import { readSecurityStores } from './document-security-store.ts'
import type { CarriedEvidence } from './evidence/cms-evidence.ts'
import { type Examination, examine } from './examination.ts'
import { checkFormats } from './format-check.ts'
import type { DocumentContext } from './later-changes.ts'
import { RevisionHistory } from './modification/analysis.ts'
import type { SignatureReport, ValidationReport } from './report.ts'
import { findSignatures } from './signature-fields.ts'
import { reportSignature } from './signature-report.ts'
import type { TrustMaterial } from './trust.ts'
import { trustMaterial } from './trust-material.ts'
import { TwoReadings } from './two-readings.ts'
import { completePolicy, type PartialPolicy } from './validation-policy.ts'

export interface ValidationOptions {
  /** DER certificates from which paths may start. None: nothing can pass. */
  readonly trustAnchors: readonly Uint8Array[]
  /** The time of validation. */
  readonly at: Date
  /** Digest of several pieces; default WebCrypto, which needs them joined. */
  readonly hash?: Hash
  /** User or owner password of an encrypted file; default the empty one. A locked file passes nothing. */
  readonly password?: string
  /** Default: revocation data for every certificate that says where it is published; algorithms by the dates of ETSI TS 119 312. */
  readonly policy?: PartialPolicy
  /** DER that the caller gathered beside the file, such as an earlier report named as missing. */
  readonly evidence?: Partial<CarriedEvidence>
}

/**
 * Validates every signature and document timestamp of a PDF. Never throws for bad data: a file that cannot be read has `error`, and a
 * signature that cannot be judged is INDETERMINATE.
 *
 * @param pdf the whole file
 * @throws Asn1Error when a trust anchor is no certificate, TypeError for a policy that there is not: the caller's mistakes
 */
export async function validatePdf(
  pdf: Uint8Array,
  { trustAnchors, at, hash = webCryptoHash, password, policy, evidence }: ValidationOptions,
): Promise<ValidationReport> {
  const anchors = trustAnchors.map(parseCertificate)
  const completed = completePolicy(policy)
  try {
    const document = openPdf(pdf, { recover: true, ...(password === undefined ? {} : { password }) })
    const material = trustMaterial(
      { anchors, at, hash, policy: completed },
      { stored: readSecurityStores(document), ...(evidence === undefined ? {} : { given: evidence }) },
    )
    const signatures = await validateSignatures(document, material)
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

async function validateSignatures(
  document: PdfDocument,
  context: TrustMaterial,
): Promise<readonly SignatureReport[]> {
  const formats = checkFormats(document, findSignatures(document))
  // Where not all could be read, nobody knows what signatures there are.
  if (document.exhausted !== undefined) throw document.exhausted
  const examinations = await examine(formats, context)
  const certification = certificationOf(
    document,
    formats.map(({ signature }) => signature),
  )
  const history = new RevisionHistory(document, certification !== undefined)
  const readings = new TwoReadings(document)
  const file = { document, history, readings, certification, all: examinations }
  const reports: SignatureReport[] = []
  for (const examination of examinations) {
    reports.push(await reportOrDoubt(examination, file, context))
  }
  const doubt = refuseStructure(document, readings, settledBefore(examinations, reports))
  if (doubt === undefined) return reports
  return reports.map((report) =>
    report.conclusion.indication === 'TOTAL-FAILED' ? report : { ...report, conclusion: doubt },
  )
}

async function reportOrDoubt(
  examination: Examination,
  file: DocumentContext,
  context: TrustMaterial,
): Promise<SignatureReport> {
  try {
    return await reportSignature(examination, file, context)
  } catch (error) {
    const { code, message } = explain(error)
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

function explain(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof PdfError || error instanceof Asn1Error) {
    return { code: error.code, message: error.message }
  }
  // Not foreseen, so nothing of it is shown: it might quote the document.
  return { code: 'INTERNAL', message: error instanceof Error ? error.name : 'unknown' }
}
