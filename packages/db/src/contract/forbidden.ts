// The write-once cases: each statement that would rewrite what is on paper, and the trigger that
// refuses it.
import { type SQL, sql } from 'drizzle-orm'
import { after, at } from './city.ts'
import type { ValidRows } from './valid-rows.ts'

interface Forbidden {
  readonly what: string
  readonly trigger: string
  readonly statement: (rows: ValidRows) => SQL
}

export const forbidden: readonly Forbidden[] = [
  {
    what: 'another name on a signature',
    trigger: 'signatures_never_change',
    statement: () => sql`update signatures set signer_name = 'Orang Lain'`,
  },
  {
    what: 'another time on a signature',
    trigger: 'signatures_never_change',
    statement: () => sql`update signatures set signed_at = ${after(9).toISOString()}`,
  },
  {
    what: 'a signature deleted',
    trigger: 'signatures_never_change',
    statement: () => sql`delete from signatures`,
  },
  {
    what: 'all signatures emptied',
    trigger: 'signatures_never_emptied',
    statement: () => sql`truncate signatures cascade`,
  },
  {
    what: 'a document deleted',
    trigger: 'documents_never_deleted',
    statement: () => sql`delete from documents`,
  },
  {
    what: 'all documents emptied',
    trigger: 'documents_never_emptied',
    statement: () => sql`truncate documents cascade`,
  },
  {
    what: 'another code',
    trigger: 'documents_only_advance',
    statement: () => sql`update documents set code = '0000000000000000'`,
  },
  {
    what: 'another signed hash',
    trigger: 'documents_only_advance',
    statement: () => sql`update documents set signed_sha256 = sha256('x')`,
  },
  {
    what: 'another submitted hash',
    trigger: 'documents_only_advance',
    statement: () => sql`update documents set submitted_sha256 = sha256('x')`,
  },
  {
    what: 'another title',
    trigger: 'documents_only_advance',
    statement: () => sql`update documents set title = 'Lain'`,
  },
  {
    what: 'other facts',
    trigger: 'documents_only_advance',
    statement: () => sql`update documents set facts = '[]'`,
  },
  {
    what: 'another signature count',
    trigger: 'documents_only_advance',
    statement: () => sql`update documents set signature_count = 2`,
  },
  {
    what: 'a revocation that also changes the title',
    trigger: 'documents_only_advance',
    statement: () =>
      sql`update documents set status = 'revoked', revoked_at = ${after(1).toISOString()}, revocation_reason = 'x', title = 'Lain'`,
  },
  {
    what: 'a valid document that awaits a step again',
    trigger: 'documents_only_advance',
    statement: () => sql`update documents set status = 'awaiting'`,
  },
  {
    what: 'a step of somebody else',
    trigger: 'signing_steps_only_advance',
    statement: (rows) => sql`update signing_steps set signer_id = ${rows.other.signer.id}`,
  },
  {
    what: 'a step that was signed taken back',
    trigger: 'signing_steps_only_advance',
    statement: () => sql`update signing_steps set state = 'active', acted_at = null, signature_index = null`,
  },
  {
    what: 'another time of a step',
    trigger: 'signing_steps_only_advance',
    statement: () => sql`update signing_steps set acted_at = ${after(9).toISOString()}`,
  },
  {
    what: 'a step deleted',
    trigger: 'signing_steps_never_deleted',
    statement: () => sql`delete from signing_steps`,
  },
  {
    what: 'all steps emptied',
    trigger: 'signing_steps_never_emptied',
    statement: () => sql`truncate signing_steps`,
  },
  {
    what: 'another key under a credential',
    trigger: 'credentials_only_revoked',
    statement: () => sql`update credentials set encrypted_key = sha256('x')`,
  },
  {
    what: 'another kind of custody under a credential',
    trigger: 'credentials_only_revoked',
    statement: () => sql`update credentials set kind = 'pkcs12'`,
  },
  {
    what: 'a credential given to another signer',
    trigger: 'credentials_only_revoked',
    statement: (rows) => sql`update credentials set signer_id = ${rows.other.signer.id}`,
  },
  {
    what: 'a credential deleted',
    trigger: 'credentials_never_deleted',
    statement: () => sql`delete from credentials`,
  },
  {
    what: 'all credentials emptied',
    trigger: 'credentials_never_emptied',
    statement: () => sql`truncate credentials cascade`,
  },
  {
    what: 'another certificate under a serial number',
    trigger: 'certificates_only_revoked',
    statement: () => sql`update certificates set der = sha256('x') || sha256('y')`,
  },
  {
    what: 'a certificate called certified',
    trigger: 'certificates_only_revoked',
    statement: () => sql`update certificates set certified_provider = true`,
  },
  {
    what: 'a certificate deleted',
    trigger: 'certificates_never_deleted',
    statement: () => sql`delete from certificates`,
  },
  {
    what: 'all certificates emptied',
    trigger: 'certificates_never_emptied',
    statement: () => sql`truncate certificates cascade`,
  },
  {
    what: 'another authority key',
    trigger: 'authority_keys_only_retired',
    statement: () => sql`update authority_keys set encrypted_key = sha256('x')`,
  },
  {
    what: 'an authority key deleted',
    trigger: 'authority_keys_never_deleted',
    statement: () => sql`delete from authority_keys`,
  },
  {
    what: 'all authority keys emptied',
    trigger: 'authority_keys_never_emptied',
    statement: () => sql`truncate authority_keys`,
  },
  {
    what: 'an answered request pointed elsewhere',
    trigger: 'idempotency_keys_done_is_final',
    statement: () => sql`update idempotency_keys set lease_until = lease_until + interval '1 hour'`,
  },
  {
    what: 'another installation id',
    trigger: 'installation_only_moved',
    statement: () => sql`update installation set id = gen_random_uuid(), portal_origin = 'https://a.example'`,
  },
  {
    what: 'an installation made earlier',
    trigger: 'installation_only_moved',
    statement: () =>
      sql`update installation set created_at = ${at.toISOString()}, portal_origin = 'https://a.example'`,
  },
  {
    what: 'a portal origin taken away',
    trigger: 'installation_only_moved',
    statement: () => sql`update installation set portal_origin = null`,
  },
  {
    what: 'the installation deleted',
    trigger: 'installation_never_deleted',
    statement: () => sql`delete from installation`,
  },
  {
    what: 'the installation emptied',
    trigger: 'installation_never_emptied',
    statement: () => sql`truncate installation`,
  },
  {
    what: 'an event laid at the door of somebody else',
    trigger: 'events_never_change',
    statement: () => sql`update events set operator = 'budi'`,
  },
  {
    what: 'an event deleted',
    trigger: 'events_never_change',
    statement: () => sql`delete from events`,
  },
  {
    what: 'all events emptied',
    trigger: 'events_never_emptied',
    statement: () => sql`truncate events`,
  },
  {
    what: 'another list under a published number',
    trigger: 'revocation_lists_never_change',
    statement: () => sql`update revocation_lists set der = der || der`,
  },
  {
    what: 'a revocation list deleted',
    trigger: 'revocation_lists_never_change',
    statement: () => sql`delete from revocation_lists`,
  },
  {
    what: 'all revocation lists emptied',
    trigger: 'revocation_lists_never_emptied',
    statement: () => sql`truncate revocation_lists`,
  },
]
