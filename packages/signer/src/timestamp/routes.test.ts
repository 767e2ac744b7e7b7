import { createHash, randomBytes } from 'node:crypto'
import { checkTimestampResponse, makeTimeStampReq } from '@tapis/pki/timestamp'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { apiErrorOf } from '../problems/library-problems.ts'
import { problemResponse } from '../problems/problem.ts'
import { makeAuthority } from './authority-for-tests.ts'
import { createTimestampRoutes } from './index.ts'

const { authority } = await makeAuthority()
const routes = new Hono().route('/', createTimestampRoutes({ authority }))
routes.onError((error) =>
  problemResponse(apiErrorOf(error), { requestId: 'x', apiOrigin: 'https://api.tte.example' }),
)
const digest = createHash('sha512').update('data uji').digest()
const request = makeTimeStampReq({ algorithm: 'sha-512', digest }, randomBytes(8))
const query = { 'content-type': 'application/timestamp-query' }

describe('POST application/timestamp-query', () => {
  it('answers with a token that the asker can check', async () => {
    const response = await routes.request('/', { method: 'POST', headers: query, body: request.der })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/timestamp-reply')
    const { info } = await checkTimestampResponse(request, new Uint8Array(await response.arrayBuffer()))
    expect(info.generationTime).toEqual(new Date('2026-06-01T02:03:04Z'))
  })

  it('answers a bad request with a rejection, not with an HTTP error', async () => {
    const response = await routes.request('/', { method: 'POST', headers: query, body: 'not ASN.1' })
    expect(response.status).toBe(200)
    const body = new Uint8Array(await response.arrayBuffer())
    await expect(checkTimestampResponse(request, body)).rejects.toThrow('badDataFormat')
  })

  const chunked = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < 5; i++) controller.enqueue(new Uint8Array(1024))
        controller.close()
      },
    })
  const refusals: [string, number, () => RequestInit][] = [
    ['another content type', 415, () => ({ headers: { 'content-type': 'application/json' }, body: '{}' })],
    ['no content type', 415, () => ({ body: new Uint8Array(4) })],
    ['5 KB', 413, () => ({ headers: query, body: new Uint8Array(5000) })],
    ['5 KB whose length is not stated', 413, () => ({ headers: query, body: chunked(), duplex: 'half' })],
  ]
  it.each(refusals)('refuses %s with %i', async (_what, status, init) => {
    const response = await routes.request('/', { method: 'POST', ...init() })
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(await response.json()).toMatchObject({
      code: status === 415 ? 'UNSUPPORTED_MEDIA_TYPE' : 'REQUEST_TOO_LARGE',
      detail: expect.stringMatching(status === 415 ? /application\/timestamp-query/ : /4096/),
    })
  })

  it('takes parameters and capitals in the content type', async () => {
    const headers = { 'content-type': 'Application/Timestamp-Query; charset=binary' }
    const response = await routes.request('/', { method: 'POST', headers, body: request.der })
    expect(response.status).toBe(200)
  })
})
