// Idempotency-Key of a signing request: one key, one document, however often it is sent. Only the
// signer reads and writes.
import { sql } from 'drizzle-orm'
import { check, foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { applications } from './applications.ts'
import { moment, sha256Hex } from './columns.ts'
import { documents } from './documents.ts'

export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id),
    key: text().notNull(),
    requestSha256: sha256Hex('request_sha256').notNull(),
    state: text({ enum: ['in_progress', 'done'] }).notNull(),
    documentId: uuid('document_id'),
    createdAt: moment('created_at').notNull(),
    /**
     * Drawn by whoever reserved it last: the fence. The lease's end moves on while its holder is at
     * work.
     */
    holder: uuid().notNull().defaultRandom(),
    leaseUntil: moment('lease_until').notNull(),
  },
  (table) => [
    // The key is the application's own: another application's equal key is another key.
    primaryKey({ name: 'idempotency_keys_pk', columns: [table.applicationId, table.key] }),
    // A repeated request must not be answered with another application's document.
    foreignKey({
      name: 'idempotency_keys_document_of_application_fk',
      columns: [table.documentId, table.applicationId],
      foreignColumns: [documents.id, documents.applicationId],
    }),
    // Old keys are deleted by age.
    index('idempotency_keys_created_index').on(table.createdAt),
    check('idempotency_keys_state_known', sql`${table.state} in ('in_progress', 'done')`),
    check(
      'idempotency_keys_document_iff_done',
      sql`(${table.state} = 'done') = (${table.documentId} is not null)`,
    ),
    check('idempotency_keys_key_size', sql`${table.key} ~ '^[!-~]{1,255}$'`),
    check('idempotency_keys_request_is_sha256', sql`octet_length(${table.requestSha256}) = 32`),
    // A lease that ended before it began could be taken over at once.
    check('idempotency_keys_lease_after_reservation', sql`${table.leaseUntil} > ${table.createdAt}`),
  ],
)
