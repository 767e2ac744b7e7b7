// Events: what is written with them, what is left out of them, and what the throttle on passphrases
// reads.
import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { after, at, createCity, newDocument } from '../contract/city.ts'
import { describeOnEachEngine } from '../contract/engines.ts'
import { expectRefusal } from '../contract/rejected.ts'
import { events } from '../schema/events.ts'
import { recordDocument, revokeDocument } from './documents.ts'
import { listEvents, type NewEvent, recentWrongPassphrases, recordEvent } from './events.ts'

const nik = '1871990101990001'

describeOnEachEngine('events', (database) => {
  const ofAgency = (agencyId: string) => listEvents(database().db, { agencyId })

  it('come back as they were recorded, and without what was not known', async () => {
    const { db } = database()
    const { agency, signer, certificate, application } = await createCity(db)
    const full: NewEvent = {
      at,
      kind: 'document.sign',
      outcome: 'done',
      actor: 'application',
      applicationId: application.id,
      presentedCredential: application.credentialId,
      operator: '199901012025011001',
      agencyId: agency.id,
      signerId: signer.id,
      certificateId: certificate.id,
      documentCode: '0123456789ABCDEF',
      address: '2001:db8::7',
      requestId: randomUUID(),
      changed: ['name', 'shortName'],
    }
    const bare: NewEvent = {
      at: after(1),
      kind: 'agency.change',
      outcome: 'INVALID',
      actor: 'operator',
      agencyId: agency.id,
    }
    await recordEvent(db, full)
    await recordEvent(db, bare)
    const recorded = await ofAgency(agency.id)
    expect(recorded).toEqual([
      { ...full, id: expect.any(Number) },
      { ...bare, id: expect.any(Number) },
    ])
  })

  it('stand or fall with the document that they record', async () => {
    const { db } = database()
    const city = await createCity(db)
    const document = newDocument(city)
    const event: NewEvent = {
      at,
      kind: 'document.sign',
      outcome: 'done',
      actor: 'application',
      agencyId: city.agency.id,
    }
    const idempotency = { key: 'tidak-dipesan', holder: randomUUID() }
    await expectRefusal(recordDocument(db, { ...document, event, idempotency }), { code: 'LEASE_LOST' })
    await expectRefusal(
      recordDocument(db, {
        ...document,
        event,
        signatures: [...document.signatures, ...document.signatures],
      }),
      {
        code: 'CONFLICT',
      },
    )
    expect(await ofAgency(city.agency.id)).toEqual([])

    await expectRefusal(recordDocument(db, { ...document, event: { ...event, outcome: 'not a code' } }), {
      code: 'INVALID',
      constraint: 'events_outcome_is_code',
    })
    await recordDocument(db, { ...document, event })
    expect(await ofAgency(city.agency.id)).toMatchObject([event])
  })

  it('say once who revoked a document, however often and however many ask at once', async () => {
    const { db } = database()
    const [city, other] = [await createCity(db), await createCity(db)]
    const { code } = await recordDocument(db, newDocument(city))
    const event: NewEvent = {
      at,
      kind: 'document.revoke',
      outcome: 'done',
      actor: 'application',
      agencyId: city.agency.id,
    }
    const revocation = { code, applicationAgency: city.agency.id, reason: 'Salah', at: after(1), event }
    const foreign = { ...revocation, applicationAgency: other.agency.id }
    expect(await revokeDocument(db, foreign)).toEqual({ outcome: 'not-found' })
    const badEvent = { ...revocation, event: { ...event, outcome: 'bad' } }
    await expectRefusal(revokeDocument(db, badEvent), { code: 'INVALID' })
    expect(await ofAgency(city.agency.id)).toEqual([])

    const outcomes = await Promise.all(Array.from({ length: 8 }, () => revokeDocument(db, revocation)))
    expect(outcomes.filter(({ outcome }) => outcome === 'revoked')).toHaveLength(1)
    expect(await revokeDocument(db, revocation)).toMatchObject({ outcome: 'already-revoked' })
    expect(await ofAgency(city.agency.id)).toMatchObject([event])
  })

  it('are filtered by time, kind and agency, and read on by id', async () => {
    const { db } = database()
    const [{ agency }, other] = [await createCity(db), await createCity(db)]
    const kinds = ['agency.change', 'signer.change', 'agency.change'] as const
    for (const [index, kind] of kinds.entries())
      await recordEvent(db, {
        at: after(index),
        kind,
        outcome: 'done',
        actor: 'operator',
        agencyId: agency.id,
      })
    await recordEvent(db, {
      at,
      kind: 'agency.change',
      outcome: 'done',
      actor: 'operator',
      agencyId: other.agency.id,
    })
    const all = await ofAgency(agency.id)
    expect(all.map(({ kind }) => kind)).toEqual(kinds)
    const ids = async (filter: object) =>
      (await listEvents(db, { agencyId: agency.id, ...filter })).map(({ id }) => id)
    const [first, second, third] = all.map(({ id }) => id)
    expect(await ids({ since: after(1) })).toEqual([second, third])
    expect(await ids({ since: after(1.001) })).toEqual([third])
    expect(await ids({ kind: 'agency.change' })).toEqual([first, third])
    expect(await ids({ afterId: first })).toEqual([second, third])
    expect(await ids({ afterId: first, limit: 1 })).toEqual([second])
    expect(await ids({ limit: 2 })).toEqual([first, second])
  })

  it('leave a NIK out that stands in a wrong field, and record what happened all the same', async () => {
    const { db } = database()
    const { agency } = await createCity(db)
    const separators = fc.array(fc.constantFrom('', '', '-', '_'), { minLength: 16, maxLength: 16 })
    const around = fc.constantFrom('', 'x', 'nik-', '7', '-')
    await fc.assert(
      fc.asyncProperty(separators, around, around, async (between, before, behind) => {
        const presentedCredential =
          before + [...nik].map((digit, index) => digit + between[index]).join('') + behind
        const alone = `sri.${nik}@kota`
        await recordEvent(db, {
          at,
          kind: 'application.authenticate',
          outcome: 'UNAUTHENTICATED',
          actor: 'visitor',
          agencyId: agency.id,
          presentedCredential,
          documentCode: nik,
          operator: alone,
        })
      }),
      { numRuns: 30 },
    )
    const rows = await db.select().from(events).where(eq(events.agencyId, agency.id))
    expect(rows).toHaveLength(30)
    expect(JSON.stringify(rows).replaceAll(/[-_]/g, '')).not.toContain(nik)
  })

  it('give a throttle the newest wrong passphrases of this signer within the window, oldest first', async () => {
    const { db } = database()
    const { agency, signer } = await createCity(db)
    const other = await createCity(db)
    const wrong = (seconds: number, change: Partial<NewEvent> = {}) =>
      recordEvent(db, {
        at: after(seconds),
        kind: 'signer.unlock',
        outcome: 'PASSPHRASE_WRONG',
        actor: 'application',
        agencyId: agency.id,
        signerId: signer.id,
        ...change,
      })
    // Two processes' clocks: not in the order of time.
    for (const seconds of [1, 4, 3, 2, 5]) await wrong(seconds)
    await wrong(3, { outcome: 'done' })
    await wrong(3, { kind: 'document.sign' })
    await wrong(3, { signerId: other.signer.id })
    const recent = (seconds: number, limit: number) =>
      recentWrongPassphrases(db, { signerId: signer.id, after: after(seconds), limit })
    expect(await recent(0, 10)).toEqual([1, 2, 3, 4, 5].map(after))
    expect(await recent(2, 10)).toEqual([3, 4, 5].map(after))
    expect(await recent(0, 2)).toEqual([4, 5].map(after))
    expect(await recent(5, 10)).toEqual([])
  })
})
