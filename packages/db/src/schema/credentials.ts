// How a signer's key is reached, by the kind of custody: a key under the holder's passphrase, or
// the name of one that is kept elsewhere. Written when a signer is enrolled; afterwards only
// revoked, once (trigger).
import { isNull, sql } from 'drizzle-orm'
import { check, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes, moment } from './columns.ts'
import { signers } from './signers.ts'

/** `pkcs11` and `remote` have room here; this release makes none and opens none. */
const custodyKinds = ['software', 'pkcs12', 'pkcs11', 'remote'] as const

export const credentials = pgTable(
  'credentials',
  {
    id: uuid().primaryKey().defaultRandom(),
    signerId: uuid('signer_id')
      .notNull()
      .references(() => signers.id),
    algorithm: text().notNull(),
    kind: text({ enum: custodyKinds }).notNull(),
    /**
     * `software`: our envelope; `pkcs12`: the file (RFC 7292). Both are useless without the
     * holder's passphrase.
     */
    encryptedKey: bytes('encrypted_key'),
    /**
     * `pkcs11`: the key's URI (RFC 7512); `remote`: the credential's name at the signing service.
     */
    keyReference: text('key_reference'),
    createdAt: moment('created_at').notNull(),
    revokedAt: moment('revoked_at'),
  },
  (table) => [
    // UU ITE Art. 11(1)(b), sole control: a second live key, under a passphrase somebody else
    // chose, must not appear beside the holder's.
    uniqueIndex('credentials_one_active_per_signer').on(table.signerId).where(isNull(table.revokedAt)),
    check('credentials_kind_known', sql`${table.kind} in ('software', 'pkcs12', 'pkcs11', 'remote')`),
    // A key in the database beside a reference to another one would leave it to chance which of
    // them signs.
    check(
      'credentials_key_of_kind',
      sql`(${table.encryptedKey} is not null) = (${table.kind} in ('software', 'pkcs12')) and (${table.keyReference} is not null) = (${table.kind} in ('pkcs11', 'remote'))`,
    ),
    // A PKCS#12 file holds the chain too.
    check(
      'credentials_encrypted_key_size',
      sql`octet_length(${table.encryptedKey}) between 32 and case ${table.kind} when 'pkcs12' then 65536 else 16384 end`,
    ),
    check(
      'credentials_key_reference_is_line',
      sql`${table.keyReference} ~ '^[!-~]+$' and char_length(${table.keyReference}) <= 500`,
    ),
    check('credentials_algorithm_is_name', sql`${table.algorithm} ~ '^[a-z0-9][a-z0-9-]{2,63}$'`),
    check('credentials_revoked_after_created', sql`${table.revokedAt} >= ${table.createdAt}`),
  ],
)
