// @tapis/testing/pdf: PDFs made by hand, object by object, signed, filled and damaged.
export { appendRevision, withEntries } from './append-revision.ts'
export { certifiedSample } from './certified.ts'
export { crowdedFiles } from './crowded-files.ts'
export { withDocumentTimestamp } from './document-timestamp.ts'
export {
  type EncryptedSample,
  encryptedSamples,
  formsOnlySample,
  restrictedSamples,
  sampleContent,
  sampleMetadata,
  sampleTitle,
  sampleWithoutIdentifier,
} from './encrypted-samples.ts'
export { detachedSignature, fillSignature, unfilledSignature } from './fill-signature.ts'
export { GrowingFile } from './growing-file.ts'
export { ANNOTATIONS_NUMBER, buildPdf, type PdfShape, structures, type XrefKind } from './pdf-builder.ts'
export { sharedContentPdf } from './shared-content-pdf.ts'
export { signedBytes } from './signed-bytes.ts'
export {
  type Evidence,
  evidenceBytes,
  expectedOf,
  outcomeOf,
  reportOf,
  type Scenario,
} from './signed-history.ts'
export { signedSample, signingTime, timestamped, validationTime } from './signed-samples.ts'
