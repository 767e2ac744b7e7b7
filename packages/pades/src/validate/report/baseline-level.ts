// The level whose form a signature has (EN 319 142-1 clause 6.3): B-B, then what timestamps and stored data add to it.
import { OID } from '@tapis/pki'
import type { SignerInfo } from '@tapis/pki/cms'
import type { SubFilter } from '../format/sub-filter.ts'
import type { SignatureLevel } from './report.ts'

export interface LevelEvidence {
  readonly subFilter: SubFilter
  readonly signer: SignerInfo
  readonly statesTime: boolean
  /** An intact signature timestamp, or an intact document timestamp over the signature. */
  readonly hasTimestamp: boolean
  /** The file has revocation data for every certificate that has a status, in its store, and the certificates. */
  readonly hasValidationData: boolean
  /** An intact document timestamp over a revision that has that store. */
  readonly hasArchiveTimestamp: boolean
}

/** Undefined when the signature is of no level, not even the old PKCS #7 form. */
export function levelOf(evidence: LevelEvidence): SignatureLevel | undefined {
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
