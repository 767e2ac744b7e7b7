// Who signs: a person (TTE) or an agency's seal (segel elektronik). Written by the operator's setup
// commands; the signer only reads. The NIK arrives encrypted and as a keyed hash; the keys of both
// live in the signer, never here.
import { sql } from 'drizzle-orm'
import { check, pgTable, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { agencies } from './agencies.ts'
import { bytes, isOneLine, isVisible, moment } from './columns.ts'

export const signers = pgTable(
  'signers',
  {
    id: uuid().primaryKey().defaultRandom(),
    agencyId: text('agency_id')
      .notNull()
      .references(() => agencies.id),
    kind: text({ enum: ['person', 'agency-seal'] }).notNull(),
    name: text().notNull(),
    position: text().notNull(),
    nip: text(),
    nikEncrypted: bytes('nik_encrypted'),
    nikLookup: bytes('nik_lookup'),
    nikMasked: text('nik_masked'),
    status: text({ enum: ['active', 'suspended'] }).notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    // Two rows for one NIK would leave it to chance whose key and name a request for that NIK gets.
    unique('signers_nik_lookup_unique').on(table.nikLookup),
    // Two seals would leave it to chance which of them an agency's documents bear, and one of them
    // in hands nobody watches.
    uniqueIndex('signers_one_seal_per_agency').on(table.agencyId).where(sql`${table.kind} = 'agency-seal'`),
    check('signers_kind_known', sql`${table.kind} in ('person', 'agency-seal')`),
    check('signers_status_known', sql`${table.status} in ('active', 'suspended')`),
    // UU 1/2024 Art. 13A: a seal belongs to an agency. A seal with a NIK, or a person without,
    // would blur consent.
    check(
      'signers_nik_iff_person',
      sql`num_nonnulls(${table.nikEncrypted}, ${table.nikLookup}, ${table.nikMasked}) = case ${table.kind} when 'person' then 3 else 0 end`,
    ),
    // A NIK in the clear is 16 bytes; a nonce, 16 bytes of ciphertext and a tag are at least 44.
    check('signers_nik_is_encrypted', sql`octet_length(${table.nikEncrypted}) between 44 and 512`),
    check('signers_nik_lookup_is_keyed_hash', sql`octet_length(${table.nikLookup}) = 32`),
    // A whole NIK in the masked column would reach logs and screens: at most 10 of 16 digits are
    // shown.
    check(
      'signers_nik_is_masked',
      sql`char_length(${table.nikMasked}) <= 24 and char_length(regexp_replace(${table.nikMasked}, '[^0-9]', '', 'g')) <= 10`,
    ),
    check(
      'signers_nip_is_18_digits',
      sql`${table.nip} is null or (${table.nip} ~ '^[0-9]{18}$' and ${table.kind} = 'person')`,
    ),
    check('signers_name_is_printable', sql`${isVisible(table.name)} and ${isOneLine(table.name, 200)}`),
    check(
      'signers_position_is_printable',
      sql`(${table.kind} = 'agency-seal' or ${isVisible(table.position)}) and ${isOneLine(table.position, 300)}`,
    ),
  ],
)
