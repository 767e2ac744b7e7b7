// The constraint cases: for each constraint a row that is right but for one thing, and the code of
// its refusal.
import { type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { DatabaseErrorCode } from '../errors.ts'
import { agencies } from '../schema/agencies.ts'
import { applications } from '../schema/applications.ts'
import { authorityKeys } from '../schema/authority-keys.ts'
import { certificates } from '../schema/certificates.ts'
import { chargedNetworks } from '../schema/charged-networks.ts'
import { credentials } from '../schema/credentials.ts'
import { documents } from '../schema/documents.ts'
import { events } from '../schema/events.ts'
import { idempotencyKeys } from '../schema/idempotency-keys.ts'
import { installation } from '../schema/installation.ts'
import { revocationLists } from '../schema/revocation-lists.ts'
import { signatures } from '../schema/signatures.ts'
import { signers } from '../schema/signers.ts'
import { signingSteps } from '../schema/signing-steps.ts'
import { templates } from '../schema/templates.ts'
import { after, at, randomKey } from './city.ts'
import type { ValidRows } from './valid-rows.ts'

export const tables = {
  agencies,
  applications,
  signers,
  credentials,
  certificates,
  authorityKeys,
  templates,
  documents,
  signatures,
  signingSteps,
  idempotencyKeys,
  revocationLists,
  events,
  chargedNetworks,
  installation,
} satisfies Record<string, PgTable>

type TableName = keyof typeof tables
type Change = Readonly<Record<string, unknown>>

/** One refusal: table, constraint, and what is wrong with the row. */
export interface Refusal {
  readonly table: TableName
  readonly constraint: string
  readonly code: DatabaseErrorCode
  readonly change: (rows: ValidRows) => Change
}

const openSignature = { role: 'signature', state: 'active', actedAt: null }
const longText = 'x'.repeat(1000)
const unknownId = '00000000-0000-4000-8000-000000000000'
/** A value that the column's TypeScript type would refuse. */
const raw = (text: string): SQL => sql`${text}::text`

function on(table: TableName, code: DatabaseErrorCode) {
  return (constraint: string, ...changes: (Change | ((rows: ValidRows) => Change))[]): Refusal[] =>
    changes.map((change) => ({
      table,
      code,
      constraint: `${table.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_${constraint}`,
      change: typeof change === 'function' ? change : () => change,
    }))
}

const agency = on('agencies', 'INVALID')
const application = on('applications', 'INVALID')
const signer = on('signers', 'INVALID')
const credential = on('credentials', 'INVALID')
const certificate = on('certificates', 'INVALID')
const authorityKey = on('authorityKeys', 'INVALID')
const template = on('templates', 'INVALID')
const document = on('documents', 'INVALID')
const signature = on('signatures', 'INVALID')
const step = on('signingSteps', 'INVALID')
const idempotencyKey = on('idempotencyKeys', 'INVALID')

const revocationList = on('revocationLists', 'INVALID')
const event = on('events', 'INVALID')
const chargedNetwork = on('chargedNetworks', 'INVALID')
const onlyInstallation = on('installation', 'INVALID')

/** Sixteen digits of a district that does not exist, as they are typed into a wrong field. */
const nik = '1871990101990001'

const seal = { kind: 'agency-seal', nip: null, nikEncrypted: null, nikLookup: null, nikMasked: null }

const invalid: readonly Refusal[] = [
  ...agency(
    'id_is_slug',
    { id: 'Dinas' },
    { id: 'd' },
    { id: 'a/b' },
    { id: 'dinаs' /* Cyrillic a */ },
    { id: 'ab\n' },
  ),
  ...agency('name_is_printable', { name: '' }, { name: ' \u2003' }, { name: 'a\nb' }, { name: longText }),
  ...agency('short_name_is_printable', { shortName: ' ' }, { shortName: 'a\tb' }, { shortName: longText }),
  ...application('credential_id_is_token', { credentialId: 'a:b' }, { credentialId: 'ab' }),
  ...application('secret_is_sha256', { secretSha256: randomKey(31) }, { secretSha256: randomKey(43) }),
  ...application('name_is_printable', { name: '' }, { name: longText }),
  ...application('disabled_after_created', { disabledAt: after(-1) }),
  ...signer('kind_known', { kind: raw('robot') }),
  ...signer('status_known', { status: raw('dead') }),
  ...signer('nik_iff_person', { nikLookup: null }, { kind: 'agency-seal', nip: null }),
  ...signer('nik_is_encrypted', { nikEncrypted: randomKey(16) }, { nikEncrypted: randomKey(600) }),
  ...signer('nik_lookup_is_keyed_hash', { nikLookup: randomKey(16) }),
  ...signer('nik_is_masked', { nikMasked: '1871010101990001' }, { nikMasked: '1871-0101-0199-0001' }),
  ...signer('nip_is_18_digits', { nip: '123' }, { ...seal, nip: '199901012025011003' }),
  ...signer('name_is_printable', { name: '' }, { name: 'a\u0007b' }),
  ...signer('position_is_printable', { position: '' }, { position: 'a\rb' }, { ...seal, position: 'a\nb' }),
  ...credential('kind_known', { kind: raw('paper'), encryptedKey: null }),
  ...credential(
    'key_of_kind',
    { encryptedKey: null },
    { keyReference: 'pkcs11:token=Kota' },
    { kind: 'pkcs12', encryptedKey: null },
    { kind: 'pkcs11' },
    { kind: 'remote', encryptedKey: null },
  ),
  ...credential(
    'encrypted_key_size',
    { encryptedKey: randomKey(8) },
    { encryptedKey: randomKey(20_000) },
    { kind: 'pkcs12', encryptedKey: randomKey(70_000) },
  ),
  ...credential(
    'key_reference_is_line',
    { kind: 'pkcs11', encryptedKey: null, keyReference: '' },
    { kind: 'remote', encryptedKey: null, keyReference: 'a\nb' },
    { kind: 'remote', encryptedKey: null, keyReference: longText },
  ),
  ...credential('algorithm_is_name', { algorithm: '' }, { algorithm: 'RSA' }),
  ...credential('revoked_after_created', { revokedAt: after(-1) }),
  ...certificate('kind_known', { kind: raw('web'), credentialId: null }),
  ...certificate('root_has_no_issuer', { kind: 'root', credentialId: null }, { issuerCertificateId: null }),
  ...certificate('credential_iff_signing', { kind: 'ca' }, { credentialId: null }),
  ...certificate(
    'issued_by_authority',
    (rows) => ({ issuerCertificateId: rows.city.certificate.id }),
    (rows) => ({ kind: 'ca', credentialId: null, issuerCertificateId: rows.city.certificate.id }),
    (rows) => ({ kind: 'timestamp', credentialId: null, issuerCertificateId: rows.city.certificate.id }),
  ),
  ...certificate('serial_is_hex', { serialNumber: '0A' }, { serialNumber: '' }, { serialNumber: '-1' }),
  ...certificate('der_size', { der: randomKey(10) }),
  ...certificate('validity_ordered', { notAfter: at }),
  ...certificate('revocation_has_reason', { revokedAt: at }, { revocationReason: 'superseded' }),
  ...certificate('revocation_reason_known', { revokedAt: at, revocationReason: raw('removeFromCRL') }),
  ...authorityKey('kind_known', { kind: raw('witness') }),
  ...authorityKey('encrypted_key_size', { encryptedKey: randomKey(8) }),
  ...authorityKey('algorithm_is_name', { algorithm: 'p 256' }),
  ...authorityKey('retired_after_created', { retiredAt: after(-1) }),
  ...template('name_is_slug', { name: 'Surat Izin' }),
  ...template('box_or_anchor', { anchor: '#' }, { x: null }, { page: null, x: null, y: null }),
  ...template('page_from_start_or_last', { page: 0 }, { page: -2 }),
  ...template(
    'box_in_points',
    { width: 0 },
    { height: Number.NaN },
    { x: Number.NaN },
    { y: -1 },
    { width: 1e9 },
  ),
  ...template('anchor_size', { anchor: '', page: null, x: null, y: null }),
  ...document(
    'code_is_crockford',
    { code: '0123456789ABCDEU' },
    { code: '0123456789abcdef' },
    { code: '0123' },
  ),
  ...document('status_known', { status: raw('draft') }),
  ...document(
    'status_agrees_with_revocation',
    { status: 'revoked' },
    { revokedAt: after(1), revocationReason: 'Salah' },
    { status: 'revoked', revokedAt: after(1) },
  ),
  ...document('revoked_after_created', {
    status: 'revoked',
    revokedAt: after(-1),
    revocationReason: 'Salah',
  }),
  ...document(
    'revocation_reason_is_printable',
    { status: 'revoked', revokedAt: at, revocationReason: ' ' },
    { status: 'revoked', revokedAt: at, revocationReason: longText },
  ),
  ...document(
    'hashes_are_sha256',
    { signedSha256: sql`'\\x00'::bytea` },
    { submittedSha256: sql`''::bytea` },
  ),
  ...document('signed_differs_from_submitted', (rows) => ({ signedSha256: rows.documents.submittedSha256 })),
  ...document('published_is_signed', { signedSha256: null }),
  ...document(
    'ended_has_time',
    { endedAt: after(1) },
    { status: 'refused' },
    { status: 'cancelled' },
    { status: 'expired' },
  ),
  ...document('times_ordered', { expiresAt: at }, { status: 'refused', endedAt: after(-1) }),
  ...document(
    'expired_had_term',
    { status: 'expired', endedAt: after(1) },
    { status: 'expired', endedAt: after(1), expiresAt: after(2) },
  ),
  ...document('size_positive', { pages: 0 }, { bytes: 0 }),
  ...document('signature_count_bounded', { signatureCount: 0 }, { signatureCount: 51 }),
  ...document(
    'file_key_is_relative',
    { fileKey: '../a' },
    { fileKey: '/a' },
    { fileKey: 'a//b' },
    { fileKey: 'a/../b' },
  ),
  ...document('type_is_printable', { documentType: '' }, { documentType: longText }),
  ...document('number_is_printable', { number: '1\u001b[2J' }, { number: longText }),
  ...document(
    'title_is_printable',
    { title: ' ' },
    { title: '\u200b' },
    { title: 'Surat\u2028Izin' },
    { title: 'Surat \u202enizI' },
    { title: longText },
  ),
  ...document(
    'facts_are_labelled_values',
    { facts: { label: 'a', value: 'b' } },
    { facts: [{ label: 'a' }] },
    { facts: [{ label: 'a', value: 1 }] },
    { facts: ['a'] },
    { facts: [[{ label: 'a', value: 'b' }]] },
    { facts: [{ label: 'a', value: longText.repeat(20) }] },
    { facts: [{ label: 'Na\nma', value: 'b' }] },
    { facts: [{ label: 'Nama', value: 'a\u0085b' }] },
    { facts: [{ label: 'Nama', value: 'Contoh\u2028Pemohon' }] },
    { facts: [{ label: 'Na\u202ema', value: 'b' }] },
    {
      facts: [
        { label: 'Nama', value: 'a' },
        { label: 'Nama', value: '\u2066b' },
      ],
    },
  ),
  ...document('name_their_agency', { agencyName: 'Dinas Lain' }, { agencyShortName: 'DILA' }),
  // Inserted alone, a document lacks the signature that it counts.
  { table: 'documents', code: 'INVALID', constraint: 'signatures_complete', change: () => ({}) },
  ...signature('level_known', { level: raw('B-C') }),
  ...signature('index_from_zero', { index: -1 }),
  ...signature('field_name_size', { fieldName: '' }),
  ...signature(
    'named_as_registered',
    { signerName: 'Orang Lain' },
    { position: '' },
    { agencyName: 'Dinas Lain' },
  ),
  ...signature('certificate_in_force', { signedAt: after(-0.001) }, { signedAt: after(3600.001) }),
  ...signature('signer_of_agency', (rows) => ({
    signerId: rows.other.signer.id,
    certificateId: rows.other.certificate.id,
  })),
  ...signature('within_count', { index: 1, fieldName: 'Signature2' }),
  ...signature(
    'certificate_is_signers',
    (rows) => ({ certificateId: rows.other.certificate.id }),
    (rows) => ({ signerId: rows.other.signer.id }),
    { kind: 'seal' },
    (rows) => ({ certificateId: rows.city.ca.id }),
  ),
  ...idempotencyKey('state_known', { state: raw('failed') }),
  ...idempotencyKey('document_iff_done', { state: 'done' }, (rows) => ({ documentId: rows.recorded.id })),
  ...idempotencyKey('key_size', { key: '' }, { key: 'a b' }, { key: longText }),
  ...idempotencyKey('request_is_sha256', { requestSha256: sql`''::bytea` }),
  ...idempotencyKey('lease_after_reservation', { leaseUntil: at }),
  ...revocationList('number_positive', { number: 0 }, { number: -1 }),
  ...revocationList('entries_counted', { entries: -1 }),
  ...revocationList('der_size', { der: randomKey(63) }),
  ...revocationList('next_update_after_issue', { nextUpdate: at }),
  ...event('kind_known', { kind: raw('document.delete') }),
  ...event('actor_known', { actor: raw('mayor') }),
  ...event(
    'outcome_is_code',
    { outcome: '' },
    { outcome: 'Done' },
    { outcome: 'passphrase rahasia' },
    { outcome: 'DONE\n' },
    { outcome: nik },
    { outcome: `NIK_${nik}` },
    { outcome: longText },
  ),
  ...event(
    'presented_credential_is_token',
    { presentedCredential: '' },
    { presentedCredential: 'Contoh Pemohon' },
    { presentedCredential: nik },
    { presentedCredential: `${nik}1` },
    { presentedCredential: `nik-${nik}` },
    { presentedCredential: '1871-9901-0199-0001' },
    { presentedCredential: '18_71_99_01_01_99_00_01' },
    { presentedCredential: longText },
  ),
  ...event(
    'operator_is_name',
    { operator: '' },
    { operator: 'Sri Contoh' },
    { operator: nik },
    { operator: `sri.${nik}` },
    { operator: '1871.9901.0199.0001@kota' },
    { operator: longText },
  ),
  ...event('agency_is_slug', { agencyId: 'Dinas' }, { agencyId: '' }, { agencyId: `a${nik}` }),
  ...event(
    'document_code_is_crockford',
    { documentCode: '0123456789abcdef' },
    { documentCode: '0123' },
    // A code of nothing but digits is a NIK that somebody asked for.
    { documentCode: nik },
  ),
  ...event(
    'visitor_is_network',
    { actor: 'visitor' },
    { actor: 'visitor', address: '203.0.113.0/25' },
    // The mask alone hides nothing.
    { actor: 'visitor', address: '203.0.113.7/24' },
    { actor: 'visitor', address: '2001:db8:1:2::/64' },
    { actor: 'visitor', address: '2001:db8:1:2::/48' },
    { actor: 'visitor', address: '2001:db8:1:2::3' },
  ),
  ...event(
    'changed_are_names',
    { changed: [] },
    { changed: [''] },
    { changed: ['nik', nik] },
    { changed: ['Contoh Pemohon'] },
    { changed: sql`array['name', null]` },
    { changed: ['x'.repeat(41)] },
  ),
  ...chargedNetwork('network_size', { network: '' }, { network: longText }),
  ...chargedNetwork('full_at_finite', { fullAt: sql`'infinity'` }, { fullAt: sql`'-infinity'` }),
  ...onlyInstallation('only_one_is_true', { onlyOne: false }),
  ...onlyInstallation(
    'portal_origin_is_origin',
    { portalOrigin: '' },
    { portalOrigin: 'tte.kota.example' },
    { portalOrigin: 'ftp://tte.kota.example' },
    { portalOrigin: 'https://tte.kota.example/' },
    { portalOrigin: 'https://tte.kota.example?' },
    { portalOrigin: 'https://tte.kota.example#' },
    { portalOrigin: 'https://tte@kota.example' },
    { portalOrigin: 'https://tte.kota.example\n' },
    { portalOrigin: `https://${longText}` },
  ),
]

const steps: readonly Refusal[] = [
  ...step('role_known', { role: raw('witness') }),
  ...step('index_bounded', { index: -1 }, { index: 100 }),
  ...step('rank_bounded', { rank: -1 }, { rank: 100 }),
  ...step(
    'state_of_role',
    { state: raw('skipped'), actedAt: null },
    { state: 'signed', signatureIndex: 0 },
    { role: 'signature' },
  ),
  ...step(
    'signed_has_signature',
    { signatureIndex: 0 },
    { role: 'signature', state: 'signed' },
    { role: 'signature', state: 'active', actedAt: null, signatureIndex: 0 },
  ),
  ...step('acted_has_time', { actedAt: null }, { state: 'active' }, { state: 'dropped' }),
  ...step('declined_has_reason', { state: 'declined' }, { reason: 'Salah' }),
  ...step(
    'reason_is_printable',
    { state: 'declined', reason: ' ' },
    { state: 'declined', reason: 'a\nb' },
    { state: 'declined', reason: longText },
  ),
  ...step(
    'signer_of_agency',
    { role: 'seal', state: 'active', actedAt: null },
    { signerId: unknownId },
    (rows) => ({ signerId: rows.other.signer.id }),
    { documentId: unknownId },
  ),
  // Beside a document that was published, no step is left to take.
  { table: 'signingSteps', code: 'INVALID', constraint: 'signatures_complete', change: () => openSignature },
  {
    table: 'signingSteps',
    code: 'INVALID',
    constraint: 'documents_status_agrees_with_steps',
    change: () => ({ state: 'active', actedAt: null }),
  },
  {
    table: 'signingSteps',
    code: 'INVALID',
    constraint: 'signing_steps_in_sequence',
    change: () => ({ rank: 0 }),
  },
  ...on('signingSteps', 'NOT_FOUND')('own_signature_fk', {
    ...openSignature,
    state: 'signed',
    actedAt: at,
    signatureIndex: 1,
  }),
  ...on('signingSteps', 'CONFLICT')('pk', { index: 0 }),
  ...on('signingSteps', 'CONFLICT')('signature_unique', {
    ...openSignature,
    state: 'signed',
    actedAt: at,
    signatureIndex: 0,
  }),
  ...on('signingSteps', 'CONFLICT')('one_signature_per_rank', { ...openSignature, rank: 0 }),
]

const missing: readonly Refusal[] = [
  ...on('applications', 'NOT_FOUND')('agency_id_agencies_id_fk', { agencyId: 'tiada' }),
  ...on('signers', 'NOT_FOUND')('agency_id_agencies_id_fk', { agencyId: 'tiada' }),
  ...on('credentials', 'NOT_FOUND')('signer_id_signers_id_fk', { signerId: unknownId }),
  ...on('certificates', 'NOT_FOUND')('credential_id_credentials_id_fk', { credentialId: unknownId }),
  ...on('certificates', 'NOT_FOUND')('certified_as_issuer_fk', { certifiedProvider: true }),
  ...on('authorityKeys', 'NOT_FOUND')('certificate_id_certificates_id_fk', { certificateId: unknownId }),
  ...on('templates', 'NOT_FOUND')('agency_id_agencies_id_fk', { agencyId: 'tiada' }),
  ...on('documents', 'NOT_FOUND')('application_of_agency_fk', (rows) => ({ agencyId: rows.other.agency.id })),
  ...on('idempotencyKeys', 'NOT_FOUND')('application_id_applications_id_fk', { applicationId: unknownId }),
  ...on('idempotencyKeys', 'NOT_FOUND')('document_of_application_fk', (rows) => ({
    applicationId: rows.other.application.id,
    state: 'done',
    documentId: rows.recorded.id,
  })),
  ...on('revocationLists', 'NOT_FOUND')('issuer_certificate_id_certificates_id_fk', {
    issuerCertificateId: unknownId,
  }),
]

const taken: readonly Refusal[] = [
  ...on('agencies', 'CONFLICT')('pkey', (rows) => ({ id: rows.city.agency.id })),
  ...on('applications', 'CONFLICT')('agency_name_unique', (rows) => ({ name: rows.city.application.name })),
  ...on('applications', 'CONFLICT')('credential_id_unique', (rows) => ({
    credentialId: rows.other.application.credentialId,
  })),
  ...on('signers', 'CONFLICT')('nik_lookup_unique', (rows) =>
    rows.other.signer.kind === 'person' ? { nikLookup: rows.other.signer.nikLookup } : {},
  ),
  ...on('credentials', 'CONFLICT')('one_active_per_signer', { revokedAt: null }),
  ...on('certificates', 'CONFLICT')('issuer_serial_unique', (rows) => ({
    serialNumber: rows.other.certificate.serialNumber,
  })),
  ...on('documents', 'CONFLICT')('code_unique', (rows) => ({ code: rows.recorded.code })),
  ...on('documents', 'CONFLICT')('signed_sha256_unique', (rows) => ({
    signedSha256: rows.recorded.signedSha256,
  })),
  ...on('documents', 'CONFLICT')('file_key_unique', (rows) => ({ fileKey: rows.recorded.fileKey })),
  // A second one, which would leave it to chance whose files this database fits.
  ...on('installation', 'CONFLICT')('only_one_unique', {}),
  ...on('signatures', 'CONFLICT')('pk', { fieldName: 'Signature2' }),
]

export const refusals: readonly Refusal[] = [...invalid, ...steps, ...missing, ...taken]

/**
 * Constraints that a single row beside the valid ones cannot reach; each has a case of its own, or
 * is implied as said here.
 */
export const reachedElsewhere: readonly string[] = [
  // Two rows are needed: see schema.test.ts.
  'authority_keys_one_active_per_kind',
  'signers_one_seal_per_agency',
  'templates_agency_name_unique',
  'idempotency_keys_pk',
  'signatures_field_unique',
  'revocation_lists_pk',
  'charged_networks_pkey',
  // Constraint triggers, which refuse by the name of the rule that is broken.
  'documents_in_order',
  'signatures_in_order',
  'signing_steps_in_order',
  // Keys of random UUIDs.
  'applications_pkey',
  'signers_pkey',
  'credentials_pkey',
  'certificates_pkey',
  'authority_keys_pkey',
  'templates_pkey',
  'documents_pkey',
  'installation_pkey',
  // A sequence's numbers.
  'events_pkey',
  // Follow from the primary key; they exist as targets of composite foreign keys.
  'applications_id_agency_unique',
  'certificates_id_certified_unique',
  'documents_id_application_unique',
  'signatures_of_signer_unique',
  // A composite foreign key or a trigger speaks first.
  'signatures_kind_known',
  'signing_steps_document_id_documents_id_fk',
  'signing_steps_signer_id_signers_id_fk',
  'documents_agency_id_agencies_id_fk',
  'certificates_issuer_certificate_id_certificates_id_fk',
  'signatures_document_id_documents_id_fk',
  'signatures_signer_id_signers_id_fk',
  'signatures_certificate_id_certificates_id_fk',
]
