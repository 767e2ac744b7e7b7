// Documents: what the code on the paper stands for, while they are being signed and afterwards. The
// signer inserts; afterwards a document only goes forward: awaiting -> valid, refused, cancelled or
// expired, and valid -> revoked, each once (trigger).
import { sql } from 'drizzle-orm'
import {
  char,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { agencies } from './agencies.ts'
import { applications } from './applications.ts'
import { isOneLine, isOneLineInJson, isVisible, moment, sha256Hex } from './columns.ts'

/** One line that a reader compares with the paper, as it was printed. */
export interface DocumentFact {
  readonly label: string
  readonly value: string
}

/**
 * `awaiting` somebody's step, `valid` and public, `revoked` and public; the other three ended
 * without having been published.
 */
const documentStatuses = ['awaiting', 'valid', 'revoked', 'refused', 'cancelled', 'expired'] as const

export const documents = pgTable(
  'documents',
  {
    id: uuid().primaryKey().defaultRandom(),
    code: char({ length: 16 }).notNull(),
    agencyId: text('agency_id')
      .notNull()
      .references(() => agencies.id),
    // Snapshot: a later change of the agency's name must not rewrite who issued then. The agency's
    // row at insertion (trigger).
    agencyName: text('agency_name').notNull(),
    agencyShortName: text('agency_short_name').notNull(),
    applicationId: uuid('application_id').notNull(),
    documentType: text('document_type').notNull(),
    number: text().notNull(),
    title: text().notNull(),
    facts: jsonb().$type<readonly DocumentFact[]>().notNull(),
    pages: integer().notNull(),
    submittedSha256: sha256Hex('submitted_sha256').notNull(),
    /** Of the newest file; absent until the first signature. */
    signedSha256: sha256Hex('signed_sha256'),
    /** Of the newest file: the submitted one, or the one with the signatures so far. */
    bytes: integer().notNull(),
    fileKey: text('file_key').notNull(),
    /** How many signatures and seals the finished document bears. */
    signatureCount: integer('signature_count').notNull(),
    status: text({ enum: documentStatuses }).notNull(),
    /** Until when its steps may be taken; absent: for ever. */
    expiresAt: moment('expires_at'),
    /** When it was refused, cancelled or expired. */
    endedAt: moment('ended_at'),
    revokedAt: moment('revoked_at'),
    revocationReason: text('revocation_reason'),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    // One code, one document: a second one would let a forged letter borrow a genuine letter's
    // answer.
    unique('documents_code_unique').on(table.code),
    unique('documents_signed_sha256_unique').on(table.signedSha256),
    // Two documents on one file: removing or replacing one would take the other with it.
    unique('documents_file_key_unique').on(table.fileKey),
    // Target of idempotency_keys' composite key.
    unique('documents_id_application_unique').on(table.id, table.applicationId),
    // The newest are looked at whenever somebody asks whether the store holds their files.
    index('documents_created_index').on(table.createdAt),
    index('documents_agency_created_index').on(table.agencyId, table.createdAt),
    // An application cannot put another agency's name on its documents.
    foreignKey({
      name: 'documents_application_of_agency_fk',
      columns: [table.applicationId, table.agencyId],
      foreignColumns: [applications.id, applications.agencyId],
    }),
    // Crockford base32, upper case: I, L, O and U are not in it, so no two codes look alike on
    // paper.
    check('documents_code_is_crockford', sql`${table.code} ~ '^[0-9A-HJKMNP-TV-Z]{16}$'`),
    check(
      'documents_status_known',
      sql`${table.status} in ('awaiting', 'valid', 'revoked', 'refused', 'cancelled', 'expired')`,
    ),
    // A document without a signed file that the portal calls valid.
    check(
      'documents_published_is_signed',
      sql`${table.status} not in ('valid', 'revoked') or ${table.signedSha256} is not null`,
    ),
    check(
      'documents_ended_has_time',
      sql`(${table.status} in ('refused', 'cancelled', 'expired')) = (${table.endedAt} is not null)`,
    ),
    check(
      'documents_times_ordered',
      sql`${table.endedAt} >= ${table.createdAt} and ${table.expiresAt} > ${table.createdAt}`,
    ),
    check(
      'documents_expired_had_term',
      sql`${table.status} <> 'expired' or coalesce(${table.endedAt} >= ${table.expiresAt}, false)`,
    ),
    // A revocation without time or reason, or a time on a valid document, would let the portal say
    // two things at once.
    check(
      'documents_status_agrees_with_revocation',
      sql`num_nonnulls(${table.revokedAt}, ${table.revocationReason}) = case ${table.status} when 'revoked' then 2 else 0 end`,
    ),
    check('documents_revoked_after_created', sql`${table.revokedAt} >= ${table.createdAt}`),
    check(
      'documents_revocation_reason_is_printable',
      sql`${isVisible(table.revocationReason)} and ${isOneLine(table.revocationReason, 500)}`,
    ),
    check(
      'documents_hashes_are_sha256',
      sql`octet_length(${table.submittedSha256}) = 32 and octet_length(${table.signedSha256}) = 32`,
    ),
    // The submitted file recorded as the signed one: the portal would vouch for an unsigned PDF.
    check('documents_signed_differs_from_submitted', sql`${table.signedSha256} <> ${table.submittedSha256}`),
    check('documents_size_positive', sql`${table.pages} > 0 and ${table.bytes} > 0`),
    check('documents_signature_count_bounded', sql`${table.signatureCount} between 1 and 50`),
    // A key such as ../../etc would lead the store out of its folder.
    check(
      'documents_file_key_is_relative',
      sql`${table.fileKey} ~ '^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$' and char_length(${table.fileKey}) <= 200`,
    ),
    // The visitor compares these with the paper: they must show all that they hold.
    check(
      'documents_type_is_printable',
      sql`${isVisible(table.documentType)} and ${isOneLine(table.documentType, 100)}`,
    ),
    check('documents_number_is_printable', isOneLine(table.number, 200)),
    check('documents_title_is_printable', sql`${isVisible(table.title)} and ${isOneLine(table.title, 500)}`),
    // Read with the paper in hand like the rest, so of one line too.
    // Strict mode: in lax mode jsonpath looks inside nested arrays and would let them pass.
    check(
      'documents_facts_are_labelled_values',
      sql`case jsonb_typeof(${table.facts}) when 'array' then
        jsonb_array_length(jsonb_path_query_array(${table.facts}, 'strict $[*] ? (@.label.type() == "string" && @.value.type() == "string" && ${isOneLineInJson('@.label')} && ${isOneLineInJson('@.value')})', '{}', true)) = jsonb_array_length(${table.facts})
        and octet_length(${table.facts}::text) <= 16384 else false end`,
    ),
  ],
)
