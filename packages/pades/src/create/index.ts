// pades/create: PAdES baseline signatures, B-B to B-LTA. Never imports pades/validate.

export type { Hash, SignatureAlgorithmName } from '@tapis/pki'
export type { DocMdpPermission } from '../document/permissions/doc-mdp.ts'
export type { PdfDocument } from '../pdf/document.ts'
export { PdfError, type PdfErrorCode } from '../pdf/errors.ts'
export { type PdfFile, type PdfInput, wholePdf } from '../pdf/reading/file-bytes.ts'
export type { SignatureAppearance } from './appearance/appearance.ts'
export type { Deflate } from './appearance/deflate.ts'
export type { EmbeddedFont } from './appearance/embedded-font.ts'
export { type AugmentedPdf, type AugmentOptions, augmentGrowing, augmentPdf } from './augment/augment.ts'
export { PadesError, type PadesErrorCode, type SigningObstacle, type TriedPlace } from './errors.ts'
export { signatureFieldBox } from './field/empty-field.ts'
export type { FieldLock } from './field/restrictions.ts'
export type { GrowingPdf, SignedPdf } from './growing-pdf.ts'
export {
  type CoveredContent,
  type CoveredContentOptions,
  coveredContent,
} from './page/covered-content.ts'
export type { CoveredArea } from './page/merged-areas.ts'
export { type Box, type PageGeometry, pageGeometry } from './page/page-geometry.ts'
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
export { completeSignature, completeUpdate, type SignatureValue } from './prepare/complete.ts'
export { type OpeningOptions, openForSigning } from './prepare/open-for-signing.ts'
export { prepareSignature } from './prepare/prepare.ts'
export type { PrepareOptions } from './prepare/prepare-options.ts'
export { type PreparedSignature, preparedFromJson, preparedToJson } from './prepare/prepared-signature.ts'
export type { SignatureFields } from './prepare/signature-dictionary.ts'
export { type SignOptions, signGrowing, signPdf } from './sign.ts'
export { assembleSignedData, attributesOf, signedAttributes, signedDataTemplate } from './signed-data.ts'
