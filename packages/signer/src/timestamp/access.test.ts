import { listEvents } from '@tapis/db'
import { makeTimeStampReq, TimestampError } from '@tapis/pki/timestamp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRequestLimit } from '../http/request-limit.ts'
import type { TimestampAccess } from '../signer-deps.ts'
import { startCity, type TestCity } from '../testing/city.ts'
import { signerOn } from '../testing/harness.ts'
import { samplePdf } from '../testing/sample-pdf.ts'

let city: TestCity
beforeAll(async () => {
  city = await startCity()
})
afterAll(() => city.close())

const imprint = { algorithm: 'sha-256', digest: new Uint8Array(32) } as const
const { der } = makeTimeStampReq(imprint, new Uint8Array(16).fill(1))

async function signerWith(timestampAccess: TimestampAccess) {
  const timestampLimit = createRequestLimit({ now: city.clock })
  const signer = await signerOn(city, () => ({ timestampAccess, timestampLimit }))
  const ask = (headers: Record<string, string> = {}) =>
    signer.app.request('/tsa', {
      method: 'POST',
      body: new Uint8Array(der),
      headers: { 'content-type': 'application/timestamp-query', ...headers },
    })
  return { ...signer, ask, timestampLimit }
}

const codeOf = async (response: Response) => (await response.json()).code

describe('an open timestamp responder', () => {
  it('refuses a network that asks too often, says when to come back, and records it once', async () => {
    const { ask, timestampLimit, close } = await signerWith('open')
    const from = { 'x-forwarded-for': '2001:db8:77:1::5' }
    const answers = []
    for (let i = 0; i < 23; i++) answers.push(await ask(from))
    expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(200), 429, 429, 429])
    const refused = answers.at(-1)
    expect(refused?.headers.get('retry-after')).toBe('1')
    expect(refused && (await codeOf(refused))).toBe('TOO_MANY_REQUESTS')
    expect(timestampLimit.refusals()).toEqual({ network: 3, overall: 0 })
    expect((await ask({ 'x-forwarded-for': '2001:db8:77:2::5' })).status).toBe(200)
    const events = await listEvents(city.database.db, { kind: 'timestamp.request' })
    expect(events).toMatchObject([
      { outcome: 'TOO_MANY_REQUESTS', actor: 'visitor', address: '2001:db8:77::/48', at: city.clock() },
    ])
    await close()
  })

  it('does not limit an application, nor count it', async () => {
    const { ask, close } = await signerWith('open')
    const authorization = city.application.basic
    for (let i = 0; i < 25; i++) expect((await ask({ authorization })).status).toBe(200)
    for (let i = 0; i < 20; i++) expect((await ask()).status).toBe(200)
    expect((await ask()).status).toBe(429)
    expect((await ask({ authorization })).status).toBe(200)
    await close()
  })

  it('refuses a wrong credential instead of taking its bearer for a stranger', async () => {
    const { ask, close } = await signerWith('open')
    const response = await ask({ authorization: 'Basic eDp5' })
    expect(response.status).toBe(401)
    await close()
  })

  it('answers its refusal also when it cannot be recorded', async () => {
    const { ask, log, close } = await signerWith('open')
    const from = { 'x-forwarded-for': '198.51.100.7' }
    for (let i = 0; i < 20; i++) await ask(from)
    await city.database.db.execute('alter table events rename to events_gone')
    try {
      expect((await ask(from)).status).toBe(429)
    } finally {
      await city.database.db.execute('alter table events_gone rename to events')
    }
    expect(log.some((line) => line.includes('"event":"failure"'))).toBe(true)
    await close()
  })
})

describe('a timestamp responder for applications', () => {
  it('needs the credential of one', async () => {
    const { ask, close } = await signerWith('applications')
    const stranger = await ask()
    expect(stranger.status).toBe(401)
    expect(stranger.headers.get('www-authenticate')).toContain('Basic')
    expect((await ask({ authorization: city.application.bearer })).status).toBe(200)
    await close()
  })
})

describe('a closed timestamp responder', () => {
  it('answers nobody, and the documents of the service are timestamped all the same', async () => {
    const { ask, post, request, close } = await signerWith('closed')
    for (const headers of [{}, { authorization: city.application.basic }]) {
      const response = await ask(headers)
      expect(response.status).toBe(403)
      expect(await codeOf(response)).toBe('TIMESTAMP_CLOSED')
    }
    const signed = await post(await samplePdf(), request)
    expect(signed.status).toBe(201)
    await close()
  })
})

describe('signing while the clock is not trusted', () => {
  it('is refused with the time to come back, and nothing is kept', async () => {
    const timestamp = () => Promise.reject(new TimestampError('CLOCK_UNTRUSTED', 'the clock is stepped'))
    const { post, request, counts, close } = await signerOn(city, () => ({
      timestampAuthority: { expectedTokenBytes: 4096, timestamp },
    }))
    const response = await post(await samplePdf(), request)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('60')
    expect(await codeOf(response)).toBe('CLOCK_UNTRUSTED')
    expect(await counts()).toMatchObject({ documents: 0, files: 0 })
    await close()
  })
})
