import type { AddressInfo } from 'node:net'
import { type HttpBindings, serve } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, describe, expect, it } from 'vitest'
import { makeAuthority } from './authority-for-tests.ts'
import { createTimestampRoutes, HttpTimestampAuthority, TimestampError } from './index.ts'
import { timestampAuthorityContract } from './timestamp-authority.contract.ts'

const { authority } = await makeAuthority()
const reply = { 'content-type': 'application/timestamp-reply' }
const otherAnswer = await authority.respond(Uint8Array.fromHex('3003020101'))
let broken = 0
let replay: Uint8Array<ArrayBuffer> | undefined

const app = new Hono<{ Bindings: HttpBindings }>()
  .route('/tsa', createTimestampRoutes({ authority }))
  .post('/error', (context) => context.text('down', 503))
  .post('/html', (context) => context.html('<p>Maintenance</p>'))
  .post('/redirect', (context) => context.redirect('/tsa', 307))
  .post('/rejecting', (context) => context.body(otherAnswer, 200, reply))
  .post('/garbage', (context) => context.body('not ASN.1', 200, reply))
  .post('/huge', (context) => context.body(new Uint8Array(100_000), 200, reply))
  .post('/silent', () => new Promise<Response>(() => undefined))
  .post('/broken-once', async (context) => {
    broken++
    if (broken === 1) context.env.incoming.socket.destroy()
    return context.body(await authority.respond(new Uint8Array(await context.req.arrayBuffer())), 200, reply)
  })
  .post('/replaying', async (context) => {
    replay ??= await authority.respond(new Uint8Array(await context.req.arrayBuffer()))
    return context.body(replay, 200, reply)
  })

const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
await new Promise((resolve) => server.once('listening', resolve))
const isAddress = (address: string | AddressInfo | null): address is AddressInfo =>
  typeof address === 'object'
const address = server.address()
const origin = `http://127.0.0.1:${isAddress(address) ? address.port : 0}`
afterAll(() => {
  if ('closeAllConnections' in server) server.closeAllConnections()
  server.close()
})

const imprint = { algorithm: 'sha-256', digest: new Uint8Array(32) } as const
const failureOf = async (paths: readonly string[], options: object = {}): Promise<TimestampError> => {
  const urls = paths.map((path) => new URL(path, origin).href)
  const error: unknown = await new HttpTimestampAuthority({ urls, ...options })
    .timestamp(imprint)
    .catch((reason: unknown) => reason)
  if (error instanceof TimestampError) return error
  throw new Error('expected a TimestampError', { cause: error })
}

timestampAuthorityContract('HTTP', async () => new HttpTimestampAuthority({ urls: [`${origin}/tsa`] }))
timestampAuthorityContract(
  'HTTP, the first authority being down',
  async () => new HttpTimestampAuthority({ urls: [`${origin}/error`, `${origin}/tsa`] }),
)

describe('HttpTimestampAuthority', () => {
  const failures = [
    ['another status', '/error', 'HTTP_STATUS'],
    ['another content type', '/html', 'CONTENT_TYPE'],
    ['a redirect', '/redirect', 'AUTHORITY_UNREACHABLE'],
    ['a rejection', '/rejecting', 'REQUEST_REJECTED'],
    ['what is not a response', '/garbage', 'RESPONSE_INVALID'],
    ['more than the size allowed', '/huge', 'RESPONSE_TOO_LARGE'],
    ['no server', 'http://127.0.0.1:1/', 'AUTHORITY_UNREACHABLE'],
  ] as const
  it.each(failures)('names the failure of an authority that answers with %s', async (_what, path, code) => {
    const error = await failureOf([path])
    expect(error.code).toBe('ALL_AUTHORITIES_FAILED')
    expect(error.tried.map((failed) => failed.error.code)).toEqual([code])
  })

  it('asks once more when the connection breaks', async () => {
    const token = await new HttpTimestampAuthority({ urls: [`${origin}/broken-once`] }).timestamp(imprint)
    expect(token.length).toBeGreaterThan(0)
    expect(broken).toBe(2)
  })

  it('does not wait longer than the timeout', async () => {
    const error = await failureOf(['/silent'], { timeoutMilliseconds: 50 })
    expect(error.tried[0]?.error.code).toBe('AUTHORITY_TIMEOUT')
  })

  it('refuses the answer to another request', async () => {
    const http = new HttpTimestampAuthority({ urls: [`${origin}/replaying`] })
    await http.timestamp(imprint)
    expect((await failureOf(['/replaying'])).tried[0]?.error.code).toBe('NONCE_MISMATCH')
  })

  it('records every authority that it asked, in order and without secrets of their URLs', async () => {
    const error = await failureOf(['/error?token=secret', '/html'])
    expect(error.tried.map(({ url }) => url)).toEqual([`${origin}/error`, `${origin}/html`])
    expect(error.message).not.toContain('secret')
  })

  it('takes no more than the response size it was given', async () => {
    const error = await failureOf(['/tsa'], { maximumResponseBytes: 100 })
    expect(error.tried[0]?.error.code).toBe('RESPONSE_TOO_LARGE')
  })

  it.each([[[]], [['ftp://tsa.example/']], [['tsa.example']]])('cannot be made with the URLs %j', (urls) => {
    expect(() => new HttpTimestampAuthority({ urls })).toThrow(TypeError)
  })

  it('cannot be made with a timeout of 0', () => {
    expect(() => new HttpTimestampAuthority({ urls: [origin], timeoutMilliseconds: 0 })).toThrow(TypeError)
  })
})
