// The procedure for one signature (EN 319 102-1 clause 5.3 and 5.5), its steps in the clause's order, and the report of it.
import { equalBytes, hex } from '@tapis/pki'
import { type Certificate, commonName, nameToString } from '@tapis/pki/x509'
import { dateEntry, textEntry } from '../document/pdf-view.ts'
import type { StoredItem } from '../document/security-store.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { refuseWeakSignature } from './acceptance.ts'
import { levelOf } from './baseline-level.ts'
import { type Conclusion, indeterminate, type Refusal } from './conclusion.ts'
import type { Examination } from './examination.ts'
import { type DocumentContext, judgeLaterChanges } from './modification/later-changes.ts'
import { covers, type ProofOfExistence, proveExistence } from './proof-of-existence.ts'
import type { SignatureLevel, SignatureReport, SignerDescription } from './report.ts'
import { judgeSigner, type Trust, type TrustMaterial } from './trust.ts'
import { hasValidationData } from './validation-data.ts'

export async function reportSignature(
  examination: Examination,
  file: DocumentContext,
  material: TrustMaterial,
): Promise<SignatureReport> {
  const { document, all } = file
  const { format, verification, timestamp } = examination
  const { certificate, cryptography, pool } = verification
  const { madeAfter, timestampAuthorities, ...proof } = await proveExistence(examination, all, material)
  const changes = judgeLaterChanges(examination, file)
  const isTimestamp = timestamp !== undefined
  const trust: Trust =
    certificate === undefined || isTimestamp
      ? { revocation: timestamp?.report.revocation ?? [] }
      : await judgeSigner(
          certificate,
          pool,
          { ...proof, ...(madeAfter === undefined ? {} : { madeAfter }) },
          material,
        )
  const acceptance = {
    at: proof.bestSignatureTime ?? material.at,
    policy: material.policy.cryptography,
  }
  const conclusion = conclude([
    format.refusal,
    isTimestamp ? refusalOf(timestamp.report.conclusion) : undefined,
    verification.identification,
    // Before trust: what is doubtful about the document stays so for whoever trusts the signer, and must not be hidden from who does not.
    changes.refusal,
    trust.refusal,
    isTimestamp ? undefined : cryptography.refusal,
    certificate === undefined || isTimestamp
      ? undefined
      : refuseWeakSignature(cryptography, certificate.publicKey, acceptance),
    isTimestamp ? undefined : refuseBrokenTimestamps(proof),
    isTimestamp ? undefined : refuseOrder(proof.bestSignatureTime, madeAfter),
    // Nothing passes that was not shown to be intact, whatever a step above may have left unsaid.
    cryptography.integrity.kind === 'intact'
      ? undefined
      : indeterminate('GENERIC', 'the signature was not shown to be intact'),
  ])
  const level = await levelFrom(examination, all, { timestampAuthorities, trust, material })
  const path = trust.path?.map(({ der }) => der) ?? format.cms?.signedData.certificates ?? []
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
    ...(changes.docMdp === undefined ? {} : { docMdp: changes.docMdp }),
    ...(level === undefined ? {} : { level }),
    ...(certificate === undefined ? {} : { signer: describe(certificate) }),
    ...claims(document, examination),
    ...proof,
    certificates: path,
    revocation: trust.revocation,
  }
}

/** A certain failure outranks a doubt; among equals the earlier step decides. */
function conclude(refusals: readonly (Refusal | undefined)[]): Conclusion {
  const found = refusals.filter((refusal) => refusal !== undefined)
  return (
    found.find(({ indication }) => indication === 'TOTAL-FAILED') ??
    found[0] ?? { indication: 'TOTAL-PASSED' }
  )
}

/** A timestamp that is there and not intact is no proof, and a sign that somebody worked on the file. */
function refuseBrokenTimestamps({ timestamps }: Pick<ProofOfExistence, 'timestamps'>): Refusal | undefined {
  const broken = timestamps.some(
    ({ kind, integrity }) => kind === 'signature-timestamp' && integrity.kind === 'broken',
  )
  return broken
    ? indeterminate('SIG_CONSTRAINTS_FAILURE', 'a timestamp of the signature is not intact')
    : undefined
}

/** EN 319 102-1 clause 5.5.4, step 3 b: what it covers was stamped later than it itself was. One of the authorities states a false time. */
function refuseOrder(existedBy: Date | undefined, madeAfter: Date | undefined): Refusal | undefined {
  if (existedBy === undefined || madeAfter === undefined || madeAfter <= existedBy) return undefined
  return indeterminate(
    'TIMESTAMP_ORDER_FAILURE',
    `its timestamp says ${existedBy.toISOString()}, and one that it covers ${madeAfter.toISOString()}`,
  )
}

function refusalOf(conclusion: Conclusion): Refusal | undefined {
  return conclusion.indication === 'TOTAL-PASSED' ? undefined : conclusion
}

interface LevelBasis extends Pick<ProofOfExistence, 'timestampAuthorities'> {
  readonly trust: Trust
  readonly material: TrustMaterial
}

async function levelFrom(
  examination: Examination,
  all: readonly Examination[],
  { timestampAuthorities, trust, material }: LevelBasis,
): Promise<SignatureLevel | undefined> {
  const { subFilter, cms, signature } = examination.format
  const { certificate } = examination.verification
  if (subFilter?.kind !== 'signature' || cms === undefined || signature === undefined) return undefined
  const complete = storeCompletedIn(material.stored, isCarried(trust.path, cms.signedData.certificates))
  const archive = all.some((other) => {
    const { revision } = other.format
    const isIntact = other.timestamp?.report.integrity.kind === 'intact'
    return (
      isIntact && revision !== undefined && revision >= (complete ?? Infinity) && covers(other, examination)
    )
  })
  const signers = certificate === undefined ? [] : [certificate, ...timestampAuthorities]
  return levelOf({
    subFilter,
    signer: cms.signer,
    statesTime: signature.entries.has('M'),
    hasTimestamp: timestampAuthorities.length > 0,
    hasValidationData: complete !== undefined && (await haveValidationData(signers, material)),
    hasArchiveTimestamp: archive,
  })
}

async function haveValidationData(
  signers: readonly Certificate[],
  material: TrustMaterial,
): Promise<boolean> {
  for (const signer of signers) {
    if (!(await hasValidationData(signer, material))) return false
  }
  return signers.length > 0
}

/** Whether the signature itself holds its path; nobody needs its anchor. */
function isCarried(path: Trust['path'], certificates: readonly Uint8Array[]): boolean {
  return path?.slice(0, -1).every(({ der }) => certificates.some((each) => equalBytes(each, der))) === true
}

/** The revision from which on the store has revocation data and, where the signature lacks some, certificates. */
function storeCompletedIn(stored: readonly StoredItem[], isPathCarried: boolean): number | undefined {
  const oldest = (isWanted: (kind: StoredItem['kind']) => boolean): number =>
    Math.min(...stored.flatMap(({ kind, revision }) => (isWanted(kind) ? [revision] : [])))
  const completed = Math.max(
    isPathCarried ? 0 : oldest((kind) => kind === 'certificates'),
    oldest((kind) => kind !== 'certificates'),
  )
  return Number.isFinite(completed) ? completed : undefined
}

function claims(document: PdfDocument, { format: { signature }, timestamp }: Examination) {
  if (signature === undefined) return {}
  // A document timestamp has its time in the token.
  const claimedSigningTime = timestamp?.report.statedTime ?? dateEntry(document, signature, 'M')
  const reason = textEntry(document, signature, 'Reason')
  const location = textEntry(document, signature, 'Location')
  return {
    ...(claimedSigningTime === undefined ? {} : { claimedSigningTime }),
    ...(reason === undefined ? {} : { reason }),
    ...(location === undefined ? {} : { location }),
  }
}

function describe(certificate: Certificate): SignerDescription {
  return {
    commonName: commonName(certificate.subject),
    subject: nameToString(certificate.subject),
    issuer: nameToString(certificate.issuer),
    serialNumber: hex(certificate.serialNumber),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
  }
}
