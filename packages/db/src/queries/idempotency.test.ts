import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { after, at, createCity, newDocument, randomHash } from '../contract/city.ts'
import { describeOnEachEngine } from '../contract/engines.ts'
import { expectRefusal } from '../contract/rejected.ts'
import { findDocument, recordDocument } from './documents.ts'
import { releaseIdempotencyKey, reserveIdempotencyKey } from './idempotency.ts'

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
})
