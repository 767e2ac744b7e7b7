// Revocation lists: one sequence of numbers, whoever asks and however many at once.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { after, at, certificateFields, createCity, createPerson, randomKey } from '../contract/city.ts'
import { describeOnEachEngine } from '../contract/engines.ts'
import { expectRefusal } from '../contract/rejected.ts'
import type { DatabaseHandle } from '../handle.ts'
import { type Database, openDatabase } from '../open-database.ts'
import { type PostgresForTests, startPostgres } from '../testing.ts'
import { createCertificate, revokeCertificate } from './certificates.ts'
import { currentRevocationList, type RevocationListDraft } from './revocation-lists.ts'

/** A publisher that remembers what it was asked for. */
function publisher(db: DatabaseHandle, issuerCertificateId: string, firstNumber = 1) {
  const drafts: RevocationListDraft[] = []
  const current = (freshAfter = at, handle = db) =>
    currentRevocationList(handle, {
      issuerCertificateId,
      freshAfter,
      firstNumber,
      issue: async (draft) => {
        drafts.push(draft)
        await new Promise((resolve) => setImmediate(resolve))
        return {
          der: randomKey(64),
          issuedAt: freshAfter,
          nextUpdate: new Date(freshAfter.getTime() + 60_000),
        }
      },
    })
  return { drafts, current }
}

const revoke = (db: DatabaseHandle, id: string) => revokeCertificate(db, { id, reason: 'superseded', at })

describeOnEachEngine('revocation lists', (database) => {
  it('are issued anew only when they are too old or a certificate was revoked since', async () => {
    const { db } = database()
    const city = await createCity(db)
    const { drafts, current } = publisher(db, city.ca.id, 700)
    const first = await current()
    expect(first).toMatchObject({ issuerCertificateId: city.ca.id, number: 700, entries: 0, issuedAt: at })
    expect(await current()).toEqual(first)
    expect(await current(after(-1))).toEqual(first)

    await revoke(db, city.certificate.id)
    const second = await current()
    expect(second).toMatchObject({ number: 701, entries: 1 })
    expect(drafts.at(-1)?.revoked.map(({ id }) => id)).toEqual([city.certificate.id])
    await revoke(db, city.certificate.id)
    expect(await current()).toEqual(second)

    expect(await current(after(0.001))).toMatchObject({ number: 702, entries: 1 })
    expect(drafts.map(({ number }) => number)).toEqual([700, 701, 702])
  })

  it('begin above what was published before, also when that is learned late', async () => {
    const { db } = database()
    const { ca } = await createCity(db)
    expect(await publisher(db, ca.id, 5).current()).toMatchObject({ number: 5 })
    expect(await publisher(db, ca.id, 90).current(after(1))).toMatchObject({ number: 90 })
    expect(await publisher(db, ca.id, 5).current(after(2))).toMatchObject({ number: 91 })
  })

  it('leave nothing when issuing fails, and the failure is the caller’s own', async () => {
    const { db } = database()
    const { ca } = await createCity(db)
    class KeyError extends Error {
      readonly code = 'KEY_LOCKED'
    }
    const failure = new KeyError('the key is locked')
    const options = { issuerCertificateId: ca.id, freshAfter: at, firstNumber: 1 }
    const attempt = currentRevocationList(db, { ...options, issue: () => Promise.reject(failure) })
    await expect(attempt).rejects.toBe(failure)
    const thrown = currentRevocationList(db, {
      ...options,
      issue: () => {
        throw failure
      },
    })
    await expect(thrown).rejects.toBe(failure)
    const { drafts, current } = publisher(db, ca.id)
    expect(await current()).toMatchObject({ number: 1 })
    expect(drafts).toHaveLength(1)
  })

  it('cannot be given another number or issuer by what issues them', async () => {
    const { db } = database()
    const { ca, root } = await createCity(db)
    const made = {
      der: randomKey(),
      issuedAt: at,
      nextUpdate: after(60),
      number: 7,
      issuerCertificateId: root.id,
    }
    const list = await currentRevocationList(db, {
      issuerCertificateId: ca.id,
      freshAfter: at,
      firstNumber: 1,
      issue: async () => made,
    })
    expect(list).toMatchObject({ number: 1, issuerCertificateId: ca.id })
  })

  it('are refused for an issuer that is not there, before anything is signed, and when they are malformed', async () => {
    const { db } = database()
    const { ca } = await createCity(db)
    const { drafts, current } = publisher(db, '00000000-0000-4000-8000-000000000000')
    await expectRefusal(current(), { code: 'NOT_FOUND' })
    expect(drafts).toEqual([])
    const options = { issuerCertificateId: ca.id, freshAfter: at, firstNumber: 1 }
    const issue = async () => ({ der: randomKey(), issuedAt: at, nextUpdate: at })
    await expectRefusal(currentRevocationList(db, { ...options, issue }), {
      code: 'INVALID',
      constraint: 'revocation_lists_next_update_after_issue',
    })
  })

  it('are one for many who ask at once', async () => {
    const { db } = database()
    const { ca } = await createCity(db)
    const { drafts, current } = publisher(db, ca.id)
    const lists = await Promise.all(Array.from({ length: 20 }, () => current()))
    expect(new Set(lists.map(({ number }) => number))).toEqual(new Set([1]))
    expect(drafts).toHaveLength(1)
  })

  it('keep nobody waiting for ever when one asks inside a transaction of its own', async () => {
    const { db } = database()
    const { ca } = await createCity(db)
    const { current } = publisher(db, ca.id)
    let outside: ReturnType<typeof current> | undefined
    const inside = await db.transaction(async (tx) => {
      outside = current()
      return await current(at, tx)
    })
    expect(await outside).toMatchObject({ number: inside.number })
  })

  it('grow by number and never list fewer, in whatever order certificates are revoked and lists asked for', async () => {
    const { db } = database()
    const step = fc.oneof(
      fc.constant('revoke' as const),
      fc.constant('ask' as const),
      fc.constant('age' as const),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
        const city = await createCity(db)
        const { current } = publisher(db, city.ca.id)
        let [last, revoked, age] = [{ number: 0, entries: 0 }, 0, 0]
        for (const what of steps) {
          if (what === 'revoke') {
            const { certificate } = await createPerson(db, city.agency.id, city.ca.id)
            await revoke(db, certificate.id)
            revoked += 1
          }
          if (what === 'age') age += 1
          const list = await current(after(age))
          expect(list.entries).toBe(revoked)
          expect(list.number).toBe(last.number + (what === 'ask' && last.number > 0 ? 0 : 1))
          last = list
        }
      }),
      { numRuns: 8 },
    )
  })
})

describe('revocation lists of several processes', () => {
  let server: PostgresForTests
  let processes: readonly [Database, Database]
  beforeAll(async () => {
    server = await startPostgres()
    const location = { url: server.url, maxConnections: 3 }
    processes = [await openDatabase(location), await openDatabase(location)]
  })
  afterAll(async () => {
    await Promise.all(processes.map(({ close }) => close()))
    await server.stop()
  })

  it('have one sequence of numbers, though certificates are revoked and enrolled meanwhile', async () => {
    const [{ db }, second] = processes
    const city = await createCity(db)
    const issued: number[] = []
    for (let round = 0; round < 5; round += 1) {
      const { drafts, current } = publisher(db, city.ca.id, 40)
      const { certificate } = await createPerson(db, city.agency.id, city.ca.id)
      await revoke(db, certificate.id)
      const askers = Array.from({ length: 20 }, (_, index) =>
        current(after(round), index % 2 === 0 ? db : second.db),
      )
      const enrolling = createCertificate(second.db, {
        ...certificateFields(),
        kind: 'timestamp',
        issuerCertificateId: city.ca.id,
      })
      const lists = await Promise.all(askers)
      await enrolling
      expect(new Set(lists.map(({ number }) => number))).toEqual(new Set([40 + round]))
      expect(new Set(lists.map(({ entries }) => entries))).toEqual(new Set([round + 1]))
      issued.push(...drafts.map(({ number }) => number))
    }
    expect(issued).toEqual([40, 41, 42, 43, 44])
  })

  it('wait for each other by issuer only, and never for those who enrol', async () => {
    const [{ db }, second] = processes
    const [city, other] = [await createCity(db), await createCity(db)]
    const enrolled = await currentRevocationList(db, {
      issuerCertificateId: city.ca.id,
      freshAfter: at,
      firstNumber: 1,
      issue: async () => {
        // From the other process: through this one's pool a caller would wait for itself in the
        // end.
        await createPerson(second.db, city.agency.id, city.ca.id)
        expect(await publisher(second.db, other.ca.id).current()).toMatchObject({ number: 1 })
        return { der: randomKey(), issuedAt: at, nextUpdate: after(60) }
      },
    })
    expect(enrolled.number).toBe(1)
  })

  it('leave the other connections of a pool to those who sign', async () => {
    const [{ db }, second] = processes
    const { ca, agency } = await createCity(db)
    const asked: Promise<unknown>[] = []
    const held = Promise.withResolvers<void>()
    const { current } = publisher(db, ca.id)
    const holder = currentRevocationList(second.db, {
      issuerCertificateId: ca.id,
      freshAfter: at,
      firstNumber: 1,
      issue: async () => {
        for (let asker = 0; asker < 10; asker += 1) asked.push(current())
        // By the last of these all ten wait.
        for (let person = 0; person < 5; person += 1) await createPerson(db, agency.id, ca.id)
        held.resolve()
        return { der: randomKey(), issuedAt: at, nextUpdate: after(60) }
      },
    })
    await held.promise
    const list = await holder
    for (const answer of await Promise.all(asked)) expect(answer).toEqual(list)
  })
})
