import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { at, createCity, newDocument } from './contract/city.ts'
import { expectRefusal } from './contract/rejected.ts'
import { atEdge } from './errors.ts'
import { migrationsFolder } from './migrate.ts'
import { openDatabase } from './open-database.ts'
import { grantPortalRole } from './portal-role.ts'
import { findPublicRecord } from './public.ts'
import { createAgency, findAgency, listAgencies } from './queries/agencies.ts'
import { findDocument, recordDocument } from './queries/documents.ts'
import { listSigners } from './queries/signers.ts'
import { type PostgresForTests, startPostgres } from './testing.ts'

const agency = {
  id: 'dinco',
  name: 'Dinas Contoh',
  shortName: 'DINCO',
  isDemonstration: false,
  createdAt: at,
}

describe('openDatabase on PostgreSQL', () => {
  let server: PostgresForTests
  let url: string
  let admin: Client
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    url = await server.createDatabase()
    admin = new Client(url)
    await admin.connect()
  })
  afterEach(() => admin.end())

  const cutConnections = () =>
    admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tapis' and datname = current_database()`,
    )

  it('migrates an empty database once, however many open it together', async () => {
    const opened = await Promise.all(
      Array.from({ length: 8 }, () => openDatabase({ url, maxConnections: 2 })),
    )
    const again = await openDatabase({ url })
    const { entries } = JSON.parse(await readFile(join(migrationsFolder, 'meta/_journal.json'), 'utf8'))
    const applied = await admin.query('select hash from drizzle.__drizzle_migrations')
    expect(applied.rows).toHaveLength(entries.length)
    expect(again.engine).toBe('postgresql')
    await Promise.all([...opened, again].map(({ close }) => close()))
  })

  it('keeps what is written for the next that opens it', async () => {
    const first = await openDatabase({ url })
    await createAgency(first.db, agency)
    await first.close()
    const second = await openDatabase({ url })
    expect(await findAgency(second.db, agency.id)).toEqual(agency)
    await second.close()
  })

  it('leaves a database as it was when a migration fails', async () => {
    await admin.query('create table certificates (somebody_elses int)')
    await expectRefusal(openDatabase({ url }), { code: 'MIGRATION_FAILED' })
    const { rows } = await admin.query(
      `select table_name from information_schema.tables where table_schema in ('public', 'drizzle')`,
    )
    expect(rows).toEqual([{ table_name: 'certificates' }])
  })

  it('refuses a database whose applied migration is not the one it knows', async () => {
    await (await openDatabase({ url })).close()
    await admin.query(`update drizzle.__drizzle_migrations set hash = 'edited' where id = 2`)
    await expectRefusal(openDatabase({ url }), {
      code: 'MIGRATION_FAILED',
      message: 'migration 2 of 8 differs from the one that was applied',
    })
  })

  it('serves the portal with a role that may select the public views and nothing else', async () => {
    const { db, close } = await openDatabase({ url })
    const city = await createCity(db)
    const document = newDocument(city)
    await recordDocument(db, document)
    await admin.query(`create role portal login password 'portal'`)
    await grantPortalRole(db, 'portal')

    const portalUrl = Object.assign(new URL(url), { username: 'portal', password: 'portal' }).href
    const portal = await openDatabase({ url: portalUrl, migrateSchema: false })
    expect(await findPublicRecord(portal.db, document.code)).toMatchObject({ sha256: document.signedSha256 })
    const forbidden = { code: 'FORBIDDEN' } as const
    const mine = { applicationAgency: city.agency.id }
    await expectRefusal(listSigners(portal.db, city.agency.id), forbidden)
    await expectRefusal(findDocument(portal.db, document.code, mine), forbidden)
    await expectRefusal(createAgency(portal.db, agency), forbidden)
    await expectRefusal(openDatabase({ url: portalUrl }), { code: 'FORBIDDEN' })
    await Promise.all([portal.close(), close()])
  })

  it.each([
    { what: 'nobody listens', change: { port: '1' } },
    { what: 'the database is missing', change: { pathname: '/tiada' } },
    { what: 'the password is wrong', change: { password: 'salah-7c1e' } },
  ])('is UNAVAILABLE when $what, without repeating the password', async ({ change }) => {
    const wrong = new URL(url)
    Object.assign(wrong, change)
    await expectRefusal(openDatabase({ url: wrong.href }), { code: 'UNAVAILABLE' }, wrong.password)
  })

  it('is UNAVAILABLE after close, which may be called twice', async () => {
    const { db, close } = await openDatabase({ url })
    await Promise.all([close(), close()])
    await expectRefusal(listAgencies(db), { code: 'UNAVAILABLE' })
  })

  it('answers every request while its connections are cut, and keeps whole documents only', async () => {
    const { db, close } = await openDatabase({ url, maxConnections: 4 })
    const city = await createCity(db)
    const outcomes: { readonly code: string; readonly error: unknown }[] = []
    for (let round = 0; round < 12; round += 1) {
      const requests = Array.from({ length: 10 }, async () => {
        const document = newDocument(city)
        const error = await recordDocument(db, document).then(
          () => undefined,
          (reason: unknown) => reason,
        )
        outcomes.push({ code: document.code, error })
      })
      await Promise.all([...requests, cutConnections()])
    }
    const failed = outcomes.filter(({ error }) => error !== undefined)
    expect(failed.length).toBeGreaterThan(0)
    for (const { error } of failed)
      expect(error).toMatchObject({ name: 'DatabaseError', code: 'UNAVAILABLE' })

    await cutConnections()
    const parts = await admin.query(
      'select code, count(document_id)::int as signatures from documents left join signatures on document_id = id group by code',
    )
    expect(parts.rows.every((row) => row.signatures === 1)).toBe(true)
    const recorded = new Set(parts.rows.map((row) => row.code))
    expect(outcomes.filter(({ code, error }) => error === undefined && !recorded.has(code))).toEqual([])
    // Each of the four cut connections may cost one request, on a machine too busy to have told the
    // pool.
    for (let cut = 0; cut < 4; cut += 1) await recordDocument(db, newDocument(city)).catch(() => undefined)
    await recordDocument(db, newDocument(city))
    await close()
  })

  it('is UNAVAILABLE while the server is down', async () => {
    const other = await startPostgres()
    const { db, close } = await openDatabase({ url: other.url })
    await other.stop()
    await expectRefusal(listAgencies(db), { code: 'UNAVAILABLE' })
    await close()
  })

  it('stops a statement that runs longer than the limit', async () => {
    await (await openDatabase({ url })).close()
    const { db, close } = await openDatabase({ url, statementTimeoutMilliseconds: 50, migrateSchema: false })
    await admin.query('begin; lock table agencies')
    await expectRefusal(listAgencies(db), { code: 'UNAVAILABLE' })
    await admin.query('rollback')
    expect(await listAgencies(db)).toEqual([])
    await close()
  })

  it('frees what a transaction holds that stops between two statements', async () => {
    await (await openDatabase({ url })).close()
    const { db, close } = await openDatabase({ url, statementTimeoutMilliseconds: 50, migrateSchema: false })
    let freed = false
    const stopped = atEdge('stopped', () =>
      db.transaction(async (tx) => {
        await createAgency(tx, agency)
        // Waits for the row's lock until the server ends the transaction above.
        await admin.query(`set statement_timeout = '20s'`)
        await admin.query('begin; lock table agencies')
        freed = true
      }),
    )
    await expectRefusal(stopped, { code: 'UNAVAILABLE' })
    expect(freed).toBe(true)
    await admin.query('rollback')
    expect(await listAgencies(db)).toEqual([])
    await close()
  })
})
