// Readiness and the database's clock.
import { sql } from 'drizzle-orm'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCity } from '../contract/city.ts'
import { describeOnEachEngine } from '../contract/engines.ts'
import { expectRefusal } from '../contract/rejected.ts'
import { type Database, openDatabase } from '../open-database.ts'
import { type PostgresForTests, startPostgres } from '../testing.ts'
import { databaseTime, probeDatabase } from './probe.ts'
import { listSigners } from './signers.ts'

/** Longer than a busy machine needs to answer. */
const PATIENT = { milliseconds: 20_000 }
const QUICK = { milliseconds: 400 }

describeOnEachEngine('probe', (database) => {
  it('finds a database ready, with rows and without, and leaves its limits as they were', async () => {
    const { db } = database()
    await probeDatabase(db, PATIENT)
    await createCity(db)
    await probeDatabase(db, PATIENT)
    const limits = sql`select current_setting('statement_timeout') as "limit"`
    const before = JSON.stringify(await db.execute(limits))
    await probeDatabase(db, { milliseconds: 19_998 })
    expect(JSON.stringify(await db.execute(limits))).toBe(before)
    expect(before).not.toContain('9999ms')
  })

  it('rejects when it cannot have a connection in time', async () => {
    const { db } = database()
    const done = Promise.withResolvers<void>()
    // Every connection of the pool, or PGlite's only one.
    const holding = Array.from({ length: 10 }, () => db.transaction(() => done.promise))
    try {
      await expectRefusal(probeDatabase(db, QUICK), { code: 'UNAVAILABLE' })
    } finally {
      done.resolve()
      await Promise.all(holding)
    }
    await probeDatabase(db, PATIENT)
  })

  it('tells the time of now, also late in a transaction', async () => {
    const { db } = database()
    await db.transaction(async (tx) => {
      const first = await databaseTime(tx)
      await tx.execute(sql`select pg_sleep(0.01)`)
      expect((await databaseTime(tx)).getTime()).toBeGreaterThan(first.getTime())
    })
  })
})

describe('probe of PostgreSQL', () => {
  let server: PostgresForTests
  let database: Database
  let admin: Client
  beforeAll(async () => {
    server = await startPostgres()
    database = await openDatabase({ url: server.url, maxConnections: 1 })
    admin = new Client(server.url)
    await admin.connect()
  })
  afterAll(async () => {
    await database.close()
    await admin.end()
    await server.stop()
  })

  it.each(['documents', 'events', 'idempotency_keys', 'signers'])(
    'rejects while %s is locked, and gives its connection back',
    async (table) => {
      await admin.query(`begin; lock table ${table} in access exclusive mode`)
      await expectRefusal(probeDatabase(database.db, QUICK), { code: 'UNAVAILABLE' })
      // The pool's only connection: had the probe kept it, this would find none.
      if (table !== 'signers') expect(await listSigners(database.db, 'tiada')).toEqual([])
      await admin.query('rollback')
      await probeDatabase(database.db, PATIENT)
    },
  )

  it('rejects a database that takes no writes', async () => {
    const name = new URL(server.url).pathname.slice(1)
    await admin.query(`alter database ${name} set default_transaction_read_only = on`)
    const readOnly = await openDatabase({ url: server.url, migrateSchema: false })
    await expectRefusal(probeDatabase(readOnly.db, PATIENT), {
      code: 'UNAVAILABLE',
      message: 'probeDatabase: the database is read-only',
    })
    await readOnly.close()
    await admin.query(
      `begin; set transaction read write; alter database ${name} reset default_transaction_read_only; commit`,
    )
  })

  it('rejects a database without the schema, and one that is gone', async () => {
    const empty = await openDatabase({ url: await server.createDatabase(), migrateSchema: false })
    await expectRefusal(probeDatabase(empty.db, PATIENT), { code: 'UNEXPECTED' })
    await empty.close()
    await expectRefusal(probeDatabase(empty.db, PATIENT), { code: 'UNAVAILABLE' })
  })
})
