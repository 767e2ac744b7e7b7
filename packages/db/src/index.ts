// The database of Tapis: open it, and the queries of the signer and the operator's commands.
export type { DatabaseErrorCode } from './errors.ts'
export { DatabaseError } from './errors.ts'
export type { DatabaseHandle } from './handle.ts'
export type { Database, DatabaseLocation, PgliteLocation, PostgresLocation } from './open-database.ts'
export { openDatabase } from './open-database.ts'
export type { PublicFact, PublicRecord, PublicSignature } from './public.ts'
export { findPublicRecord } from './public.ts'
export type { Agency } from './queries/agencies.ts'
export { createAgency, findAgency, listAgencies } from './queries/agencies.ts'
export type { Application, NewApplication } from './queries/applications.ts'
export {
  createApplication,
  disableApplication,
  findApplicationByCredentialId,
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
export type { ActiveCredential, Credential, NewCredential } from './queries/credentials.ts'
export { createCredential, findActiveCredential, revokeCredential } from './queries/credentials.ts'
export type {
  DocumentFact,
  DocumentSignature,
  NewDocument,
  RevokeOutcome,
  SignedDocument,
} from './queries/documents.ts'
export { fileKeysInUse, findDocument, recordDocument, revokeDocument } from './queries/documents.ts'
export type { IdempotencyLease, IdempotencyReservation } from './queries/idempotency.ts'
export { releaseIdempotencyKey, reserveIdempotencyKey } from './queries/idempotency.ts'
export type { AgencySeal, NewSigner, Person, Signer } from './queries/signers.ts'
export {
  createSigner,
  findAgencySeal,
  findSignerById,
  findSignerByNikLookup,
  listSigners,
  setSignerStatus,
} from './queries/signers.ts'
export type { NewTemplate, Template, TemplatePlacement } from './queries/templates.ts'
export { createTemplate, findTemplate, listTemplates } from './queries/templates.ts'
