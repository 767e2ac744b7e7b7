// pades/create: PAdES baseline signatures, B-B to B-LTA. Never imports pades/validate.

export type { Hash, SignatureAlgorithmName } from '@tapis/pki'
export type { PdfDocument } from '../pdf/document.ts'
export { PdfError, type PdfErrorCode } from '../pdf/errors.ts'
export { type PdfFile, type PdfInput, wholePdf } from '../pdf/file-bytes.ts'
export type { SignatureAppearance } from './appearance.ts'
export { type AugmentedPdf, type AugmentOptions, augmentGrowing, augmentPdf } from './augment.ts'
export { completeSignature, completeUpdate, type SignatureValue } from './complete.ts'
export {
  type CoveredArea,
  type CoveredContent,
  type CoveredContentOptions,
  coveredContent,
} from './covered-content.ts'
export type { Deflate } from './deflate.ts'
export type { EmbeddedFont } from './embedded-font.ts'
export { signatureFieldBox } from './empty-field.ts'
export { PadesError, type PadesErrorCode, type SigningObstacle, type TriedPlace } from './errors.ts'
export type { GrowingPdf } from './growing-pdf.ts'
export { type OpeningOptions, openForSigning } from './open-for-signing.ts'
export { type Box, type PageGeometry, pageGeometry } from './page-geometry.ts'
export {
  type Baseline,
  type EvidenceAnswer,
  type EvidenceFailure,
  type EvidenceSource,
  type KeyCustodian,
  type SigningOptions,
  signMessage,
  type TimestampAuthority,
} from './ports.ts'
export {
  defaultPreflightPolicy,
  noPreflightPolicy,
  type PreflightAction,
  type PreflightCode,
  type PreflightFinding,
  type PreflightPolicy,
  strictPreflightPolicy,
} from './preflight/finding.ts'
export { type PreflightOptions, preflight } from './preflight/preflight.ts'
export { preflightRemarks } from './preflight/preflight-remarks.ts'
export { type PrepareOptions, prepareSignature } from './prepare.ts'
export { preparedFromJson, preparedToJson } from './prepared-json.ts'
export type { PreparedSignature } from './prepared-signature.ts'
export type { DocMdpPermission, FieldLock } from './restrictions.ts'
export { type SignOptions, signGrowing, signPdf } from './sign.ts'
export type { SignatureFields } from './signature-dictionary.ts'
export { signedAttributes } from './signed-attributes.ts'
export { assembleSignedData, attributesOf, signedDataTemplate } from './signed-data.ts'
export type { SignedPdf } from './signed-pdf.ts'
