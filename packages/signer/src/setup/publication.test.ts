import {
  type Database,
  findActiveCredential,
  findAuthority,
  openDatabase,
  revokeCertificate,
} from '@tapis/db'
import { type PostgresForTests, startPostgres } from '@tapis/db/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { issueCrl } from '../certificate-authority/index.ts'
import { x509 } from '../certificate-authority/x509.ts'
import type { Publication } from '../signer-deps.ts'
import { startCity, type TestCity } from '../testing/city.ts'
import { signerOn } from '../testing/harness.ts'
import { openAuthority } from './open-authority.ts'
import { createPublication } from './publication.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** Its lists are remembered for two seconds. */
const SOON = 2000

let postgres: PostgresForTests
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.stop())

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** A city in a PostgreSQL database of its own, and as many processes on it as are opened. */
async function city() {
  const url = await postgres.createDatabase()
  const first = await openDatabase({ url })
  const made = await startCity(first)
  closing.push(made.close)
  const process = async (): Promise<{ database: Database; publication: Publication }> => {
    const database = await openDatabase({ url })
    closing.push(() => database.close())
    const { authority, clock } = made
    return { database, publication: createPublication({ db: database.db, authority, clock }) }
  }
  return { ...made, process }
}

const parsed = (list: { der: Uint8Array }) => new x509.X509Crl(new Uint8Array(list.der))
const numberIn = (list: { der: Uint8Array }) =>
  BigInt(
    `0x${Buffer.from(parsed(list).getExtension('2.5.29.20')?.value ?? new ArrayBuffer())
      .subarray(2)
      .toString('hex')}`,
  )

async function revokeOne({ database, signer, time }: Pick<TestCity, 'database' | 'signer' | 'time'>) {
  const certificate = (await findActiveCredential(database.db, signer.id))?.certificate
  if (certificate === undefined) throw new Error('no certificate')
  await revokeCertificate(database.db, { id: certificate.id, reason: 'keyCompromise', at: time.now })
  return certificate
}

describe('the revocation list of the CA', () => {
  it('is one and the same for two processes that are asked at once', async () => {
    const { process } = await city()
    const processes = [await process(), await process()]
    const asked = Array.from({ length: 20 }, (_, i) => processes[i % 2]?.publication.caRevocationList())
    const lists = await Promise.all(asked)
    expect(new Set(lists.map((list) => Buffer.from(list?.der ?? []).toString('hex'))).size).toBe(1)
  })

  it('has numbers that never go back for whoever asks two processes in turn, and no number for two lists', async () => {
    const started = await city()
    const processes = [await started.process(), await started.process()]
    const seen = new Map<number, string>()
    let last = 0
    for (let turn = 0; turn < 12; turn++) {
      if (turn === 5) await revokeOne(started)
      const list = await processes[turn % 2]?.publication.caRevocationList()
      if (list === undefined) throw new Error('no list')
      const hex = Buffer.from(list.der).toString('hex')
      expect(list.number).toBeGreaterThanOrEqual(last)
      expect(seen.get(list.number) ?? hex).toBe(hex)
      expect(numberIn(list)).toBe(BigInt(list.number))
      seen.set(list.number, hex)
      last = list.number
      started.time.now = new Date(started.time.now.getTime() + 25 * MINUTE)
    }
    expect(seen.size).toBeGreaterThan(3)
  })

  it('names a certificate that another process has revoked as soon as it is asked again', async () => {
    const started = await city()
    const [one, other] = [await started.process(), await started.process()]
    const before = await other.publication.caRevocationList()
    const { serialNumber } = await revokeOne({ ...started, database: one.database })
    started.time.now = new Date(started.time.now.getTime() + SOON)
    const after = await other.publication.caRevocationList()
    expect(after.number).toBeGreaterThan(before.number)
    expect(parsed(before).findRevoked(serialNumber)).toBeNull()
    expect(parsed(after).findRevoked(serialNumber)).toMatchObject({
      reason: x509.X509CrlReason.keyCompromise,
    })
  })

  it('is made anew after an hour and not before', async () => {
    const started = await city()
    const { publication } = await started.process()
    const first = await publication.caRevocationList()
    expect(first.freshUntil.getTime()).toBe(started.time.now.getTime() + 60 * MINUTE)
    started.time.now = new Date(first.freshUntil.getTime() - SOON)
    expect((await publication.caRevocationList()).number).toBe(first.number)
    started.time.now = first.freshUntil
    expect((await publication.caRevocationList()).number).toBeGreaterThan(first.number)
  })

  it('is dated ten minutes back, so that whoever fixed his time before he asked can use it', async () => {
    const started = await city()
    const { publication } = await started.process()
    const { thisUpdate, nextUpdate } = parsed(await publication.caRevocationList())
    expect(thisUpdate).toEqual(new Date(started.time.now.getTime() - 10 * MINUTE))
    expect(nextUpdate).toEqual(new Date(started.time.now.getTime() + 7 * DAY))
  })

  it('is dated by the last revocation that it lists, when that is younger', async () => {
    const started = await city()
    const { publication } = await started.process()
    const revokedAt = started.time.now
    const { serialNumber } = await revokeOne(started)
    started.time.now = new Date(revokedAt.getTime() + MINUTE)
    const list = parsed(await publication.caRevocationList())
    expect(list.thisUpdate).toEqual(revokedAt)
    expect(list.findRevoked(serialNumber)?.revocationDate).toEqual(revokedAt)
  })

  it('lists what a process whose clock is ahead has revoked as revoked now', async () => {
    const started = await city()
    const { publication } = await started.process()
    const { now } = started.time
    started.time.now = new Date(now.getTime() + 30_000)
    const { serialNumber } = await revokeOne(started)
    started.time.now = now
    const list = parsed(await publication.caRevocationList())
    expect(list.thisUpdate).toEqual(now)
    expect(list.findRevoked(serialNumber)?.revocationDate).toEqual(now)
  })

  it('is not dated before the certificate of its issuer', async () => {
    const started = await city()
    const { publication } = await started.process()
    const notBefore = started.authority.ca.row.notBefore
    started.time.now = new Date(notBefore.getTime() + MINUTE)
    expect(parsed(await publication.caRevocationList()).thisUpdate).toEqual(notBefore)
  })

  it('keeps above the numbers of lists from before the database kept them', async () => {
    const started = await city()
    const { ca } = started.authority
    const thisUpdate = new Date(started.time.now.getTime() - 1000)
    const nextUpdate = new Date(started.time.now.getTime() + DAY)
    const old = { der: issueCrl({ issuer: ca.issuer, revoked: [], thisUpdate, nextUpdate }) }
    const { publication } = await started.process()
    expect(numberIn(await publication.caRevocationList())).toBeGreaterThan(numberIn(old))
  })
})

describe('the revocation list of the root', () => {
  const operatorPassphrase = 'kata sandi pengelola contoh'

  it('is issued once for a month of starts, and again after it', async () => {
    const { database, authority } = await city()
    const { db } = database
    const issuedAt = authority.rootRevocationList.issuedAt.getTime()
    const openedAfter = (milliseconds: number) =>
      openAuthority({ db, operatorPassphrase, now: new Date(issuedAt + milliseconds) })
    expect((await openedAfter(30 * DAY)).rootRevocationList).toEqual(authority.rootRevocationList)
    const next = (await openedAfter(30 * DAY + 1000)).rootRevocationList
    expect(next.number).toBeGreaterThan(authority.rootRevocationList.number)
    expect(parsed(next).nextUpdate).toEqual(next.nextUpdate)
    expect(next.nextUpdate.getTime()).toBe(issuedAt + 1000 + 30 * DAY + 365 * DAY)
  })

  it('is given out again without the key of the root', async () => {
    const { database, authority } = await city()
    const { db } = database
    const now = authority.rootRevocationList.issuedAt
    // Whatever opens the key now fails.
    await db.execute('alter table authority_keys disable trigger all')
    await db.execute(
      `update authority_keys set encrypted_key = overlay(encrypted_key placing '\\x00'::bytea from 1)
        where id in (select id from authority_keys order by created_at limit 1)`,
    )
    expect(await openAuthority({ db, operatorPassphrase, now })).toMatchObject({
      rootRevocationList: authority.rootRevocationList,
    })
    const late = new Date(now.getTime() + 31 * DAY)
    await expect(openAuthority({ db, operatorPassphrase, now: late })).rejects.toMatchObject({
      code: 'KEY_ENVELOPE_INVALID',
    })
  })

  it('is issued at once by the next start when it lacks a certificate, and given out by the processes that run', async () => {
    const started = await city()
    const { publication } = await started.process()
    const { db } = started.database
    const before = await publication.rootRevocationList()
    const ca = await findAuthority(db, 'ca')
    if (ca === undefined) throw new Error('no CA')
    const now = started.time.now
    await revokeCertificate(db, { id: ca.certificate.id, reason: 'superseded', at: now })
    await openAuthority({ db, operatorPassphrase, now })
    started.time.now = new Date(now.getTime() + SOON)
    const after = await publication.rootRevocationList()
    expect(after.number).toBeGreaterThan(before.number)
    expect(parsed(after).findRevoked(ca.certificate.serialNumber)).not.toBeNull()
  })
})

describe('GET /pki/*.crl', () => {
  it.each(['/pki/ca.crl', '/pki/root.crl'])(
    '%s says until when it is fresh, and sends it once',
    async (path) => {
      const started = await city()
      const signer = await signerOn(started)
      const first = await signer.app.request(path)
      expect(first.status).toBe(200)
      expect(first.headers.get('cache-control')).toBe('public, max-age=3600')
      const etag = first.headers.get('etag') ?? ''
      expect(etag).toMatch(/^"\d+"$/)
      const lastModified = Date.parse(first.headers.get('last-modified') ?? '')
      expect(lastModified).toBeLessThanOrEqual(started.time.now.getTime())

      if (path === '/pki/ca.crl') {
        started.time.now = new Date(started.time.now.getTime() + 20 * MINUTE)
        const later = await signer.app.request(path)
        expect(later.headers.get('cache-control')).toBe('public, max-age=2400')
        expect(later.headers.get('etag')).toBe(etag)
      }
      for (const known of [etag, `W/${etag}`, `"0", ${etag}`]) {
        const again = await signer.app.request(path, { headers: { 'if-none-match': known } })
        expect(again.status).toBe(304)
        expect(again.headers.get('etag')).toBe(etag)
        expect(again.headers.get('cache-control')).toMatch(/^public, max-age=\d+$/)
        expect((await again.arrayBuffer()).byteLength).toBe(0)
      }
      expect((await signer.app.request(path, { headers: { 'if-none-match': '"1"' } })).status).toBe(200)
      await signer.close()
    },
  )
})
