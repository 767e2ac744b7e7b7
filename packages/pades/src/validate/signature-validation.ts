// The procedure for one signature (EN 319 102-1 clauses 5.3 and 5.5), its steps in the clause's
// order, and the report of it. Format, identification and mathematics are done by now, for all
// signatures: what one is worth depends on the others.
import { hex, present } from '@tapis/pki'
import { type Certificate, commonName, nameToString } from '@tapis/pki/x509'
import { dateEntry, textEntry } from '../document/pdf-view.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { refuseWeakSignature } from './acceptance/acceptance.ts'
import type { ValidationContext } from './context/validation-context.ts'
import type { Examination } from './file/examination.ts'
import { type DocumentContext, judgeLaterChanges } from './modification/later-changes.ts'
import { type ValidatedPath, validateSigner } from './path/certificate-validation.ts'
import { type Conclusion, indeterminate, type Refusal } from './report/conclusion.ts'
import type { SignatureReport, SignerDescription } from './report/report.ts'
import { signatureLevel } from './report/signature-level.ts'
import { type ProofOfExistence, proveExistence } from './time/proof-of-existence.ts'

export async function validateSignature(
  examination: Examination,
  file: DocumentContext,
  context: ValidationContext,
): Promise<SignatureReport> {
  const { format, verification } = examination
  const { certificate, cryptography } = verification
  const existence = await proveExistence(examination, file.all, context)
  const changes = judgeLaterChanges(examination, file)
  const validated = await validateCertificate(examination, existence, context)
  const conclusion = conclude([
    format.refusal,
    ...refuseTimestamp(examination),
    verification.identification,
    // Before trust: what is doubtful about the document stays so for whoever trusts the signer, and
    // must not be hidden from who does not.
    changes.refusal,
    validated.refusal,
    ...refuseSignature(examination, existence, context),
    // Nothing passes that was not shown to be intact, whatever a step above may have left unsaid.
    cryptography.integrity.kind === 'intact'
      ? undefined
      : indeterminate('GENERIC', 'the signature was not shown to be intact'),
  ])
  const { timestamps, bestSignatureTime, timestampAuthorities } = existence
  const { path, revocation } = validated
  const level = await signatureLevel(examination, file.all, { timestampAuthorities, path }, context)
  return {
    field: format.field.name,
    kind: format.subFilter?.kind ?? 'signature',
    conclusion,
    integrity: cryptography.integrity,
    messageDigest: cryptography.messageDigest,
    signatureValue: cryptography.signatureValue,
    coverage: format.coverage,
    modification: changes.modification,
    findings: changes.findings,
    ...present({ docMdp: changes.docMdp, level, signer: certificate && describeSigner(certificate) }),
    ...readClaims(file.document, examination),
    timestamps,
    ...present({ bestSignatureTime }),
    certificates: path?.map(({ der }) => der) ?? format.cms?.signedData.certificates ?? [],
    revocation,
  }
}

/**
 * Validates the path of a signer. That of a document timestamp's authority is validated with its
 * token.
 */
async function validateCertificate(
  { verification: { certificate, pool }, timestamp }: Examination,
  { bestSignatureTime, madeAfter }: ProofOfExistence,
  context: ValidationContext,
): Promise<ValidatedPath> {
  if (certificate === undefined || timestamp !== undefined) {
    return { revocation: timestamp?.report.revocation ?? [] }
  }
  return validateSigner(certificate, pool, present({ bestSignatureTime, madeAfter }), context)
}

/** Returns what validation of its token says against a document timestamp. */
function refuseTimestamp({ timestamp }: Examination): readonly Refusal[] {
  const conclusion = timestamp?.report.conclusion
  return conclusion === undefined || conclusion.indication === 'TOTAL-PASSED' ? [] : [conclusion]
}

/**
 * Returns what the mathematics, acceptance (clause 5.2.8) and time (clause 5.5.4) say against a
 * signature, in this order.
 */
function refuseSignature(
  { verification: { certificate, cryptography }, timestamp }: Examination,
  existence: ProofOfExistence,
  { at, policy }: ValidationContext,
): readonly (Refusal | undefined)[] {
  if (timestamp !== undefined) return []
  const acceptance = { at: existence.bestSignatureTime ?? at, policy: policy.cryptography }
  return [
    cryptography.refusal,
    certificate && refuseWeakSignature(cryptography, certificate.publicKey, acceptance),
    refuseBrokenTimestamps(existence),
    refuseOrder(existence),
  ]
}

/**
 * Draws the refusals of all steps together: a certain failure outranks a doubt, and among equals
 * the earlier step decides.
 */
function conclude(refusals: readonly (Refusal | undefined)[]): Conclusion {
  const found = refusals.filter((refusal) => refusal !== undefined)
  return (
    found.find(({ indication }) => indication === 'TOTAL-FAILED') ??
    found[0] ?? { indication: 'TOTAL-PASSED' }
  )
}

/**
 * Refuses a signature with a timestamp that is not intact: it is no proof, and a sign that somebody
 * worked on the file.
 */
function refuseBrokenTimestamps({ timestamps }: ProofOfExistence): Refusal | undefined {
  const broken = timestamps.some(
    ({ kind, integrity }) => kind === 'signature-timestamp' && integrity.kind === 'broken',
  )
  return broken
    ? indeterminate('SIG_CONSTRAINTS_FAILURE', 'a timestamp of the signature is not intact')
    : undefined
}

/**
 * Refuses a signature that was stamped before what it covers (EN 319 102-1 clause 5.5.4, step 3 b):
 * one of the authorities states a false time.
 */
function refuseOrder({ bestSignatureTime: existedBy, madeAfter }: ProofOfExistence): Refusal | undefined {
  if (existedBy === undefined || madeAfter === undefined || madeAfter <= existedBy) return undefined
  return indeterminate(
    'TIMESTAMP_ORDER_FAILURE',
    `its timestamp says ${existedBy.toISOString()}, and one that it covers ${madeAfter.toISOString()}`,
  )
}

/** Returns what the signature says of itself, proven by nothing. */
function readClaims(document: PdfDocument, { format: { signature }, timestamp }: Examination) {
  if (signature === undefined) return {}
  return present({
    // A document timestamp has its time in the token.
    claimedSigningTime: timestamp?.report.statedTime ?? dateEntry(document, signature, 'M'),
    reason: textEntry(document, signature, 'Reason'),
    location: textEntry(document, signature, 'Location'),
  })
}

function describeSigner(certificate: Certificate): SignerDescription {
  return {
    commonName: commonName(certificate.subject),
    subject: nameToString(certificate.subject),
    issuer: nameToString(certificate.issuer),
    serialNumber: hex(certificate.serialNumber),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
  }
}
