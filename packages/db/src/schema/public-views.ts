// What the portal may see: three views made in the migrations. This file names no table, so code
// that imports only it cannot spell a personal column; all that the portal's database role needs is
// in portal-role.ts.
import { bigint, boolean, char, integer, jsonb, pgView, text, uuid } from 'drizzle-orm/pg-core'
import { moment, sha256Hex } from './columns.ts'
import type { DocumentFact } from './documents.ts'

/** What everybody may know of a document. */
export const publicDocuments = pgView('public_documents', {
  code: char({ length: 16 }).notNull(),
  status: text({ enum: ['valid', 'revoked'] }).notNull(),
  revokedAt: moment('revoked_at'),
  revocationReason: text('revocation_reason'),
  agencyName: text('agency_name').notNull(),
  agencyShortName: text('agency_short_name').notNull(),
  documentType: text('document_type').notNull(),
  number: text().notNull(),
  title: text().notNull(),
  facts: jsonb().$type<readonly DocumentFact[]>().notNull(),
  pages: integer().notNull(),
  signedSha256: sha256Hex('signed_sha256').notNull(),
  bytes: integer().notNull(),
  createdAt: moment('created_at').notNull(),
}).existing()

/** What everybody may know of a signature. */
export const publicSignatures = pgView('public_signatures', {
  documentCode: char('document_code', { length: 16 }).notNull(),
  index: integer().notNull(),
  kind: text({ enum: ['signature', 'seal'] }).notNull(),
  level: text({ enum: ['B-B', 'B-T', 'B-LT', 'B-LTA'] }).notNull(),
  signerName: text('signer_name').notNull(),
  position: text().notNull(),
  agencyName: text('agency_name').notNull(),
  signedAt: moment('signed_at').notNull(),
  certificateIssuer: text('certificate_issuer').notNull(),
  certificateSerial: text('certificate_serial').notNull(),
  certifiedProvider: boolean('certified_provider').notNull(),
}).existing()

/** What everybody may know of the installation. */
export const publicInstallation = pgView('public_installation', {
  id: uuid().notNull(),
  portalOrigin: text('portal_origin'),
  /** RFC 4514; of the CA that issues now, absent before the city is set up. */
  caSubject: text('ca_subject'),
  schemaVersion: bigint('schema_version', { mode: 'number' }).notNull(),
}).existing()
