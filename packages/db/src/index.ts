// The database of Tapis: open it, and the queries of the signer and the operator's commands.
export type { DatabaseErrorCode } from './errors.ts'
export { DatabaseError } from './errors.ts'
export type { DatabaseHandle } from './handle.ts'
export { requireKnown } from './migrate.ts'
export { chargedNetwork, recordedNetwork } from './networks.ts'
export type { Database, DatabaseLocation, PgliteLocation, PostgresLocation } from './open-database.ts'
export { openDatabase } from './open-database.ts'
export { grantPortalRole, portalGrants } from './portal-role.ts'
export type {
  NetworkCharge,
  PublicFact,
  PublicInstallation,
  PublicRecord,
  PublicSignature,
} from './public.ts'
export { chargeNetwork, findPublicInstallation, findPublicRecord, recordGuessing } from './public.ts'
export type { Agency, NewAgency } from './queries/agencies.ts'
export { createAgency, findAgency, listAgencies, updateAgency } from './queries/agencies.ts'
export type { Application, NewApplication } from './queries/applications.ts'
export {
  createApplication,
  disableApplication,
  enableApplication,
  findApplicationByCredentialId,
  listApplications,
} from './queries/applications.ts'
export type { Authority, AuthorityKey, AuthorityKind, NewAuthority } from './queries/authority-keys.ts'
export { createAuthority, findAuthority } from './queries/authority-keys.ts'
export type {
  CertificateKind,
  NewCertificate,
  RevocationReason,
  StoredCertificate,
} from './queries/certificates.ts'
export {
  certificatePath,
  createCertificate,
  findCertificate,
  listRevokedCertificates,
  revokeCertificate,
} from './queries/certificates.ts'
export type {
  ActiveCredential,
  Credential,
  CredentialKey,
  NewCredential,
  PreparedCredential,
} from './queries/credentials.ts'
export { createCredential, findActiveCredential, revokeCredential } from './queries/credentials.ts'
export type { DocumentFile } from './queries/document-files.ts'
export {
  countDocuments,
  fileKeysInUse,
  listDocumentFiles,
  newestDocumentFiles,
} from './queries/document-files.ts'
export type { DocumentProgress, NewOpenDocument } from './queries/document-progress.ts'
export { advanceDocument, findProgress, openDocument } from './queries/document-progress.ts'
export type {
  DocumentFact,
  DocumentSignature,
  NewDocument,
  RevokeOutcome,
  SignedDocument,
} from './queries/documents.ts'
export { findDocument, recordDocument, revokeDocument } from './queries/documents.ts'
export type { EventFilter, EventKind, NewEvent, RecordedEvent } from './queries/events.ts'
export { eventKinds, listEvents, recentWrongPassphrases, recordEvent } from './queries/events.ts'
export type { IdempotencyLease, IdempotencyReservation } from './queries/idempotency.ts'
export {
  deleteOldIdempotencyKeys,
  releaseIdempotencyKey,
  renewIdempotencyKey,
  reserveIdempotencyKey,
} from './queries/idempotency.ts'
export type { Installation } from './queries/installation.ts'
export { findInstallation, keepPortalOrigin, movePortalOrigin } from './queries/installation.ts'
export { databaseTime, probeDatabase } from './queries/probe.ts'
export type { RevocationList, RevocationListDraft } from './queries/revocation-lists.ts'
export { currentRevocationList, newestRevocationList } from './queries/revocation-lists.ts'
export type { AgencySeal, NewSigner, Person, Signer } from './queries/signers.ts'
export {
  createSigner,
  findAgencySeal,
  findSignerById,
  findSignerByNikLookup,
  listSigners,
  setSignerStatus,
  updateSigner,
} from './queries/signers.ts'
export type { SigningStep, StepPlan, StepProgress, StepRole, TakenStep } from './queries/signing-steps.ts'
export type { NewTemplate, Template, TemplatePlacement } from './queries/templates.ts'
export { createTemplate, findTemplate, listTemplates, updateTemplate } from './queries/templates.ts'
