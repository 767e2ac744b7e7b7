// The signatures in a document, as they stood when it was signed. The signer inserts them with
// their document; never changed, never deleted (trigger).
import { sql } from 'drizzle-orm'
import { check, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { certificates } from './certificates.ts'
import { moment } from './columns.ts'
import { documents } from './documents.ts'
import { signers } from './signers.ts'

export const signatures = pgTable(
  'signatures',
  {
    documentId: uuid('document_id')
      .notNull()
      .references(() => documents.id),
    /** 0-based, in the order of signing. */
    index: integer().notNull(),
    signerId: uuid('signer_id')
      .notNull()
      .references(() => signers.id),
    certificateId: uuid('certificate_id')
      .notNull()
      .references(() => certificates.id),
    kind: text({ enum: ['signature', 'seal'] }).notNull(),
    level: text({ enum: ['B-B', 'B-T', 'B-LT', 'B-LTA'] }).notNull(),
    /** The timestamp token's time; at level B-B the signer's claim. */
    signedAt: moment('signed_at').notNull(),
    fieldName: text('field_name').notNull(),
    // Snapshot: a later change of name, position or agency must not rewrite who signed then. The
    // signer's and the agency's rows at insertion (trigger), so what their CHECKs promise of a name
    // holds here too.
    signerName: text('signer_name').notNull(),
    position: text().notNull(),
    agencyName: text('agency_name').notNull(),
  },
  (table) => [
    primaryKey({ name: 'signatures_pk', columns: [table.documentId, table.index] }),
    unique('signatures_field_unique').on(table.documentId, table.fieldName),
    // Target of signing_steps' composite key.
    unique('signatures_of_signer_unique').on(table.documentId, table.index, table.signerId, table.kind),
    check('signatures_kind_known', sql`${table.kind} in ('signature', 'seal')`),
    check('signatures_level_known', sql`${table.level} in ('B-B', 'B-T', 'B-LT', 'B-LTA')`),
    check('signatures_index_from_zero', sql`${table.index} >= 0`),
    // ISO 32000-2 section 12.7.4.2: a full stop separates partial field names.
    check('signatures_field_name_size', sql`char_length(${table.fieldName}) between 1 and 200`),
  ],
)
