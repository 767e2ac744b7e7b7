// A service that is told to end answers what it has begun, however slow the client is, and then
// ends by itself.

import { request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { startPostgres } from '@tapis/db/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type City, startCity } from '../support/city.ts'
import { PASSPHRASE, sample } from '../support/samples.ts'

let postgres: Awaited<ReturnType<typeof startPostgres>>
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

/** Longer than the ten seconds that a service manager's impatient relatives give. */
const SLOW_MILLISECONDS = 12_000

/** Waits until nothing new is accepted any more. */
async function closed({ service }: City): Promise<void> {
  const isAnswered = () =>
    fetch(`${service.apiOrigin}/healthz`).then(
      () => true,
      () => false,
    )
  while (await isAnswered()) await delay(50)
}

/** A signing request whose second half is sent when it is let. */
async function slowRequest(city: City, letGo: Promise<void>) {
  const { pdf, request: asked, signer } = sample('disdukcapil-kk')
  const form = new FormData()
  form.set('file', new File([pdf], 'surat.pdf', { type: 'application/pdf' }))
  form.set('request', JSON.stringify({ ...asked, signer: { nik: signer.nik, passphrase: PASSPHRASE } }))
  const encoded = new Response(form)
  const body = Buffer.from(await encoded.arrayBuffer())
  const sent = request(`${city.service.apiOrigin}/v1/documents`, {
    method: 'POST',
    headers: {
      authorization: city.authorization(asked.agency),
      'content-type': encoded.headers.get('content-type') ?? '',
      'content-length': body.length,
    },
  })
  const answer = new Promise<{ status: number | undefined; connection: string | undefined }>(
    (resolve, reject) => {
      sent.once('error', reject)
      sent.once('response', (response) => {
        response.resume()
        const { statusCode: status, headers } = response
        response.once('end', () => resolve({ status, connection: headers.connection }))
      })
    },
  )
  answer.catch(() => undefined)
  await new Promise((resolve) => sent.write(body.subarray(0, body.length / 2), resolve))
  // Accepted in the order of coming: what is answered now came after.
  await fetch(`${city.service.apiOrigin}/healthz`)
  letGo.then(() => sent.end(body.subarray(body.length / 2)))
  return { answer, abandon: () => sent.destroy() }
}

describe.each([
  ['one process', () => ''],
  ['processes apart', () => postgres.url],
])('a service that is told to end, %s', (_, databaseUrl) => {
  let city: City
  beforeAll(async () => {
    city = await startCity({ DATABASE_URL: databaseUrl() })
  })
  afterAll(() => city.close())

  it('answers every request it has begun, says that connections end, takes no new ones, and ends with 0', async () => {
    const gate = Promise.withResolvers<void>()
    const requests = await Promise.all([1, 2, 3].map(() => slowRequest(city, gate.promise)))
    const busy = await Promise.all([1, 2, 3, 4, 5].map(() => slowRequest(city, Promise.resolve())))
    city.service.signal('SIGTERM')
    await closed(city)
    await delay(SLOW_MILLISECONDS)
    gate.resolve()
    for (const { answer } of requests) expect(await answer).toEqual({ status: 201, connection: 'close' })
    for (const { answer } of busy) expect(await answer).toMatchObject({ status: 201 })
    expect(await city.service.ended).toEqual({ status: 0, signal: null })
  })
})

describe.each([
  ['one process', () => ''],
  ['processes apart', () => postgres.createDatabase()],
])('a service that is told twice, %s', (_, databaseUrl) => {
  it('ends at once by that signal, whatever is at work', async () => {
    const city = await startCity({ DATABASE_URL: await databaseUrl() })
    const { answer, abandon } = await slowRequest(city, new Promise(() => undefined))
    city.service.signal('SIGTERM')
    await closed(city)
    city.service.signal('SIGTERM')
    expect(await city.service.ended).toEqual({ status: null, signal: 'SIGTERM' })
    await expect(answer).rejects.toThrow()
    abandon()
  })
})
