// Keys of the city's own authorities (root, CA, timestamp), all under the operator's passphrase.
// Only the signer reads and writes; afterwards only retired, once, never deleted (trigger).
import { isNull, sql } from 'drizzle-orm'
import { check, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { certificates } from './certificates.ts'
import { bytes, moment } from './columns.ts'

export const authorityKeys = pgTable(
  'authority_keys',
  {
    id: uuid().primaryKey().defaultRandom(),
    kind: text({ enum: ['root', 'ca', 'timestamp'] }).notNull(),
    algorithm: text().notNull(),
    encryptedKey: bytes('encrypted_key').notNull(),
    certificateId: uuid('certificate_id')
      .notNull()
      .references(() => certificates.id),
    createdAt: moment('created_at').notNull(),
    retiredAt: moment('retired_at'),
  },
  (table) => [
    // One live key for each authority: two processes that set up the city together must not end
    // with two roots.
    uniqueIndex('authority_keys_one_active_per_kind').on(table.kind).where(isNull(table.retiredAt)),
    check('authority_keys_kind_known', sql`${table.kind} in ('root', 'ca', 'timestamp')`),
    check('authority_keys_encrypted_key_size', sql`octet_length(${table.encryptedKey}) between 32 and 16384`),
    check('authority_keys_algorithm_is_name', sql`${table.algorithm} ~ '^[a-z0-9][a-z0-9-]{2,63}$'`),
    check('authority_keys_retired_after_created', sql`${table.retiredAt} >= ${table.createdAt}`),
  ],
)
