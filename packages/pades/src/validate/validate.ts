// Validation of the signatures of a PDF (EN 319 102-1 clause 5, EN 319 142-1). Sans I/O: what the file and the caller give is all
// there is. Revocation is not checked. Everything that is not understood, or goes wrong, ends in a conclusion other than a pass.
import { Asn1Error } from '../asn1/der-reader.ts'
import { type Hash, webCryptoHash } from '../asn1/hash.ts'
import { openPdf, type PdfDocument } from '../pdf/document.ts'
import { PdfError } from '../pdf/errors.ts'
import { parseCertificate } from '../x509/certificate.ts'
import { parsePool } from './certificate-pool.ts'
import { indeterminate, type Refusal } from './conclusion.ts'
import { certificationOf } from './doc-mdp.ts'
import { readSecurityStore } from './document-security-store.ts'
import { type Examination, type ExaminationContext, examine } from './examination.ts'
import { checkFormats } from './format-check.ts'
import type { DocumentContext } from './later-changes.ts'
import { RevisionHistory } from './modification/analysis.ts'
import type { SignatureReport, ValidationReport } from './report.ts'
import { findSignatures } from './signature-fields.ts'
import { reportSignature } from './signature-report.ts'

export interface ValidationOptions {
  /** DER certificates from which paths may start. None: nothing can pass. */
  readonly trustAnchors: readonly Uint8Array[]
  /** The time of validation. */
  readonly at: Date
  /** Digest of several pieces; default WebCrypto, which needs them joined. */
  readonly hash?: Hash
}

/**
 * Validates every signature and document timestamp of a PDF. Never throws for bad data: a file that cannot be read has `error`, and a
 * signature that cannot be judged is INDETERMINATE.
 *
 * @param pdf the whole file
 * @throws Asn1Error when a trust anchor is no certificate: the caller's mistake
 */
export async function validatePdf(
  pdf: Uint8Array,
  { trustAnchors, at, hash = webCryptoHash }: ValidationOptions,
): Promise<ValidationReport> {
  const anchors = trustAnchors.map(parseCertificate)
  try {
    const document = openPdf(pdf, { recover: true })
    const stored = parsePool(readSecurityStore(document)?.certificates ?? [])
    const signatures = await validateSignatures(document, { anchors, stored, at, hash })
    return { signatures, warnings: document.warnings }
  } catch (error) {
    return { signatures: [], error: explain(error), warnings: [] }
  }
}

async function validateSignatures(
  document: PdfDocument,
  context: ExaminationContext,
): Promise<readonly SignatureReport[]> {
  const formats = checkFormats(document, findSignatures(document))
  const examinations = await examine(formats, context)
  const certification = certificationOf(
    document,
    formats.map(({ signature }) => signature),
  )
  const history = new RevisionHistory(document, certification !== undefined)
  const file = { document, history, certification, all: examinations }
  const reports: SignatureReport[] = []
  for (const examination of examinations) {
    reports.push(await reportOrDoubt(examination, file, context))
  }
  const doubt = refuseStructure(document)
  if (doubt === undefined) return reports
  return reports.map((report) =>
    report.conclusion.indication === 'TOTAL-FAILED' ? report : { ...report, conclusion: doubt },
  )
}

async function reportOrDoubt(
  examination: Examination,
  file: DocumentContext,
  context: ExaminationContext,
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
      revocation: 'not-checked',
    }
  }
}

// Places where legal readers take different ways: what one of them shows is then no matter of the signature.
const ambiguous = ['RECOVERED', 'XREF_DUPLICATE', 'XREF_START_OFF_BY_ONE', 'OBJECT_STREAM_INDEX']

function refuseStructure({ warnings, encrypted }: PdfDocument): Refusal | undefined {
  if (encrypted) return indeterminate('GENERIC', 'the file is encrypted: what it shows could not be examined')
  const found = warnings.find((warning) => ambiguous.some((code) => warning.startsWith(`${code}:`)))
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
