// A database as release 0.1 left it: its four migrations, and rows in every table that it had. Its
// statements are written out, because today's query functions name today's columns.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import type { DatabaseHandle } from '../handle.ts'
import { migrate, migrationsFolder } from '../migrate.ts'

const RELEASED_MIGRATIONS = 4

/** Runs `use` with a folder of the migrations of a program that knows the first `count` only. */
export async function withMigrationsOf<T>(count: number, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tapis-released-'))
  try {
    await cp(migrationsFolder, folder, { recursive: true })
    const journal = join(folder, 'meta/_journal.json')
    const { entries, ...rest } = JSON.parse(await readFile(journal, 'utf8'))
    await writeFile(journal, JSON.stringify({ ...rest, entries: entries.slice(0, count) }))
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the rows are known by. */
export const previous = {
  agency: 'dinlama',
  credentialId: 'perizinan-lama',
  code: '0123456789ABCDEF',
  revokedCode: 'FEDCBA9876543210',
  ca: '00000000-0000-4000-8000-0000000000ca',
  application: '00000000-0000-4000-8000-0000000000ab',
  signer: '00000000-0000-4000-8000-0000000000aa',
  requestHash: '11'.repeat(32),
  encryptedKey: Uint8Array.fromHex('04'.repeat(32) + '05'.repeat(32)),
}

/** Makes an empty database the previous release's. */
export async function makePrevious(db: DatabaseHandle): Promise<void> {
  await withMigrationsOf(RELEASED_MIGRATIONS, (folder) => migrate(db, folder))
  await db.transaction(async (tx) => {
    for (const statement of rows) await tx.execute(sql.raw(statement))
  })
}

const at = `'2026-03-02T03:04:05.678Z'`
const later = `'2026-03-02T03:05:05.678Z'`
const hash = (byte: string) => `decode(repeat('${byte}', 32), 'hex')`
const root = '00000000-0000-4000-8000-000000000001'
const credential = '00000000-0000-4000-8000-000000000002'
const certificate = '00000000-0000-4000-8000-000000000003'
const document = '00000000-0000-4000-8000-000000000004'
const revoked = '00000000-0000-4000-8000-000000000005'

const certificateRow = (id: string, kind: string, serial: string, issuerId: string, credentialId: string) =>
  `('${id}', '${kind}', '${serial}', 'CN=Contoh ${serial}', 'CN=Kota Contoh', ${issuerId}, ${credentialId}, ${hash('30')} || ${hash('31')}, ${at}, '2036-01-01', false)`

const documentRow = (id: string, code: string, byte: string, status: string) =>
  `('${id}', '${code}', '${previous.agency}', 'Dinas Lama', 'DINLA', '${previous.application}', 'Surat', '1', 'Surat lama', '[]', 1,
    ${hash('00')}, ${hash(byte)}, 1000, '2026/03/${code}.pdf', 1, ${status}, ${at})`

const signatureRow = (documentId: string) =>
  `('${documentId}', 0, '${previous.signer}', '${certificate}', 'signature', 'B-T', ${at}, 'Signature1', 'Contoh Lama', 'Kepala', 'Dinas Lama')`

const rows: readonly string[] = [
  `insert into agencies (id, name, short_name, created_at) values ('${previous.agency}', 'Dinas Lama', 'DINLA', ${at})`,
  `insert into applications (id, agency_id, name, credential_id, secret_sha256, created_at)
    values ('${previous.application}', '${previous.agency}', 'perizinan', '${previous.credentialId}', ${hash('ab')}, ${at})`,
  `insert into signers (id, agency_id, kind, name, position, nip, nik_encrypted, nik_lookup, nik_masked, status, created_at)
    values ('${previous.signer}', '${previous.agency}', 'person', 'Contoh Lama', 'Kepala', null, ${hash('01')} || ${hash('02')}, ${hash('03')}, '187199******0001', 'active', ${at})`,
  `insert into credentials (id, signer_id, algorithm, encrypted_key, created_at)
    values ('${credential}', '${previous.signer}', 'ecdsa-p256-sha256', ${hash('04')} || ${hash('05')}, ${at})`,
  `insert into certificates (id, kind, serial_number, subject, issuer, issuer_certificate_id, credential_id, der, not_before, not_after, certified_provider)
    values ${[
      certificateRow(root, 'root', '01', 'null', 'null'),
      certificateRow(previous.ca, 'ca', '02', `'${root}'`, 'null'),
      certificateRow(certificate, 'signature', '03', `'${previous.ca}'`, `'${credential}'`),
    ].join(', ')}`,
  `insert into authority_keys (kind, algorithm, encrypted_key, certificate_id, created_at)
    values ('ca', 'ecdsa-p256-sha256', ${hash('06')} || ${hash('07')}, '${previous.ca}', ${at})`,
  `insert into templates (agency_id, name, page, x, y, width, height, created_at)
    values ('${previous.agency}', 'surat', -1, 10, 20, 100, 50, ${at})`,
  `insert into documents (id, code, agency_id, agency_name, agency_short_name, application_id, document_type, number, title, facts, pages,
    submitted_sha256, signed_sha256, bytes, file_key, signature_count, status, created_at)
    values ${documentRow(document, previous.code, 'aa', `'valid'`)}, ${documentRow(revoked, previous.revokedCode, 'bb', `'valid'`)}`,
  `insert into signatures (document_id, index, signer_id, certificate_id, kind, level, signed_at, field_name, signer_name, position, agency_name)
    values ${signatureRow(document)}, ${signatureRow(revoked)}`,
  `update documents set status = 'revoked', revoked_at = ${later}, revocation_reason = 'Salah' where id = '${revoked}'`,
  `insert into idempotency_keys (application_id, key, request_sha256, state, document_id, created_at, lease_until)
    values ('${previous.application}', 'selesai', ${hash('11')}, 'done', '${document}', ${at}, ${later}),
      ('${previous.application}', 'dikerjakan', ${hash('11')}, 'in_progress', null, ${at}, ${later})`,
]
