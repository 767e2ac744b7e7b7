import { setTimeout as delay } from 'node:timers/promises'
import { DatabaseError, type DatabaseHandle, listEvents } from '@tapis/db'
import { TimestampError } from '@tapis/pki/timestamp'
import { sharedContentPdf } from '@tapis/testing/pdf'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { issueRoot } from '../certificate-authority/index.ts'
import { compareStore, type StoreFinding } from '../fsck/compare-store.ts'
import { type DocumentStore, StoreError } from '../store/document-store.ts'
import { startCity, type TestCity } from '../testing/city.ts'
import { formOf, type Replace, signerOn } from '../testing/harness.ts'
import { samplePdf } from '../testing/sample-pdf.ts'

const nothing = { documents: 0, signatures: 0, idempotencyKeys: 0, files: 0, unfinished: 0 }

let city: TestCity
let signer: Awaited<ReturnType<typeof signerOn>> | undefined
beforeAll(async () => {
  city = await startCity()
})
afterAll(() => city.close())
afterEach(async () => {
  await city.database.db.execute("delete from idempotency_keys where state = 'in_progress'")
  await signer?.close()
})
let keys = 0
async function start(replace?: Replace) {
  signer = await signerOn(city, replace)
  keys++
  return { ...signer, keyed: { 'idempotency-key': `k-${keys}` } }
}

/** A store that behaves like another one except where it is told to. */
const storeWith = (store: DocumentStore, changes: Partial<DocumentStore>): DocumentStore => ({
  ...store,
  ...changes,
})

/**
 * A database whose next transaction, when it is armed, fails before it begins or after it was
 * committed.
 */
function faultyDatabase(
  db: DatabaseHandle,
  fault: { armed?: 'not done' | 'done but unheard' | undefined },
): DatabaseHandle {
  return new Proxy(db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (name !== 'transaction' || typeof value !== 'function' || fault.armed === undefined)
        return typeof value === 'function' ? value.bind(target) : value
      const { armed } = fault
      return async (...parameters: readonly unknown[]) => {
        fault.armed = undefined
        if (armed === 'done but unheard') await Reflect.apply(value, target, parameters)
        throw new DatabaseError('UNAVAILABLE', 'the connection broke')
      }
    },
  })
}

describe('a failure on our side', () => {
  it('of the store is 503, and nothing is recorded', async () => {
    const { post, request, counts, keyed } = await start(({ documentStore }) => ({
      documentStore: storeWith(documentStore, {
        put: () => Promise.reject(new StoreError('STORE_UNAVAILABLE', 'no space')),
      }),
    }))
    const response = await post(await samplePdf(), request, keyed)
    expect(response.status).toBe(503)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await response.json()).code).toBe('STORE_UNAVAILABLE')
    expect(await counts()).toEqual(nothing)
  })

  it('of the timestamp authority is 503, and nothing is recorded', async () => {
    const { post, request, counts, keyed } = await start(({ timestampAuthority }) => ({
      timestampAuthority: {
        expectedTokenBytes: timestampAuthority.expectedTokenBytes,
        timestamp: () => Promise.reject(new TimestampError('AUTHORITY_UNREACHABLE', 'no route')),
      },
    }))
    const response = await post(await samplePdf(), request, keyed)
    expect((await response.json()).code).toBe('TIMESTAMP_UNAVAILABLE')
    expect(response.headers.get('retry-after')).toBe('30')
    expect(await counts()).toEqual(nothing)
  })

  it('that makes our own signature untrustworthy is OUTPUT_NOT_VALID, and nothing is recorded', async () => {
    const stranger = await issueRoot({
      subject: { commonName: 'Root lain' },
      notBefore: new Date('2026-01-01'),
    })
    const { post, request, counts, log, keyed } = await start(({ publication }) => ({
      publication: { ...publication, rootCertificate: stranger.certificate },
    }))
    const response = await post(await samplePdf(), request, keyed)
    expect(response.status).toBe(500)
    expect((await response.json()).code).toBe('OUTPUT_NOT_VALID')
    expect(await counts()).toEqual(nothing)
    expect(log.join('')).toContain('"event":"failure"')
  })

  it('of the transaction takes the file back when the record is known not to be there', async () => {
    // Another request took the key over while this one signed: its lease is gone when it comes to
    // record.
    const { post, request, counts, keyed } = await start(({ documentStore, db }) => ({
      limits: { leaseSeconds: 10 },
      documentStore: storeWith(documentStore, {
        async put(key, bytes) {
          await documentStore.put(key, bytes)
          await db.execute('update idempotency_keys set holder = gen_random_uuid()')
        },
      }),
    }))
    const response = await post(await samplePdf(), request, keyed)
    expect(response.status).toBe(409)
    expect((await response.json()).code).toBe('IDEMPOTENCY_IN_PROGRESS')
    const { documents, files } = await counts()
    expect({ documents, files }).toEqual({ documents: 0, files: 0 })
  })

  it('of the connection after the commit is no failure to the client: the document exists', async () => {
    const fault: Parameters<typeof faultyDatabase>[1] = {}
    const { post, request, counts, keyed } = await start(({ db, documentStore }) => ({
      db: faultyDatabase(db, fault),
      documentStore: storeWith(documentStore, {
        async put(key, bytes) {
          await documentStore.put(key, bytes)
          fault.armed = 'done but unheard'
        },
      }),
    }))
    const response = await post(await samplePdf(), request, keyed)
    expect(response.status).toBe(201)
    expect(await counts()).toMatchObject({ documents: 1, files: 1, idempotencyKeys: 1 })
  })

  it('of the connection before the commit leaves a file without a record, for fsck to find', async () => {
    const fault: Parameters<typeof faultyDatabase>[1] = {}
    const { post, request, counts, deps, keyed } = await start(({ db, documentStore }) => ({
      db: faultyDatabase(db, fault),
      documentStore: storeWith(documentStore, {
        async put(key, bytes) {
          await documentStore.put(key, bytes)
          fault.armed = 'not done'
        },
      }),
    }))
    const response = await post(await samplePdf(), request, keyed)
    expect(response.status).toBe(503)
    expect((await response.json()).code).toBe('DATABASE_UNAVAILABLE')
    expect(await counts()).toEqual({ ...nothing, files: 1 })
    const found: StoreFinding[] = []
    const { db, documentStore: store } = deps
    await compareStore({ db, store, now: new Date('9999-01-01'), quick: false }, (finding) =>
      found.push(finding),
    )
    expect(found.filter(({ finding }) => finding === 'orphan')).toHaveLength(1)
  })

  it('of the store after the commit is no failure: whoever signed has the file from the signing', async () => {
    const { post, request, counts, deps } = await start(({ documentStore }) => ({
      documentStore: storeWith(documentStore, { get: () => Promise.reject(new Error('EIO')) }),
    }))
    const response = await post(await samplePdf(), request, { accept: 'application/pdf' })
    expect(response.status).toBe(201)
    expect(new TextDecoder().decode((await response.arrayBuffer()).slice(0, 5))).toBe('%PDF-')
    expect(await counts()).toMatchObject({ documents: 1, files: 1 })
    const events = await listEvents(deps.db, { kind: 'document.sign' })
    expect(events.at(-1)).toMatchObject({ outcome: 'done' })
  })

  it('that nobody foresaw is 500 with a number, and its message goes neither to the client nor into the log', async () => {
    const secret = 'isi-rahasia-1871990101700001'
    const { post, request, log, counts, keyed } = await start(({ documentStore }) => ({
      documentStore: storeWith(documentStore, { put: () => Promise.reject(new Error(secret)) }),
    }))
    const response = await post(await samplePdf(), request, keyed)
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(JSON.parse(text)).toMatchObject({
      code: 'INTERNAL',
      instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
    })
    expect(text).not.toContain(secret)
    expect(log.join('')).not.toContain(secret)
    expect(log.join('')).toContain('failures.test.ts')
    expect(await counts()).toEqual(nothing)
  })
})

describe('a client that goes away', () => {
  it.each([
    ['before the signature', 'randomBytes'],
    ['while the signature is made', 'timestamp'],
  ] as const)('%s leaves nothing behind', async (_, when) => {
    const gone = new AbortController()
    const { app, request, counts, keyed } = await start(({ timestampAuthority, randomBytes }) => ({
      ...(when === 'timestamp' && {
        timestampAuthority: {
          expectedTokenBytes: timestampAuthority.expectedTokenBytes,
          timestamp: (imprint) => {
            gone.abort()
            return timestampAuthority.timestamp(imprint)
          },
        },
      }),
      ...(when === 'randomBytes' && {
        randomBytes: (length) => {
          gone.abort()
          return randomBytes(length)
        },
      }),
    }))
    const response = await app.request(
      new Request('http://signer.test/v1/documents', {
        method: 'POST',
        body: formOf(await samplePdf(), JSON.stringify(request)),
        headers: { authorization: city.application.basic, ...keyed },
        signal: gone.signal,
      }),
    )
    expect((await response.json()).code).toBe('CLIENT_GONE')
    expect(await counts()).toEqual(nothing)
  })
})

describe('a client that goes away while its anchor is searched', () => {
  it('ends the search and leaves nothing behind', async () => {
    const gone = new AbortController()
    const { app, request, counts, keyed } = await start()
    // Hours of work; the search would otherwise end after its time as ANCHOR_SEARCH_TOO_LARGE.
    const costly = sharedContentPdf(1000, 'q Q '.repeat(2_000_000))
    const asked = { ...request, place: { anchor: '#ttd', width: 220, height: 90 } }
    const answer = app.request(
      new Request('http://signer.test/v1/documents', {
        method: 'POST',
        body: formOf(costly, JSON.stringify(asked)),
        headers: { authorization: city.application.basic, ...keyed },
        signal: gone.signal,
      }),
    )
    await delay(1000)
    gone.abort()
    expect((await (await answer).json()).code).toBe('CLIENT_GONE')
    expect(await counts()).toEqual(nothing)
  })
})
