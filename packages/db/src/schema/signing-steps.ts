// The ordered steps of a document: who gives an initial (paraf), a signature or a seal, in which
// rank, and how far each has come. The signer inserts them with their document; afterwards a step
// only goes forward, once to each state (triggers).
import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { isOneLine, isVisible, moment } from './columns.ts'
import { documents } from './documents.ts'
import { signatures } from './signatures.ts'
import { signers } from './signers.ts'

export const signingSteps = pgTable(
  'signing_steps',
  {
    documentId: uuid('document_id')
      .notNull()
      .references(() => documents.id),
    /** 0-based, as the request names them. */
    index: integer().notNull(),
    /**
     * Steps of one rank may act in any order, those of a higher one only when all of the lower ones
     * have.
     */
    rank: integer().notNull(),
    role: text({ enum: ['initial', 'signature', 'seal'] }).notNull(),
    signerId: uuid('signer_id')
      .notNull()
      .references(() => signers.id),
    state: text({ enum: ['waiting', 'active', 'approved', 'signed', 'declined', 'dropped'] }).notNull(),
    /** When its holder approved, signed or declined. */
    actedAt: moment('acted_at'),
    /** Why the holder declined. */
    reason: text(),
    /** Index of the step's signature among the document's. */
    signatureIndex: integer('signature_index'),
  },
  (table) => [
    primaryKey({ name: 'signing_steps_pk', columns: [table.documentId, table.index] }),
    // One signature that counts for two steps: somebody who never signed would stand as having done
    // so.
    unique('signing_steps_signature_unique').on(table.documentId, table.signatureIndex),
    // Two signatures at once on the same bytes: the later one would not cover the earlier one.
    uniqueIndex('signing_steps_one_signature_per_rank')
      .on(table.documentId, table.rank)
      .where(sql`${table.role} <> 'initial'`),
    // A step that calls another person's signature, or a seal, its own.
    foreignKey({
      name: 'signing_steps_own_signature_fk',
      columns: [table.documentId, table.signatureIndex, table.signerId, table.role],
      foreignColumns: [signatures.documentId, signatures.index, signatures.signerId, signatures.kind],
    }),
    check('signing_steps_role_known', sql`${table.role} in ('initial', 'signature', 'seal')`),
    check('signing_steps_index_bounded', sql`${table.index} between 0 and 99`),
    check('signing_steps_rank_bounded', sql`${table.rank} between 0 and 99`),
    // An initial is a recorded approval without a PDF signature; a signature or seal is never
    // merely approved.
    check(
      'signing_steps_state_of_role',
      sql`${table.state} in ('waiting', 'active', 'declined', 'dropped') or ${table.state} = case ${table.role} when 'initial' then 'approved' else 'signed' end`,
    ),
    // "Signed" without a signature is what the portal must never show.
    check(
      'signing_steps_signed_has_signature',
      sql`(${table.state} = 'signed') = (${table.signatureIndex} is not null)`,
    ),
    check(
      'signing_steps_acted_has_time',
      sql`(${table.state} in ('approved', 'signed', 'declined')) = (${table.actedAt} is not null)`,
    ),
    check(
      'signing_steps_declined_has_reason',
      sql`(${table.state} = 'declined') = (${table.reason} is not null)`,
    ),
    check(
      'signing_steps_reason_is_printable',
      sql`${isVisible(table.reason)} and ${isOneLine(table.reason, 500)}`,
    ),
  ],
)
