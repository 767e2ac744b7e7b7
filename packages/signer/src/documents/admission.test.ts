// What happens when more is sent than can be signed: a bounded number waits, the others are told
// when to come back.
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCity, type TestCity } from '../testing/city.ts'
import { signerOn } from '../testing/harness.ts'
import { samplePdf } from '../testing/sample-pdf.ts'

let city: TestCity
beforeAll(async () => {
  city = await startCity()
})
afterAll(() => city.close())

const answered = async (responses: readonly Response[]) =>
  await Promise.all(
    responses.map(async (response) => ({
      status: response.status,
      code: (await response.json()).code,
      retryAfter: response.headers.get('retry-after'),
    })),
  )

describe('many signing requests at once', () => {
  it('are signed as far as there is room to wait, and the rest is refused with 503 and a time', async () => {
    const signer = await signerOn(city, () => ({ limits: { signings: 1, waiting: 4 } }))
    const file = await samplePdf()
    const responses = await answered(
      await Promise.all(Array.from({ length: 12 }, () => signer.post(file, signer.request))),
    )
    const signed = responses.filter(({ status }) => status === 201)
    const refused = responses.filter(({ status }) => status === 503)
    // One at work and three waiting: a fourth place is another agency's.
    expect(signed.length).toBeGreaterThanOrEqual(4)
    expect(signed.length + refused.length).toBe(12)
    for (const { code, retryAfter } of refused) {
      expect(code).toBe('AGENCY_BUSY')
      expect(Number(retryAfter)).toBeGreaterThanOrEqual(1)
    }
    expect(await signer.counts()).toMatchObject({ documents: signed.length, files: signed.length })
    await signer.close()
  })

  it('are refused while too many others are still sending', async () => {
    const signer = await signerOn(city, () => ({ limits: { uploads: 1 } }))
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    const form = new Response(
      (() => {
        const parts = new FormData()
        parts.set('request', JSON.stringify(signer.request))
        return parts
      })(),
    )
    const slow = new ReadableStream({
      async start(controller) {
        controller.enqueue(new Uint8Array(await form.arrayBuffer()).slice(0, 20))
        await held
        controller.close()
      },
    })
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      body: slow,
      duplex: 'half',
      headers: {
        authorization: city.application.basic,
        'content-type': form.headers.get('content-type') ?? '',
      },
    }
    const first = signer.app.request(new Request('http://signer.test/v1/documents', init))
    await delay(100)
    const second = await signer.post(await samplePdf(), signer.request)
    expect(second.status).toBe(503)
    release()
    expect((await first).status).toBe(400)
    expect((await signer.post(await samplePdf(), signer.request)).status).toBe(201)
    await signer.close()
  })
})

describe('an idempotency key', () => {
  it('is held for as long as its request is at work, longer than one lease', async () => {
    const time = { ...city.time }
    const slowly = await signerOn(city, ({ timestampAuthority }) => ({
      limits: { leaseSeconds: 0.6 },
      clock: () => new Date(time.now.getTime() + performance.now()),
      timestampAuthority: {
        expectedTokenBytes: timestampAuthority.expectedTokenBytes,
        async timestamp(imprint) {
          await delay(1500)
          return await timestampAuthority.timestamp(imprint)
        },
      },
    }))
    const key = { 'idempotency-key': randomBytes(8).toString('hex') }
    const file = await samplePdf()
    const first = slowly.post(file, slowly.request, key)
    await delay(1300)
    const second = await slowly.post(file, slowly.request, key)
    expect(second.status).toBe(409)
    expect(second.headers.get('retry-after')).toBe('1')
    expect((await first).status).toBe(201)
    expect((await slowly.post(file, slowly.request, key)).headers.get('idempotency-replayed')).toBe('true')
    await slowly.close()
  })
})
