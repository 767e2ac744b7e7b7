// Back-office applications that may call the signing API. Written by the operator's setup commands;
// the signer only reads.
import { sql } from 'drizzle-orm'
import { check, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { agencies } from './agencies.ts'
import { bytes, isOneLine, isVisible, moment } from './columns.ts'

export const applications = pgTable(
  'applications',
  {
    id: uuid().primaryKey().defaultRandom(),
    agencyId: text('agency_id')
      .notNull()
      .references(() => agencies.id),
    name: text().notNull(),
    credentialId: text('credential_id').notNull(),
    secretSha256: bytes('secret_sha256').notNull(),
    createdAt: moment('created_at').notNull(),
    disabledAt: moment('disabled_at'),
  },
  (table) => [
    unique('applications_agency_name_unique').on(table.agencyId, table.name),
    // One Basic username, one application: a second row would let one application act as another.
    unique('applications_credential_id_unique').on(table.credentialId),
    // Target of documents' composite key: a document's agency is its application's agency.
    unique('applications_id_agency_unique').on(table.id, table.agencyId),
    // RFC 7617 section 2: a user-id has no colon; the rest of the alphabet is ours.
    check('applications_credential_id_is_token', sql`${table.credentialId} ~ '^[A-Za-z0-9_-]{3,64}$'`),
    // A secret written in the clear does not fit: only a SHA-256 digest of a 256-bit random secret
    // has 32 bytes.
    check('applications_secret_is_sha256', sql`octet_length(${table.secretSha256}) = 32`),
    check('applications_name_is_printable', sql`${isVisible(table.name)} and ${isOneLine(table.name, 120)}`),
    check('applications_disabled_after_created', sql`${table.disabledAt} >= ${table.createdAt}`),
  ],
)
