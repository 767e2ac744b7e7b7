import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { after, at, createCity, newDocument, randomHash } from '../contract/city.ts'
import { describeOnEachEngine } from '../contract/engines.ts'
import { expectRefusal } from '../contract/rejected.ts'
import { type Database, openDatabase } from '../open-database.ts'
import { idempotencyKeys } from '../schema/idempotency-keys.ts'
import { type PostgresForTests, startPostgres } from '../testing.ts'
import { findDocument, recordDocument } from './documents.ts'
import {
  deleteOldIdempotencyKeys,
  deleteSomeOld,
  releaseIdempotencyKey,
  renewIdempotencyKey,
  reserveIdempotencyKey,
} from './idempotency.ts'

describeOnEachEngine('idempotency keys', (database) => {
  const prepared = async () => {
    const { db } = database()
    const city = await createCity(db)
    const lease = { applicationId: city.application.id, key: 'permohonan-1', holder: randomUUID() }
    const request = { ...lease, requestHash: randomHash(), now: at, leaseUntil: after(60) }
    return { db, city, lease, request }
  }

  it('reserves for exactly one of many concurrent requests', async () => {
    const { db, request } = await prepared()
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => reserveIdempotencyKey(db, request)))
    expect(outcomes.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(1)
    expect(outcomes.filter(({ outcome }) => outcome === 'in-progress')).toHaveLength(39)
  })

  it('gives an expired lease to exactly one of many concurrent requests', async () => {
    const { db, request } = await prepared()
    await reserveIdempotencyKey(db, request)
    const later = { ...request, now: after(60), leaseUntil: after(120) }
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => reserveIdempotencyKey(db, later)))
    expect(outcomes.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(1)
  })

  it('does not take over a lease one millisecond before its end', async () => {
    const { db, request } = await prepared()
    await reserveIdempotencyKey(db, request)
    const early = { ...request, now: new Date(after(60).getTime() - 1), leaseUntil: after(120) }
    expect(await reserveIdempotencyKey(db, early)).toEqual({
      outcome: 'in-progress',
      leaseUntil: after(60),
    })
  })

  it('writes nothing for a process whose lease was taken over', async () => {
    const { db, city, lease, request } = await prepared()
    await reserveIdempotencyKey(db, request)
    const takeover = { ...request, holder: randomUUID(), now: after(61), leaseUntil: after(121) }
    expect(await reserveIdempotencyKey(db, takeover)).toEqual({ outcome: 'reserved' })

    const late = newDocument(city)
    await expectRefusal(recordDocument(db, { ...late, idempotency: lease }), { code: 'LEASE_LOST' })
    expect(await findDocument(db, late.code, { applicationAgency: city.agency.id })).toBeUndefined()

    await releaseIdempotencyKey(db, lease)
    const winner = newDocument(city)
    await recordDocument(db, { ...winner, idempotency: takeover })
    expect(await reserveIdempotencyKey(db, { ...request, now: after(900), leaseUntil: after(960) })).toEqual({
      outcome: 'done',
      documentCode: winner.code,
    })
  })

  it('refuses another request under a used key, in progress, expired or done', async () => {
    const { db, city, lease, request } = await prepared()
    const other = { ...request, requestHash: randomHash() }
    await reserveIdempotencyKey(db, request)
    expect(await reserveIdempotencyKey(db, other)).toEqual({ outcome: 'different-request' })
    const expired = { ...other, now: after(600), leaseUntil: after(660) }
    expect(await reserveIdempotencyKey(db, expired)).toEqual({ outcome: 'different-request' })
    await recordDocument(db, { ...newDocument(city), idempotency: lease })
    expect(await reserveIdempotencyKey(db, other)).toEqual({ outcome: 'different-request' })
  })

  it('is free again after a release, and a release after the answer changes nothing', async () => {
    const { db, city, lease, request } = await prepared()
    await reserveIdempotencyKey(db, request)
    await releaseIdempotencyKey(db, lease)
    expect(await reserveIdempotencyKey(db, { ...request, requestHash: randomHash() })).toEqual({
      outcome: 'reserved',
    })
    await releaseIdempotencyKey(db, lease)
    await reserveIdempotencyKey(db, request)
    const { code } = await recordDocument(db, { ...newDocument(city), idempotency: lease })
    await releaseIdempotencyKey(db, lease)
    expect(await reserveIdempotencyKey(db, request)).toEqual({ outcome: 'done', documentCode: code })
  })

  it("keeps another application's equal key apart", async () => {
    const { db, request } = await prepared()
    const other = await createCity(db)
    await reserveIdempotencyKey(db, request)
    const theirs = { ...request, applicationId: other.application.id, requestHash: randomHash() }
    expect(await reserveIdempotencyKey(db, theirs)).toEqual({ outcome: 'reserved' })
  })

  it('refuses to record under a key that was never reserved', async () => {
    const { db, city, lease } = await prepared()
    await expectRefusal(recordDocument(db, { ...newDocument(city), idempotency: lease }), {
      code: 'LEASE_LOST',
    })
  })

  it('is not taken over while its holder renews, and a renewal never shortens it', async () => {
    const { db, lease, request } = await prepared()
    await reserveIdempotencyKey(db, request)
    expect(await renewIdempotencyKey(db, lease, after(120))).toBe('held')
    expect(await renewIdempotencyKey(db, lease, after(90))).toBe('held')
    const other = { ...request, holder: randomUUID(), now: after(119), leaseUntil: after(180) }
    expect(await reserveIdempotencyKey(db, other)).toEqual({ outcome: 'in-progress', leaseUntil: after(120) })
    expect(await reserveIdempotencyKey(db, { ...other, now: after(120) })).toEqual({ outcome: 'reserved' })
  })

  it('is lost to its holder once it is taken over, released or answered', async () => {
    const { db, city, lease, request } = await prepared()
    const lost = { ...lease, holder: randomUUID() }
    expect(await renewIdempotencyKey(db, lease, after(60))).toBe('lost')
    await reserveIdempotencyKey(db, request)
    expect(await renewIdempotencyKey(db, lost, after(600))).toBe('lost')
    // The end has passed, but nobody came: still the holder's.
    expect(await renewIdempotencyKey(db, lease, after(61))).toBe('held')
    const takeover = { ...request, holder: randomUUID(), now: after(61), leaseUntil: after(121) }
    await reserveIdempotencyKey(db, takeover)
    expect(await renewIdempotencyKey(db, lease, after(600))).toBe('lost')
    await releaseIdempotencyKey(db, lease)
    await recordDocument(db, { ...newDocument(city), idempotency: takeover })
    expect(await renewIdempotencyKey(db, takeover, after(600))).toBe('lost')
    await expectRefusal(recordDocument(db, { ...newDocument(city), idempotency: takeover }), {
      code: 'LEASE_LOST',
    })
  })

  it('goes to exactly one of a renewal and a takeover that meet', async () => {
    const { db, lease, request } = await prepared()
    for (let round = 0; round < 10; round += 1) {
      const key = `k-${round}`
      await reserveIdempotencyKey(db, { ...request, key })
      const takeover = { ...request, key, holder: randomUUID(), now: after(60), leaseUntil: after(120) }
      const [renewed, taken] = await Promise.all([
        renewIdempotencyKey(db, { ...lease, key }, after(180)),
        reserveIdempotencyKey(db, takeover),
      ])
      expect([renewed, taken.outcome]).toEqual(
        renewed === 'held' ? ['held', 'in-progress'] : ['lost', 'reserved'],
      )
    }
  })

  it('is deleted when it is old and done or dead, in batches, and never while it is held', async () => {
    const { db, city, lease, request } = await prepared()
    const keep = async (key: string) =>
      reserveIdempotencyKey(db, { ...request, key, now: after(1), leaseUntil: after(3600) })
    await reserveIdempotencyKey(db, { ...request, key: 'done' })
    await recordDocument(db, { ...newDocument(city), idempotency: { ...lease, key: 'done' } })
    await reserveIdempotencyKey(db, { ...request, key: 'dead' })
    await keep('held')
    await reserveIdempotencyKey(db, { ...request, key: 'young', now: after(100), leaseUntil: after(101) })
    // More than a batch of them.
    await db.execute(sql`insert into idempotency_keys (application_id, key, request_sha256, state, created_at, lease_until)
      select application_id, 'dead-' || n, request_sha256, state, created_at, lease_until
      from idempotency_keys, generate_series(1, 2100) n where key = 'dead' and application_id = ${lease.applicationId}`)
    const left = async () => {
      const { applicationId, key } = idempotencyKeys
      const rows = await db
        .select({ key })
        .from(idempotencyKeys)
        .where(eq(applicationId, lease.applicationId))
        .orderBy(key)
      return rows.map((row) => row.key)
    }
    await deleteOldIdempotencyKeys(db, { createdBefore: at, now: after(200) })
    expect(await left()).toHaveLength(2104)
    const deleted = await deleteOldIdempotencyKeys(db, { createdBefore: after(100), now: after(200) })
    expect(deleted).toBeGreaterThanOrEqual(2102)
    expect(await left()).toEqual(['held', 'young'])
    // What it answered is still there; only the repetition is forgotten.
    expect(await reserveIdempotencyKey(db, { ...request, key: 'done' })).toEqual({ outcome: 'reserved' })
  })

  it('is found by its age through indexes, among many that are younger', async () => {
    const { db, request, lease } = await prepared()
    await reserveIdempotencyKey(db, { ...request, key: 'young', now: after(60), leaseUntil: after(120) })
    await db.execute(sql`insert into idempotency_keys (application_id, key, request_sha256, state, created_at, lease_until)
      select application_id, 'young-' || n, request_sha256, state, created_at, lease_until
      from idempotency_keys, generate_series(1, 50000) n where key = 'young' and application_id = ${lease.applicationId}`)
    await db.execute(sql`analyze idempotency_keys`)
    const statement = deleteSomeOld(db, after(1), after(2)).getSQL()
    const plan = JSON.stringify(await db.execute(sql`explain ${statement}`))
    expect(plan).toContain('idempotency_keys_created_index')
    expect(plan).not.toContain('Seq Scan')
  })
})

describe('deleting old idempotency keys on PostgreSQL', () => {
  let server: PostgresForTests
  let database: Database
  beforeAll(async () => {
    server = await startPostgres()
    database = await openDatabase({ url: server.url, statementTimeoutMilliseconds: 5000 })
  })
  afterAll(async () => {
    await database.close()
    await server.stop()
  })

  it('waits for nobody and leaves a key to whoever takes it over at that moment', async () => {
    const { db } = database
    const { application } = await createCity(db)
    const request = {
      applicationId: application.id,
      key: 'k',
      requestHash: randomHash(),
      now: at,
      leaseUntil: after(60),
    }
    await reserveIdempotencyKey(db, { ...request, holder: randomUUID() })
    const lease = { ...request, holder: randomUUID(), now: after(60), leaseUntil: after(120) }
    await db.transaction(async (tx) => {
      expect(await reserveIdempotencyKey(tx, lease)).toEqual({ outcome: 'reserved' })
      expect(await deleteOldIdempotencyKeys(db, { createdBefore: after(90), now: after(90) })).toBe(0)
    })
    expect(await renewIdempotencyKey(db, lease, after(180))).toBe('held')
  })
})
