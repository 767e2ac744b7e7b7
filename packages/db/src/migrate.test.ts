// From the previous release to this one, and an older program before a newer schema.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { after, at, createPerson, newDocument, randomKey } from './contract/city.ts'
import { makePrevious, previous, withMigrationsOf } from './contract/previous-release.ts'
import { expectRefusal } from './contract/rejected.ts'
import { atEdge } from './errors.ts'
import { migrate, requireKnown } from './migrate.ts'
import { type Database, openDatabase } from './open-database.ts'
import { findPublicInstallation, findPublicRecord } from './public.ts'
import { findAgency } from './queries/agencies.ts'
import { findApplicationByCredentialId } from './queries/applications.ts'
import { findAuthority } from './queries/authority-keys.ts'
import { findActiveCredential } from './queries/credentials.ts'
import { countDocuments } from './queries/document-files.ts'
import { findProgress } from './queries/document-progress.ts'
import { recordDocument } from './queries/documents.ts'
import { listEvents } from './queries/events.ts'
import { releaseIdempotencyKey, reserveIdempotencyKey } from './queries/idempotency.ts'
import { findInstallation } from './queries/installation.ts'
import { currentRevocationList } from './queries/revocation-lists.ts'
import { findSignerById } from './queries/signers.ts'
import { findTemplate } from './queries/templates.ts'
import { type PostgresForTests, startPostgres } from './testing.ts'

/** All that the previous release wrote is there, and all that this one does works on it. */
async function expectToWork({ db }: Database): Promise<void> {
  const agency = await findAgency(db, previous.agency)
  expect(agency).toMatchObject({ name: 'Dinas Lama', isDemonstration: false })
  const application = await findApplicationByCredentialId(db, previous.credentialId)
  const signer = await findSignerById(db, previous.signer)
  expect(await findTemplate(db, { agencyId: previous.agency, name: 'surat' })).toBeDefined()
  expect(await findAuthority(db, 'ca')).toBeDefined()
  expect(await findPublicRecord(db, previous.code)).toMatchObject({ status: 'valid' })
  expect(await findPublicRecord(db, previous.revokedCode)).toMatchObject({ status: 'revoked' })
  expect(await countDocuments(db)).toBe(2)
  // What was signed before there were steps was signed in one, by a key under a passphrase.
  for (const code of [previous.code, previous.revokedCode]) {
    expect(await findProgress(db, code, { applicationAgency: previous.agency })).toEqual({
      ...(code === previous.code
        ? { status: 'valid' }
        : { status: 'revoked', revokedAt: after(60), revocationReason: 'Salah' }),
      steps: [
        {
          role: 'signature',
          rank: 0,
          signerId: previous.signer,
          state: 'signed',
          actedAt: at,
          signatureIndex: 0,
        },
      ],
    })
  }
  const active = await findActiveCredential(db, previous.signer)
  expect(active?.credential).toMatchObject({ kind: 'software', encryptedKey: previous.encryptedKey })

  const request = {
    applicationId: previous.application,
    requestHash: previous.requestHash,
    holder: randomUUID(),
  }
  const early = { ...request, now: after(1), leaseUntil: after(61) }
  expect(await reserveIdempotencyKey(db, { ...early, key: 'selesai' })).toEqual({
    outcome: 'done',
    documentCode: previous.code,
  })
  const working = { ...early, key: 'dikerjakan' }
  expect(await reserveIdempotencyKey(db, working)).toEqual({ outcome: 'in-progress', leaseUntil: after(60) })
  // What the previous release reserved has a holder that nobody knows: it runs out.
  await releaseIdempotencyKey(db, working)
  const takeover = { ...working, now: after(60), leaseUntil: after(120) }
  expect(await reserveIdempotencyKey(db, takeover)).toEqual({ outcome: 'reserved' })

  if (agency === undefined || application === undefined || signer === undefined)
    throw new Error('expected rows')
  const person = await createPerson(db, agency.id, previous.ca)
  const city = { agency, application, ...person }
  const document = { ...newDocument({ ...city, root: person.certificate, ca: person.certificate }) }
  await recordDocument(db, {
    ...document,
    idempotency: takeover,
    event: { at, kind: 'document.sign', outcome: 'done', actor: 'application' },
  })
  expect(await listEvents(db)).toHaveLength(1)
  const list = await currentRevocationList(db, {
    issuerCertificateId: previous.ca,
    freshAfter: at,
    firstNumber: 9,
    issue: async () => ({ der: randomKey(), issuedAt: at, nextUpdate: after(60) }),
  })
  expect(list.number).toBe(9)
}

describe('migrations on PGlite', () => {
  it('bring the previous release up to date with its rows', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tapis-previous-'))
    try {
      const client = await PGlite.create(join(folder, 'data'))
      await makePrevious(drizzle({ client }))
      await client.close()
      const database = await openDatabase({ folder: join(folder, 'data') })
      await expectToWork(database)
      const { id } = await findInstallation(database.db)
      await database.close()
      const again = await openDatabase({ folder: join(folder, 'data') })
      expect((await findInstallation(again.db)).id).toBe(id)
      await again.close()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('migrations on PostgreSQL', () => {
  let server: PostgresForTests
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  it('bring the previous release up to date with its rows, once, though eight processes start together', async () => {
    const url = await server.createDatabase()
    const before = await openDatabase({ url, migrateSchema: false })
    await makePrevious(before.db)
    await before.close()
    const opened = await Promise.all(
      Array.from({ length: 8 }, () => openDatabase({ url, maxConnections: 2 })),
    )
    const ids = new Set(await Promise.all(opened.map(async ({ db }) => (await findInstallation(db)).id)))
    expect(ids.size).toBe(1)
    const [first] = opened
    if (first === undefined) throw new Error('expected a database')
    await expectToWork(first)
    await Promise.all(opened.map(({ close }) => close()))
  })

  it('name every database differently', async () => {
    const urls = [await server.createDatabase(), await server.createDatabase()]
    const opened = await Promise.all(urls.map((url) => openDatabase({ url })))
    const ids = await Promise.all(opened.map(async ({ db }) => (await findInstallation(db)).id))
    expect(ids[0]).not.toBe(ids[1])
    await Promise.all(opened.map(({ close }) => close()))
  })

  it('of an older program refuse a newer schema and change nothing', async () => {
    const url = await server.createDatabase()
    const { db, close } = await openDatabase({ url })
    const state = async () =>
      JSON.stringify([
        await db.execute(sql`select * from drizzle.__drizzle_migrations order by id`),
        await db.execute(
          sql`select relname, relfilenode, relnatts from pg_class where relnamespace in ('public'::regnamespace, 'drizzle'::regnamespace) order by 1`,
        ),
      ])
    const before = await state()
    const { schemaVersion } = await findPublicInstallation(db)
    requireKnown(schemaVersion)
    for (const known of [4, 5, 6, 7]) {
      await withMigrationsOf(known, async (folder) => {
        await expectRefusal(
          atEdge('older', () => migrate(db, folder)),
          { code: 'SCHEMA_NEWER' },
        )
        // What a process does that may not migrate, such as the portal.
        expect(() => requireKnown(schemaVersion, folder)).toThrow(
          expect.objectContaining({ code: 'SCHEMA_NEWER' }),
        )
      })
    }
    expect(await state()).toBe(before)

    // A migration that nobody has yet.
    await db.execute(
      sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', ${schemaVersion + 1})`,
    )
    await expectRefusal(openDatabase({ url }), { code: 'SCHEMA_NEWER' })
    const later = (await findPublicInstallation(db)).schemaVersion
    expect(() => requireKnown(later)).toThrow(expect.objectContaining({ code: 'SCHEMA_NEWER' }))
    await close()
  })

  it('see what they wait for, whatever isolation the server prefers', async () => {
    const url = await server.createDatabase()
    const name = new URL(url).pathname.slice(1)
    const { db, close } = await openDatabase({ url, maxConnections: 1 })
    await db.execute(sql.raw(`alter database ${name} set default_transaction_isolation = 'repeatable read'`))
    const other = await openDatabase({ url, maxConnections: 1 })
    const [row] = await other.db
      .select({ isolation: sql<string>`current_setting('transaction_isolation')` })
      .from(sql`(values (1)) as once`)
    expect(row).toEqual({ isolation: 'read committed' })
    await Promise.all([close(), other.close()])
  })
})
