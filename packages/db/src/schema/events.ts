// What happened and what was refused: who, for whom, from where, with what result. Each row is
// written in the transaction of what it records, and never changed (trigger). No column takes free
// text: a NIK, a passphrase or a title has nowhere to go. The transparency log will take these rows
// up.
import { type SQL, sql } from 'drizzle-orm'
import { type AnyPgColumn, bigint, check, index, inet, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** The acts, in the words of the API and of the commands. */
export const eventKinds = [
  'application.authenticate',
  'application.register',
  'application.disable',
  'application.enable',
  'agency.register',
  'agency.change',
  'template.register',
  'template.change',
  'signer.enrol',
  'signer.change',
  'signer.suspend',
  'signer.resume',
  'signer.unlock',
  'document.sign',
  'document.revoke',
  'codes.guess',
  'timestamp.request',
  'orphans.move',
  'portal-origin.move',
] as const

/** What happened. */
export type EventKind = (typeof eventKinds)[number]

/**
 * CHECK: no sixteen digits in a row, hyphenated or not. Somebody types a NIK for a username or a
 * code.
 */
const holdsNoNik = (column: AnyPgColumn): SQL => sql`${column} !~ '([0-9][._@-]*){16}'`

export const events = pgTable(
  'events',
  {
    /** In the order of writing, which is not always that of committing. */
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: moment('at').notNull(),
    kind: text({ enum: eventKinds }).notNull(),
    /** `done`, or the stable code of the refusal such as `PASSPHRASE_WRONG`. */
    outcome: text().notNull(),
    actor: text({ enum: ['application', 'operator', 'visitor', 'service'] }).notNull(),
    /**
     * Without foreign keys: what is recorded of a refused attempt may name what there is not, and a
     * row never waits for another.
     */
    applicationId: uuid('application_id'),
    /**
     * The Basic username that was presented, of a known shape; of a failed login the only name
     * there is.
     */
    presentedCredential: text('presented_credential'),
    /** The operating system's name of whoever ran the command. */
    operator: text(),
    agencyId: text('agency_id'),
    signerId: uuid('signer_id'),
    certificateId: uuid('certificate_id'),
    documentCode: text('document_code'),
    /**
     * An application's address; of a visitor only the network (/24 or /48): people who check a
     * letter are not to be followed.
     */
    address: inet(),
    requestId: uuid('request_id'),
    /** Names of the columns that changed, not their values. */
    changed: text().array(),
  },
  (table) => [
    index('events_at_index').on(table.at),
    // The throttle on wrong passphrases asks for these.
    index('events_signer_kind_at_index').on(table.signerId, table.kind, table.at),
    check(
      'events_kind_known',
      sql`${table.kind} in ${sql.raw(`(${eventKinds.map((kind) => `'${kind}'`).join(', ')})`)}`,
    ),
    check(
      'events_outcome_is_code',
      sql`${table.outcome} ~ '^(done|[A-Z][A-Z0-9_]{1,63})$' and ${holdsNoNik(table.outcome)}`,
    ),
    check('events_actor_known', sql`${table.actor} in ('application', 'operator', 'visitor', 'service')`),
    check(
      'events_presented_credential_is_token',
      sql`${table.presentedCredential} ~ '^[A-Za-z0-9_-]{1,64}$' and ${holdsNoNik(table.presentedCredential)}`,
    ),
    // A NIP, 18 digits, is a common name of an account; sixteen that stand alone are not one.
    check(
      'events_operator_is_name',
      sql`${table.operator} ~ '^[A-Za-z0-9._@-]{1,64}$' and ${table.operator} !~ '(^|[^0-9])([0-9][._@-]*){16}([^0-9]|$)'`,
    ),
    check(
      'events_agency_is_slug',
      sql`${table.agencyId} ~ '^[a-z][a-z0-9-]{1,31}$' and ${holdsNoNik(table.agencyId)}`,
    ),
    check(
      'events_document_code_is_crockford',
      sql`${table.documentCode} ~ '^[0-9A-HJKMNP-TV-Z]{16}$' and ${holdsNoNik(table.documentCode)}`,
    ),
    // An inet keeps the host's bits behind the mask: 203.0.113.7/24 would still name the visitor.
    check(
      'events_visitor_is_network',
      sql`${table.actor} <> 'visitor' or (masklen(${table.address}) <= case family(${table.address}) when 4 then 24 else 48 end and ${table.address} = network(${table.address}))`,
    ),
    check(
      'events_changed_are_names',
      sql`array_to_string(${table.changed}, ',', '?') ~ '^[a-zA-Z]{1,40}(,[a-zA-Z]{1,40})*$'`,
    ),
  ],
)
