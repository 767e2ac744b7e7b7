// Every revocation list that was published, by number. Kept here rather than in a process: of two
// processes each would otherwise give out its own, and whoever asks both would see the CRL number
// go back (RFC 5280 §5.2.3). Written once, never changed (trigger).
import { sql } from 'drizzle-orm'
import { bigint, check, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { certificates } from './certificates.ts'
import { bytes, moment } from './columns.ts'

export const revocationLists = pgTable(
  'revocation_lists',
  {
    issuerCertificateId: uuid('issuer_certificate_id')
      .notNull()
      .references(() => certificates.id),
    number: bigint({ mode: 'number' }).notNull(),
    /** How many certificates it lists: a list with fewer than are revoked is out of date. */
    entries: integer().notNull(),
    der: bytes().notNull(),
    issuedAt: moment('issued_at').notNull(),
    nextUpdate: moment('next_update').notNull(),
  },
  (table) => [
    // One number, one list.
    primaryKey({ name: 'revocation_lists_pk', columns: [table.issuerCertificateId, table.number] }),
    check('revocation_lists_number_positive', sql`${table.number} > 0`),
    check('revocation_lists_entries_counted', sql`${table.entries} >= 0`),
    check('revocation_lists_der_size', sql`octet_length(${table.der}) between 64 and 67108864`),
    check('revocation_lists_next_update_after_issue', sql`${table.nextUpdate} > ${table.issuedAt}`),
  ],
)
