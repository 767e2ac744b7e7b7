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

  it('follows redirections', async () => {
    const origin = await serving(({ url }, response) => {
      if (url === '/once') response.writeHead(302, { location: '/list' }).end()
      else response.end(der)
    })
    expect(await new HttpEvidenceSource({ publicOnly }).crl(`${origin}/once`)).toEqual(der)
  })

  it('keeps no failure: who answers later is heard', async () => {
    let status = 503
    const origin = await serving((_, response) => response.writeHead(status).end(der))
    const source = new HttpEvidenceSource({ publicOnly })
    expect(await source.crl(origin)).toMatchObject({ code: 'STATUS_UNEXPECTED' })
    status = 200
    expect(await source.crl(origin)).toEqual(der)
  })

  it('asks names that resolve to public addresses only, unless the kind is free of that', async () => {
    let asked = 0
    const origin = await serving((_, response) => {
      asked += 1
      response.end(der)
    })
    const { port } = new URL(origin)
    const source = new HttpEvidenceSource({ publicOnly: ['certificate'] })
    for (const place of [origin, `http://localhost:${port}/`, `http://[::ffff:127.0.0.1]:${port}/`]) {
      expect(await source.certificate(place)).toMatchObject({ code: 'ADDRESS_NOT_PUBLIC' })
    }
    expect(await source.crl(origin)).toEqual(der)
    const cautious = new HttpEvidenceSource()
    expect(await cautious.crl(origin)).toMatchObject({ code: 'ADDRESS_NOT_PUBLIC' })
    expect(await cautious.ocsp(origin, Uint8Array.of(1))).toMatchObject({ code: 'ADDRESS_NOT_PUBLIC' })
    expect(asked).toBe(1)
  })
})

describe('a place that gives nothing', () => {
  const source = () => new HttpEvidenceSource({ publicOnly, timeoutMilliseconds: 300, maximumBytes: 1000 })

  const answers: readonly [string, RequestListener, string, RegExp][] = [
    [
      'an error',
      (_, response) => response.writeHead(500).end(der),
      'STATUS_UNEXPECTED',
      /the HTTP status 200, found 500/,
    ],
    [
      'a redirection to nowhere',
      (_, response) => response.writeHead(302).end(),
      'STATUS_UNEXPECTED',
      /the HTTP status 200, found 302/,
    ],
    [
      'one redirection after another',
      (_, response) => response.writeHead(302, { location: '/round' }).end(),
      'REDIRECTED_TOO_OFTEN',
      /at most 3 redirections, found another one to 127\.0\.0\.1/,
    ],
    [
      'a redirection to another scheme',
      (_, response) => response.writeHead(302, { location: 'ldap://direktori.example/cn=x' }).end(),
      'SCHEME_UNSUPPORTED',
      /^direktori\.example: expected http or https, found ldap/,
    ],
    [
      'a redirection to what is no URL',
      (_, response) => response.writeHead(302, { location: 'http://[' }).end(),
      'URL_INVALID',
      /an absolute URL/,
    ],
    [
      'more than the limit',
      (_, response) => response.end(new Uint8Array(2000)),
      'TOO_LARGE',
      /at most 1000 bytes/,
    ],
    ['nothing in time', () => {}, 'TIMED_OUT', /within 300 ms/],
    [
      'half an answer, and breaks off',
      (_, response) =>
        response.writeHead(200, { 'content-length': 100 }).write(der, () => response.destroy()),
      'CONNECTION_FAILED',
      /a whole answer, found ECONNRESET/,
    ],
    [
      'PEM of something else',
      (_, response) => response.end(pem('PRIVATE KEY').slice('comment\n'.length)),
      'CONTENT_UNEXPECTED',
      /a CertificateList in DER or PEM, found something else without a type/,
    ],
    [
      'the web page of a portal',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'CONTENT_UNEXPECTED',
      /a CertificateList in DER or PEM, found something of the type text\/html/,
    ],
  ]
  it.each(answers)('says so when the server answers %s', async (_, listener, code, reason) => {
    const origin = await serving((request, response) => void listener(request, response))
    const failure = await source().crl(origin)
    expect(failure).toMatchObject({ code, reason: expect.stringMatching(reason) })
    for (const server of servers) server.closeAllConnections()
  })

  it.each([
    ['ldap://127.0.0.1/cn=x', 'SCHEME_UNSUPPORTED', '127.0.0.1: expected http or https, found ldap'],
    ['file:///etc/hosts', 'SCHEME_UNSUPPORTED', 'a place without a host: expected http or https, found file'],
    ['no URL', 'URL_INVALID', 'a place without a host: expected an absolute URL, found something else'],
    ['http://127.0.0.1:9/', 'CONNECTION_REFUSED', '127.0.0.1:9: expected a connection, found ECONNREFUSED'],
  ])('says so of %s', async (url, code, reason) => {
    expect(await source().crl(url)).toMatchObject({ code, reason })
  })

  it('says that no address is known of a name, with the cause', async () => {
    // RFC 6761 §6.4: no such name exists.
    const patient = new HttpEvidenceSource({ publicOnly, timeoutMilliseconds: 60_000 })
    expect(await patient.crl('http://daftar.invalid/crl')).toMatchObject({
      code: 'HOST_UNKNOWN',
      reason: expect.stringMatching(/^daftar\.invalid: expected a name that resolves to an address, found E/),
      cause: { syscall: 'getaddrinfo' },
    })
  })

  it.each([
    [
      'by its address',
      'http://10.0.0.1/daftar.crl',
      '10.0.0.1: expected an address of the public internet, found 10.0.0.1',
    ],
    [
      'in IPv6',
      'http://[fd00::1]/daftar.crl',
      '[fd00::1]: expected an address of the public internet, found fd00::1',
    ],
  ])('says that it was not asked on this network, %s', async (_, url, reason) => {
    expect(await new HttpEvidenceSource().crl(url)).toMatchObject({ code: 'ADDRESS_NOT_PUBLIC', reason })
  })

  it('says of a name on this network to which address it leads', async () => {
    const failure = await new HttpEvidenceSource().crl('http://localhost/daftar.crl')
    expect(failure).toMatchObject({
      code: 'ADDRESS_NOT_PUBLIC',
      reason: expect.stringMatching(
        /^localhost: expected an address of the public internet, found (127\.0\.0\.1|::1)$/,
      ),
    })
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
