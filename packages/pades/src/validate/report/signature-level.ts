// The level whose form a signature has (EN 319 142-1 clause 6.3): B-B, then what timestamps and
// stored data add to it.
import { equalBytes, OID } from '@tapis/pki'
import type { SignerInfo } from '@tapis/pki/cms'
import type { Certificate } from '@tapis/pki/x509'
import type { StoredItem } from '../../document/security-store.ts'
import type { ValidationContext } from '../context/validation-context.ts'
import { covers, type Examination } from '../file/examination.ts'
import type { SubFilter } from '../format/sub-filter.ts'
import type { SignatureLevel } from './report.ts'
import { hasValidationData } from './stored-validation-data.ts'

interface LevelBasis {
  /** Of the intact timestamps that make it B-T. */
  readonly timestampAuthorities: readonly Certificate[]
  /** The signer's, anchor last. */
  readonly path: readonly Certificate[] | undefined
}

/**
 * Returns undefined for a document timestamp, and for a signature of no level, not even the old
 * PKCS #7 form.
 */
export async function signatureLevel(
  examination: Examination,
  all: readonly Examination[],
  { timestampAuthorities, path }: LevelBasis,
  context: ValidationContext,
): Promise<SignatureLevel | undefined> {
  const { subFilter, cms, signature } = examination.format
  const { certificate } = examination.verification
  if (subFilter?.kind !== 'signature' || cms === undefined || signature === undefined) return undefined
  const completed = storeCompletedIn(context.stored, isCarried(path, cms.signedData.certificates))
  const signers = certificate === undefined ? [] : [certificate, ...timestampAuthorities]
  const hasData = completed !== undefined && (await haveValidationData(signers, context))
  return levelOf({
    subFilter,
    signer: cms.signer,
    statesTime: signature.entries.has('M'),
    hasTimestamp: timestampAuthorities.length > 0,
    hasValidationData: hasData,
    hasArchiveTimestamp: all.some((other) => isArchiveTimestamp(other, examination, completed)),
  })
}

interface LevelEvidence {
  readonly subFilter: SubFilter
  readonly signer: SignerInfo
  readonly statesTime: boolean
  /** An intact signature timestamp, or an intact document timestamp over the signature. */
  readonly hasTimestamp: boolean
  /**
   * The file has revocation data for every certificate that has a status, in its store, and the
   * certificates.
   */
  readonly hasValidationData: boolean
  /** An intact document timestamp over a revision that has that store. */
  readonly hasArchiveTimestamp: boolean
}

function levelOf(evidence: LevelEvidence): SignatureLevel | undefined {
  if (!evidence.subFilter.isPades) return 'PKCS7'
  const attributes = evidence.signer.signedAttributes?.values
  // Table 1: signing-certificate is required, signing-time forbidden, /M required.
  const names =
    attributes?.has(OID.signingCertificateV2) === true || attributes?.has(OID.signingCertificate) === true
  if (!names || attributes?.has(OID.signingTime) === true || !evidence.statesTime) return undefined
  if (!evidence.hasTimestamp) return 'B-B'
  if (!evidence.hasValidationData) return 'B-T'
  return evidence.hasArchiveTimestamp ? 'B-LTA' : 'B-LT'
}

function isArchiveTimestamp(
  other: Examination,
  examination: Examination,
  completed: number | undefined,
): boolean {
  const { revision } = other.format
  if (other.timestamp?.report.integrity.kind !== 'intact') return false
  return (
    revision !== undefined &&
    revision >= (completed ?? Number.POSITIVE_INFINITY) &&
    covers(other, examination)
  )
}

async function haveValidationData(
  signers: readonly Certificate[],
  context: ValidationContext,
): Promise<boolean> {
  for (const signer of signers) {
    if (!(await hasValidationData(signer, context))) return false
  }
  return signers.length > 0
}

/** Returns whether the signature itself holds its path; nobody needs its anchor. */
function isCarried(path: LevelBasis['path'], certificates: readonly Uint8Array[]): boolean {
  return path?.slice(0, -1).every(({ der }) => certificates.some((each) => equalBytes(each, der))) === true
}

/**
 * Returns the revision from which on the store has revocation data and, where the signature lacks
 * some, certificates.
 */
function storeCompletedIn(stored: readonly StoredItem[], isPathCarried: boolean): number | undefined {
  const oldest = (isWanted: (kind: StoredItem['kind']) => boolean): number =>
    Math.min(...stored.flatMap(({ kind, revision }) => (isWanted(kind) ? [revision] : [])))
  const completed = Math.max(
    isPathCarried ? 0 : oldest((kind) => kind === 'certificates'),
    oldest((kind) => kind !== 'certificates'),
  )
  return Number.isFinite(completed) ? completed : undefined
}
