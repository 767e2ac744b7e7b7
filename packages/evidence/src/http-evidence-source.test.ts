// Against real servers: what comes, what does not, and where it is not fetched from.
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { HttpEvidenceSource } from './http-evidence-source.ts'
import { isPublicAddress } from './public-addresses.ts'

const servers: Server[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))))
})

/** Answers with the listener; gives the origin. */
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (!isBound(address)) throw new TypeError('the server is not bound')
  return `http://127.0.0.1:${address.port}`
}
const isBound = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null

const der = Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x05)
const pem = (label: string) =>
  `comment\n-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`

/** The test's own server is on this machine. */
const publicOnly = [] as const

describe('HttpEvidenceSource', () => {
  it('posts an OCSP request as RFC 6960 says', async () => {
    const seen: unknown[] = []
    const origin = await serving((request, response) => {
      const chunks: Uint8Array[] = []
      request.on('data', (chunk) => chunks.push(chunk))
      request.on('end', () => {
        seen.push(request.method, request.headers['content-type'], Buffer.concat(chunks).toString('hex'))
        response.end(der)
      })
    })
    expect(await new HttpEvidenceSource({ publicOnly }).ocsp(origin, Uint8Array.of(1, 2))).toEqual(der)
    expect(seen).toEqual(['POST', 'application/ocsp-request', '0102'])
  })

  it.each([
    ['DER', () => der],
    ['PEM', (label: string) => pem(label).slice('comment\n'.length)],
  ])('takes a list or a certificate in %s', async (_, written) => {
    const origin = await serving(({ url }, response) => {
      response.end(written(url === '/crl' ? 'X509 CRL' : 'CERTIFICATE'))
    })
    const source = new HttpEvidenceSource({ publicOnly })
    expect(await source.crl(`${origin}/crl`)).toEqual(der)
    expect(await source.certificate(`${origin}/cer`)).toEqual(der)
  })

  it('asks once for what it was asked for a moment ago, and again after five minutes', async () => {
    let asked = 0
    let now = 0
    const origin = await serving((_, response) => {
      asked += 1
      response.end(der)
    })
    const source = new HttpEvidenceSource({ publicOnly, now: () => now })
    for (const time of [0, 299_000, 301_000]) {
      now = time
      await source.crl(origin)
    }
    expect(asked).toBe(2)
  })

  it('follows redirections, but not for ever', async () => {
    const origin = await serving(({ url }, response) => {
      if (url === '/once') response.writeHead(302, { location: '/list' }).end()
      else if (url === '/list') response.end(der)
      else response.writeHead(302, { location: '/round' }).end()
    })
    expect(await new HttpEvidenceSource({ publicOnly }).crl(`${origin}/once`)).toEqual(der)
    expect(await new HttpEvidenceSource({ publicOnly }).crl(`${origin}/round`)).toBeUndefined()
  })

  it.each<[string, RequestListener]>([
    ['an error', (_, response) => response.writeHead(500).end(der)],
    ['more than the limit', (_, response) => response.end(new Uint8Array(2000))],
    ['nothing in time', () => {}],
    [
      'half an answer',
      (_, response) =>
        response.writeHead(200, { 'content-length': 100 }).write(der, () => response.destroy()),
    ],
    ['PEM of something else', (_, response) => response.end(pem('PRIVATE KEY').slice('comment\n'.length))],
  ])('has nothing when the server answers %s', async (_, listener) => {
    const origin = await serving((request, response) => void listener(request, response))
    const source = new HttpEvidenceSource({ publicOnly, timeoutMilliseconds: 300, maximumBytes: 1000 })
    expect(await source.crl(origin)).toBeUndefined()
    for (const server of servers) server.closeAllConnections()
  })

  it.each(['ldap://127.0.0.1/cn=x', 'file:///etc/hosts', 'no URL', 'http://127.0.0.1:9/'])(
    'has nothing from %s',
    async (url) => {
      expect(await new HttpEvidenceSource({ publicOnly, timeoutMilliseconds: 1000 }).crl(url)).toBeUndefined()
    },
  )

  it('does not go to an address that is not public where it is told so, also not by a name or a redirection', async () => {
    let asked = 0
    const origin = await serving((_, response) => {
      asked += 1
      response.end(der)
    })
    const source = new HttpEvidenceSource({ publicOnly: ['certificate'] })
    const { port } = new URL(origin)
    expect(await source.certificate(origin)).toBeUndefined()
    expect(await source.certificate(`http://localhost:${port}/`)).toBeUndefined()
    expect(await source.certificate(`http://[::ffff:127.0.0.1]:${port}/`)).toBeUndefined()
    expect(asked).toBe(0)
    expect([...source.notAsked]).toEqual([
      origin,
      `http://localhost:${port}/`,
      `http://[::ffff:127.0.0.1]:${port}/`,
    ])
    expect(await source.crl(origin)).toEqual(der)
    const cautious = new HttpEvidenceSource()
    expect(await cautious.crl(origin)).toBeUndefined()
    expect(await cautious.ocsp(origin, Uint8Array.of(1))).toBeUndefined()
    expect(asked).toBe(1)
  })

  it('does not say of a place that merely has nothing that it was not asked', async () => {
    const source = new HttpEvidenceSource({ publicOnly })
    expect(await source.crl('http://127.0.0.1:9/')).toBeUndefined()
    expect(source.notAsked.size).toBe(0)
  })
})

describe('isPublicAddress', () => {
  it.each<readonly [string, boolean]>([
    ['93.184.216.34', true],
    ['2606:2800:220:1:248:1893:25c8:1946', true],
    // Beside what is reserved.
    ...[
      '192.88.98.255',
      '192.88.100.0',
      '198.20.0.0',
      '64:ff9b:2::1',
      '100:0:0:2::1',
      '2001:200::1',
      '3ffe::1',
      '3fff:1000::1',
      '5eff::1',
      '5f01::1',
      // Globally reachable by the registries, though special: AS112, AMT.
      '192.175.48.1',
      '192.52.193.1',
      '2620:4f:8000::1',
    ].map((address) => [address, true] as const),
    ...[
      '127.0.0.1',
      '10.1.2.3',
      '172.31.255.255',
      '192.168.0.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '::1',
      '::',
      '::ffff:10.0.0.1',
      'fe80::1',
      'fd00::1',
      '64:ff9b::a00:1',
      '64:ff9b:1::a00:1',
      '64:ff9b:1:ffff:ffff:ffff:ffff:ffff',
      'febf:ffff::1',
      'fec0::1',
      'feff:ffff::1',
      '3fff::1',
      '3fff:fff:ffff::1',
      '5f00::1',
      '100::1',
      '100:0:0:1::1',
      '2001::1',
      '2001:2::1',
      '2001:10::1',
      '2001:20::1',
      '2001:db8::1',
      '2002:a00:1::1',
      '192.0.0.170',
      '192.88.99.1',
      '198.19.255.255',
      '::ffff:192.168.1.1',
      '::10.0.0.1',
      'ff02::1',
      'localhost',
      '',
    ].map((address) => [address, false] as const),
  ])('%s: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected)
  })
})
