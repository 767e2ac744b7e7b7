import { describe, expect, it } from 'vitest'
import { createVerifyApp } from './app.ts'
import type { PortalLogEntry } from './http/observe.ts'
import type { Failure } from './http/report-failure.ts'
import type { VerifyDeps } from './portal.ts'
import { depsOver, REVOKED, VALID } from './testing/sample-record.ts'

const revoked = { ...REVOKED, code: '0000000000000003' }
const unproven = { ...VALID, code: '0000000000000004', signatures: [] }
const portal = (change: Partial<VerifyDeps> = {}) =>
  createVerifyApp({ ...depsOver(VALID, revoked, unproven), ...change })

const HTML = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }
const JSON_ONLY = { Accept: 'application/json' }
const failing = { findPublicRecord: () => Promise.reject(new Error('connect ECONNREFUSED')) }
const hanging = { findPublicRecord: () => new Promise<undefined>(() => {}), lookupTimeLimitMilliseconds: 1 }
const anothers = { findPublicRecord: async () => revoked }
const broken = {
  clientAddress: () => {
    throw new RangeError('no address')
  },
}

const ANSWERS: readonly [string, string, Partial<VerifyDeps>, number, string, string][] = [
  ['the front page', '/', {}, 200, 'Periksa keaslian dokumen', ''],
  ['a document that stands', '/V/7Q2F9KXM3TVA0B4D', {}, 200, 'Dokumen ini tercatat dan tidak dicabut.', ''],
  ['a revoked document', '/V/0000000000000003', {}, 410, 'Selasa, 5 Januari 2027 pukul 14.05 WIB', ''],
  ['a record without a signature', '/V/0000000000000004', {}, 500, 'tanda tangannya tidak terbukti', ''],
  ['an unknown code', '/V/ZZZZZZZZZZZZZZZZ', {}, 404, 'ZZZZ-ZZZZ-ZZZZ-ZZZZ', 'CODE_UNKNOWN'],
  [
    'a malformed code',
    '/V/ABC',
    {},
    400,
    'Anda mengisi 3 huruf dan angka; kode berisi 16.',
    'CODE_MALFORMED',
  ],
  [
    'a code with more path',
    '/V/7Q2F9KXM3TVA0B4D/x',
    {},
    400,
    'tidak pernah ada dalam kode',
    'CODE_MALFORMED',
  ],
  ['a code that cannot be decoded', '/V/%E0%A4%A', {}, 400, 'tidak pernah ada dalam kode', 'CODE_MALFORMED'],
  ['a malformed search', '/cari?kode=7Q2F-9KXM-3TV', {}, 400, 'value="7Q2F-9KXM-3TV"', 'CODE_MALFORMED'],
  ['an empty search', '/cari', {}, 400, 'Kodenya belum diisi.', 'CODE_MALFORMED'],
  ['another page', '/admin', {}, 404, 'Halaman ini tidak ada.', 'PAGE_NOT_FOUND'],
  [
    'a database that fails',
    '/V/7Q2F9KXM3TVA0B4D',
    failing,
    503,
    'bukan berarti sah atau tidak sah',
    'LOOKUP_UNAVAILABLE',
  ],
  [
    'a database that hangs',
    '/V/7Q2F9KXM3TVA0B4D',
    hanging,
    503,
    'value="7Q2F-9KXM-3TVA-0B4D"',
    'LOOKUP_UNAVAILABLE',
  ],
  [
    'a database that hands over another document',
    '/V/7Q2F9KXM3TVA0B4D',
    anothers,
    503,
    'Belum dapat diperiksa',
    'LOOKUP_UNAVAILABLE',
  ],
  ['a fault of the portal', '/V/ZZZZZZZZZZZZZZZZ', broken, 500, 'dokumen belum diperiksa', 'INTERNAL_ERROR'],
]

describe('the pages', () => {
  it.each(ANSWERS)('answer %s', async (_, path, change, status, words) => {
    const response = await portal(change).request(path, { headers: HTML })
    const body = await response.text()
    expect(response.status).toBe(status)
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=UTF-8')
    expect(body).toContain(words)
    expect(body).toContain('name="kode"')
    expect(body.match(/<h1>/g)?.length).toBe(body.includes('id="spanduk-different"') ? 2 : 1)
  })

  it.each(ANSWERS)('carry the security headers: %s', async (_, path, change) => {
    const { headers } = await portal(change).request(path, { headers: HTML })
    expect(headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    expect(headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Strict-Transport-Security')).toBe('max-age=31536000')
    expect(headers.get('Cache-Control')).toBe(path === '/' ? 'public, max-age=300' : 'no-store')
    expect(headers.get('X-Robots-Tag')).toBe(path === '/' ? null : 'noindex, nofollow')
  })

  it.each(ANSWERS)('contain no inline style, script or address elsewhere: %s', async (_, path, change) => {
    const body = await (await portal(change).request(path, { headers: HTML })).text()
    expect(body).not.toMatch(/\sstyle=|<style|\son[a-z]+=|<script(?! defer src="\/aset\/)/)
    expect(body.match(/(?:src|href|action)="(?!\/|#|data:)[^"]*"/g)).toBeNull()
  })

  it('show the facts, the signers and the fingerprint of a document', async () => {
    const body = await (await portal().request('/V/7Q2F9KXM3TVA0B4D')).text()
    const facts = VALID.facts.flatMap(({ label, value }) => [label, value])
    for (const text of [
      ...facts,
      VALID.title,
      VALID.agency.name,
      'Kepala Dinas',
      'Bandingkan dengan kertas Anda',
    ]) {
      expect(body).toContain(text)
    }
    expect(body).toContain('Selasa, 24 November 2026 pukul 10.31 WIB')
    expect(body).toContain('Diperiksa Rabu, 6 Januari 2027 pukul 08.02 WIB.')
    expect(body.replace(/<\/?span>/g, '')).toContain(`<code class="fingerprint">${VALID.sha256}</code>`)
  })

  it('never show an identity number that an agency wrote into a fact', async () => {
    const nik = '9999991708450001'
    const record = { ...VALID, facts: [{ label: 'NIK', value: nik }] }
    for (const headers of [HTML, JSON_ONLY]) {
      const body = await (
        await createVerifyApp(depsOver(record)).request(`/V/${VALID.code}`, { headers })
      ).text()
      expect(body).toContain('disembunyikan')
      expect(body).not.toContain(nik)
    }
  })
})

describe('answers for applications', () => {
  it.each(ANSWERS.filter(([, , , , , code]) => code !== ''))(
    'are problem documents: %s',
    async (_, path, change, status, __, code) => {
      const response = await portal(change).request(path, { headers: JSON_ONLY })
      expect(response.status).toBe(status)
      expect(response.headers.get('Content-Type')).toBe('application/problem+json')
      expect(await response.json()).toMatchObject({ type: 'about:blank', status, code })
    },
  )

  it.each([
    ['stands', VALID.code, 200, { state: 'STANDS', verdicts: { status: { verdict: 'NOT_REVOKED' } } }],
    [
      'was revoked',
      revoked.code,
      410,
      { state: 'REVOKED', verdicts: { status: { reason: REVOKED.revocationReason } } },
    ],
    [
      'is not proven',
      unproven.code,
      500,
      { state: 'UNPROVEN', verdicts: { integrity: { reason: 'NO_SIGNATURE' } } },
    ],
  ])('hold the record and the verdicts of a document that %s', async (_, code, status, answer) => {
    const response = await portal().request(`/V/${code}`, { headers: JSON_ONLY })
    expect(response.status).toBe(status)
    expect(response.headers.get('Vary')).toMatch(/\bAccept\b(?!-)/)
    expect(await response.json()).toMatchObject({
      ...answer,
      code,
      url: `https://tte.bandarlampung.example/V/${code}`,
      checkedAt: '2027-01-06T01:02:03.000Z',
      document: { sha256: VALID.sha256, recordedAt: '2026-11-24T03:32:00.000Z' },
    })
  })

  it.each([
    ['a browser', HTML.Accept, 'text/html'],
    ['no preference', '*/*', 'text/html'],
    ['JSON before HTML', 'text/html;q=0.5, application/json', 'application/json'],
    ['HTML before JSON', 'application/json;q=0.5, text/html', 'text/html'],
  ])('are negotiated: %s', async (_, accept, type) => {
    const response = await portal().request(`/V/${VALID.code}`, { headers: { Accept: accept } })
    expect(response.headers.get('Content-Type')).toContain(type)
    expect(response.headers.get('Vary')).toMatch(/\bAccept\b(?!-)/)
  })
})

describe('failures', () => {
  it('are told to the operator under the id that the visitor sees, and to nobody else', async () => {
    const failures: Failure[] = []
    const app = portal({ ...failing, reportFailure: (failure) => failures.push(failure) })
    const response = await app.request(`/V/${VALID.code}`)
    const body = await response.text()
    expect(response.headers.get('Retry-After')).toBe('30')
    expect(failures).toMatchObject([{ status: 503, cause: { message: 'connect ECONNREFUSED' } }])
    expect(body).toContain(failures[0]?.id)
    expect(body).not.toContain('ECONNREFUSED')
  })

  it.each([
    ['without a signature', unproven, 'NO_SIGNATURE'],
    ['with a broken fingerprint', { ...VALID, sha256: 'abc' }, 'FINGERPRINT_INVALID'],
  ])(
    'include a record %s: the operator is told under the id that the visitor sees',
    async (_, record, reason) => {
      for (const headers of [HTML, JSON_ONLY]) {
        const failures: Failure[] = []
        const deps = { ...depsOver(record), reportFailure: (failure: Failure) => failures.push(failure) }
        const body = await (await createVerifyApp(deps).request(`/V/${record.code}`, { headers })).text()
        expect(failures).toMatchObject([{ status: 500, cause: { message: expect.stringContaining(reason) } }])
        expect(body).toContain(failures[0]?.id)
      }
    },
  )

  it.each([VALID, revoked])('do not include a document that is $status', async ({ code }) => {
    const failures: Failure[] = []
    const app = portal({ reportFailure: (failure) => failures.push(failure) })
    for (const headers of [HTML, JSON_ONLY]) {
      const response = await app.request(`/V/${code}`, { headers })
      expect(await response.text()).not.toMatch(/nomor gangguan|"id":"[0-9A-F]{8}"/)
    }
    expect(failures).toEqual([])
  })

  it('of a portal behind a bad origin are found at the start', () => {
    expect(() => portal({ portalOrigin: 'https://tte.example/verify' })).toThrow(TypeError)
  })
})

describe('the limit on wrong codes', () => {
  it('refuses the thirty-first miss of an address, but never hides a document', async () => {
    const app = portal()
    const statuses: number[] = []
    for (let miss = 0; miss < 31; miss++)
      statuses.push((await app.request(miss % 2 ? '/V/ABC' : '/V/ZZZZZZZZZZZZZZZZ')).status)
    expect(statuses.slice(0, 30)).not.toContain(429)
    expect(statuses[30]).toBe(429)
    const refused = await app.request('/cari?kode=abc', { headers: HTML })
    expect(refused.status).toBe(429)
    expect(refused.headers.get('Retry-After')).toBe('2')
    const body = await refused.text()
    expect(body).toContain('kode ini belum diperiksa')
    expect(body).toContain('Terlalu banyak kode salah dari jaringan Anda. Coba lagi dalam 2 detik.')
    expect((await app.request(`/V/${VALID.code}`)).status).toBe(200)
  })

  it('charges the address that the operator’s function names', async () => {
    const app = portal({ clientAddress: (c) => c.req.header('X-Real-IP') ?? 'unknown' })
    const miss = (address: string) => app.request('/V/ABC', { headers: { 'X-Real-IP': address } })
    for (let count = 0; count < 31; count++) await miss('192.0.2.1')
    expect((await miss('192.0.2.1')).status).toBe(429)
    expect((await miss('192.0.2.2')).status).toBe(400)
  })
})

describe('the limit that all portals share', () => {
  const full = { waitSeconds: 7.2, isLast: false }

  it('is asked for misses alone, with the network, and rounds its wait up', async () => {
    const charged: string[] = []
    const app = portal({
      chargeMiss: async (network) => {
        charged.push(network)
        return full
      },
    })
    expect((await app.request(`/V/${VALID.code}`)).status).toBe(200)
    const refused = await app.request('/V/ABC')
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '8'])
    expect(charged).toEqual(['192.0.2.1'])
  })

  it.each([
    ['fails', () => Promise.reject(Object.assign(new Error('192.0.2.1'), { code: 'UNAVAILABLE' }))],
    ['never answers', () => new Promise<never>(() => {})],
  ])(
    'is passed over when it %s: the miss is answered as one, and the operator is told',
    async (_, chargeMiss) => {
      const log: PortalLogEntry[] = []
      const app = portal({ chargeMiss, log: (entry) => log.push(entry) })
      expect((await app.request('/V/ZZZZZZZZZZZZZZZZ')).status).toBe(404)
      expect(log).toContainEqual(expect.objectContaining({ event: 'limit-failure', name: 'Error' }))
      expect(JSON.stringify(log)).not.toContain('192.0.2.1')
    },
  )

  it('has the one in memory behind it, which counts while it fails', async () => {
    const app = portal({ chargeMiss: () => Promise.reject(new Error('away')) })
    for (let miss = 0; miss < 30; miss++) expect((await app.request('/V/ABC')).status).toBe(400)
    expect((await app.request('/V/ABC')).status).toBe(429)
  })

  it('is waited for by two misses at once and no more: the others are counted in memory', async () => {
    let waiting = 0
    const app = portal({
      chargeMiss: () => {
        waiting++
        return new Promise<never>(() => {})
      },
    })
    const statuses = await Promise.all([1, 2, 3, 4, 5].map(async () => (await app.request('/V/ABC')).status))
    expect(statuses).toEqual([400, 400, 400, 400, 400])
    expect(waiting).toBe(2)
  })

  it('has the network recorded that uses up the last of its room, and fails for nobody when that fails', async () => {
    const recorded: string[] = []
    const app = portal({
      chargeMiss: async () => ({ waitSeconds: 0, isLast: true }),
      recordGuessing: async (network) => {
        recorded.push(network)
        throw new Error('away')
      },
    })
    expect((await app.request('/V/ABC')).status).toBe(400)
    expect(recorded).toEqual(['192.0.2.0/24'])
  })
})

describe('the log', () => {
  it('has a line for each request: the template of the path, and neither the code nor the address', async () => {
    const log: PortalLogEntry[] = []
    const app = portal({ log: (entry) => log.push(entry) })
    const response = await app.request(`/V/${VALID.code}?nik=1871990101700001`)
    await app.request('/')
    expect(log).toEqual([
      {
        event: 'request',
        requestId: response.headers.get('Tapis-Request-Id'),
        method: 'GET',
        route: '/V/{code}',
        status: 200,
        milliseconds: 0,
      },
      expect.objectContaining({ route: '/', status: 200 }),
    ])
    expect(JSON.stringify(log)).not.toMatch(/192\.0\.2|7Q2F9KXM3TVA0B4D|187199/)
  })

  it.each([
    ['/V/ZZZZZZZZZZZZZZZZ', 404, '/V/{code}'],
    ['/V/ABC', 400, '/V/{code}'],
    ['/cari?kode=ABC', 400, '/cari'],
  ])('names the network of a miss, %s, and no more of the address', async (path, status, route) => {
    const log: PortalLogEntry[] = []
    await portal({ log: (entry) => log.push(entry) }).request(path)
    expect(log).toMatchObject([{ route, status, network: '192.0.2.0/24' }])
    expect(JSON.stringify(log)).not.toMatch(/192\.0\.2\.1|ZZZZ|ABC/)
  })

  it('has lines for pages that do not exist and for faults', async () => {
    const log: PortalLogEntry[] = []
    const app = portal({ ...failing, log: (entry) => log.push(entry) })
    await app.request('/admin/7Q2F9KXM3TVA0B4D')
    await app.request(`/V/${VALID.code}`)
    expect(log).toMatchObject([{ status: 404 }, { status: 503 }])
    expect(JSON.stringify(log)).not.toContain('7Q2F9KXM3TVA0B4D')
  })
})

describe('the small routes', () => {
  it.each([
    ['/V', '/'],
    ['/v/', '/'],
    ['/cari?kode=7q2f-9kxm-3tva-ob4d', '/V/7Q2F9KXM3TVA0B4D'],
    ['/cari?kode=https%3A%2F%2Ftte.example%2FV%2F7Q2F9KXM3TVA0B4D', '/V/7Q2F9KXM3TVA0B4D'],
  ])('send %s on to %s', async (path, location) => {
    const response = await portal().request(path)
    expect(response.status).toBe(303)
    expect(response.headers.get('Location')).toBe(location)
  })

  it('keep crawlers out of the verdicts', async () => {
    expect(await (await portal().request('/robots.txt')).text()).toContain('Disallow: /V/')
  })

  it('say that the process answers, without the database', async () => {
    const response = await portal(failing).request('/healthz')
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }])
  })

  it('say whether documents can be looked up', async () => {
    const failures: Failure[] = []
    expect((await portal().request('/readyz')).status).toBe(200)
    const app = portal({ ...failing, reportFailure: (failure) => failures.push(failure) })
    const response = await app.request('/readyz')
    expect([response.status, await response.json()]).toEqual([
      503,
      { status: 'unready', code: 'DATABASE_UNAVAILABLE' },
    ])
    expect(failures).toMatchObject([{ status: 503, cause: { message: 'connect ECONNREFUSED' } }])
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('refuse %s', async (method) => {
    const response = await portal().request(`/V/${VALID.code}`, { method })
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'GET, HEAD'])
  })

  it('answer HEAD with the status of the document', async () => {
    expect((await portal().request(`/V/${revoked.code}`, { method: 'HEAD' })).status).toBe(410)
  })

  it('serve the assets that a page names for ever, and those of another release uncached', async () => {
    const app = portal()
    const page = await (await app.request(`/V/${VALID.code}`)).text()
    const paths = page.match(/\/aset\/[^"]+/g) ?? []
    expect(paths.map((path) => path.split('.').pop())).toEqual(['css', 'js'])
    for (const path of paths) {
      const response = await app.request(path)
      expect(response.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
      const other = await app.request(path.replace(/\.[0-9a-f]{16}\./, '.0123456789abcdef.'))
      expect([other.status, other.headers.get('Cache-Control')]).toEqual([200, 'no-store'])
    }
    expect((await app.request('/aset/other.0123456789abcdef.css')).status).toBe(404)
  })
})
