import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import {
  createTimestampToken,
  encodeGranted,
  encodeRejection,
  encodeTimestampInfo,
  parseTimeStampReq,
  RefusedRequest,
  TimestampError,
} from '@tapis/pki/timestamp'
import { timestampAuthorityContract } from '@tapis/testing/contracts'
import { custodianOf, testCity } from '@tapis/testing/pki'
import { afterAll, describe, expect, it } from 'vitest'
import { HttpTimestampAuthority } from './http-timestamp-authority.ts'

const time = new Date('2026-06-01T02:03:04.567Z')
const city = await testCity()
const custodian = custodianOf(city.timestamping, city.authority)

/** What an honest authority answers. */
async function respond(question: Request): Promise<Uint8Array<ArrayBuffer>> {
  const request = parseTimeStampReq(new Uint8Array(await question.arrayBuffer()))
  const serialNumber = crypto.getRandomValues(new Uint8Array(16))
  const info = encodeTimestampInfo({ request, policy: '1.2.3', serialNumber, generationTime: time })
  return encodeGranted(await createTimestampToken(info, custodian, { includeCertificates: request.certReq }))
}

const reply = (body: BodyInit) =>
  new Response(body, { headers: { 'content-type': 'application/timestamp-reply' } })
let broken = 0
let replay: Uint8Array<ArrayBuffer> | undefined

interface Incoming {
  readonly socket: { destroy(): unknown }
}

const answers: Readonly<Record<string, (question: Request, incoming: Incoming) => Promise<Response>>> = {
  '/tsa': async (question) => reply(await respond(question)),
  '/error': async () => new Response('down', { status: 503 }),
  '/html': async () =>
    new Response('<p>Maintenance</p>', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
  '/redirect': async () => new Response(null, { status: 307, headers: { location: '/tsa' } }),
  '/rejecting': async () => reply(encodeRejection(new RefusedRequest('badRequest', 'version is not 1'))),
  '/garbage': async () => reply('not ASN.1'),
  '/huge': async () => reply(new Uint8Array(100_000)),
  '/silent': () => new Promise<Response>(() => undefined),
  '/broken-once': async (question, incoming) => {
    broken++
    if (broken === 1) incoming.socket.destroy()
    return reply(await respond(question))
  },
  '/replaying': async (question) => {
    replay ??= await respond(question)
    return reply(replay)
  },
}

const server = serve({
  fetch: async (question: Request, { incoming }: { readonly incoming: Incoming }) =>
    (await answers[new URL(question.url).pathname]?.(question, incoming)) ??
    new Response(null, { status: 404 }),
  port: 0,
  hostname: '127.0.0.1',
})
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

timestampAuthorityContract('HTTP', time, async () => new HttpTimestampAuthority({ urls: [`${origin}/tsa`] }))
timestampAuthorityContract(
  'HTTP, the first authority being down',
  time,
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
