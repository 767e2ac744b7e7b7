// The service on a real PostgreSQL server: the same way through the house, told by DATABASE_URL.

import { startPostgres } from '@tapis/db/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type City, startCity } from '../support/city.ts'

let postgres: Awaited<ReturnType<typeof startPostgres>>
let city: City

beforeAll(async () => {
  postgres = await startPostgres()
  city = await startCity({ DATABASE_URL: postgres.url })
})

afterAll(async () => {
  await city?.close()
  await postgres?.stop()
})

it('signs, shows and hands out a document', async () => {
  const { code, signed, request } = await city.post('disdukcapil-kk')
  const page = await fetch(`${city.service.portalOrigin}/V/${code}`)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('Kartu Keluarga')
  const file = await fetch(`${city.service.apiOrigin}/v1/documents/${code}/file`, {
    headers: { Authorization: city.authorization(request.agency) },
  })
  expect(Buffer.compare(Buffer.from(await file.arrayBuffer()), signed)).toBe(0)
})
