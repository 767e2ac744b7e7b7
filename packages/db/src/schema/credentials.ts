// A signer's key under the holder's passphrase. Written when a signer is enrolled; afterwards only revoked, once (trigger).
import { isNull, sql } from 'drizzle-orm'
import { check, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes, moment } from './columns.ts'
import { signers } from './signers.ts'

export const credentials = pgTable(
  'credentials',
  {
    id: uuid().primaryKey().defaultRandom(),
    signerId: uuid('signer_id')
      .notNull()
      .references(() => signers.id),
    algorithm: text().notNull(),
    encryptedKey: bytes('encrypted_key').notNull(),
    createdAt: moment('created_at').notNull(),
    revokedAt: moment('revoked_at'),
  },
  (table) => [
    // UU ITE Art. 11(1)(b), sole control: a second live key, under a passphrase somebody else chose, must not appear beside the holder's.
    uniqueIndex('credentials_one_active_per_signer').on(table.signerId).where(isNull(table.revokedAt)),
    check('credentials_encrypted_key_size', sql`octet_length(${table.encryptedKey}) between 32 and 16384`),
    check('credentials_algorithm_is_name', sql`${table.algorithm} ~ '^[a-z0-9][a-z0-9-]{2,63}$'`),
    check('credentials_revoked_after_created', sql`${table.revokedAt} >= ${table.createdAt}`),
  ],
)
