import { createHash, X509Certificate } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { makeTimeStampReq } from '@tapis/pki/timestamp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemTable } from './problems/problem-table.ts'
import { type Harness, signerOn, startSigner } from './testing/harness.ts'

let signer: Harness
beforeAll(async () => {
  signer = await startSigner()
})
afterAll(() => signer.close())

const open = (path: string, init?: RequestInit) => signer.app.request(path, init)
const field = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
    value,
  )

describe('the OpenAPI document', () => {
  it('is version 3.1 and describes every path with its problems', async () => {
    const document: unknown = await (await open('/openapi.json')).json()
    expect(field(document, 'openapi')).toBe('3.1.0')
    expect(Object.keys(Object(field(document, 'paths')))).toEqual([
      '/v1/documents',
      '/v1/documents/{code}',
      '/v1/documents/{code}/file',
      '/v1/documents/{code}/revocation',
      '/pki/root.cer',
      '/pki/ca.cer',
      '/pki/root.crl',
      '/pki/ca.crl',
      '/tsa',
      '/healthz',
      '/readyz',
    ])
    const tsa = field(document, 'paths', '/tsa', 'post')
    expect(Object.keys(Object(field(tsa, 'responses')))).toEqual([
      '200',
      '401',
      '408',
      '413',
      '415',
      '429',
      '500',
      '503',
    ])
    expect(field(tsa, 'security')).toEqual([])
    const sign = field(document, 'paths', '/v1/documents', 'post')
    expect(field(sign, 'responses', '422', 'description')).toContain('BOX_OFF_PAGE')
    expect(field(sign, 'responses', '403', 'content', 'application/problem+json', 'schema')).toEqual({
      $ref: '#/components/schemas/Problem',
    })
  })

  it('has the schema that requests are parsed with, and every reference leads somewhere', async () => {
    const text = await (await open('/openapi.json')).text()
    const document: unknown = JSON.parse(text)
    const schema = field(document, 'components', 'schemas', 'SignRequest')
    expect(field(schema, 'required')).toEqual(['agency', 'documentType', 'number', 'title', 'signer'])
    expect(field(schema, 'additionalProperties')).toBe(false)
    expect(field(schema, 'properties', 'title')).toMatchObject({
      type: 'string',
      minLength: 1,
      maxLength: 300,
    })
    expect(field(schema, 'properties', 'number')).toMatchObject({
      maxLength: 100,
      example: '503/0001/SIP/2026',
    })
    const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '')
    expect(references.length).toBeGreaterThan(5)
    for (const path of references) expect(field(document, ...path.split('/')), path).toBeDefined()
  })

  it('names both ways to authenticate', async () => {
    const document: unknown = await (await open('/openapi.json')).json()
    expect(field(document, 'components', 'securitySchemes')).toMatchObject({
      basic: { type: 'http', scheme: 'basic' },
      bearer: { type: 'http', scheme: 'bearer' },
    })
  })
})

describe('the readable page of the API', () => {
  it('loads everything from its own origin, and its policy allows nothing else', async () => {
    const response = await open('/docs')
    const page = await response.text()
    const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '')
    expect(loaded.length).toBeGreaterThanOrEqual(3)
    for (const address of loaded) {
      expect(address).toMatch(/^\/[a-z]/)
      expect((await open(address)).status, address).toBe(200)
    }
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self';")
  })

  it('gives out two files of its package and no other', async () => {
    expect((await open('/docs/swagger-ui-bundle.js')).headers.get('content-type')).toMatch(
      /^text\/javascript/,
    )
    for (const path of ['/docs/package.json', '/docs/..%2Fpackage.json', '/docs/index.html'])
      expect((await open(path)).status, path).toBe(404)
  })

  it.each(['/docs', '/problems', '/v1', ''])(
    'knows no name that every object has: %s/constructor',
    async (path) => {
      for (const name of ['constructor', '__proto__', 'toString'])
        expect((await open(`${path}/${name}`)).status, name).toBe(path === '/v1' ? 401 : 404)
    },
  )
})

describe('the page of a problem', () => {
  it.each(Object.keys(problemTable))('%s is explained in both languages', async (code) => {
    const response = await open(`/problems/${code}`)
    expect(response.status).toBe(200)
    const page = await response.text()
    expect(page).toContain(code)
    expect(page).toContain('<section lang="en">')
    expect(page.slice(page.indexOf('<main>'))).not.toMatch(/\{\w+\}/)
  })

  it('is drawn with its own style, which the policy lets through by its hash', async () => {
    const response = await open('/problems/PASSPHRASE_WRONG')
    const style = /<style>([\s\S]*)<\/style>/.exec(await response.text())?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(response.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}'`)
  })

  it('does not exist for a code that does not exist', async () => {
    expect((await open('/problems/<script>')).status).toBe(404)
  })
})

describe('what verifiers fetch', () => {
  it('is the root and the CA, the CA being issued by the root', async () => {
    const certificate = async (path: string) => {
      const response = await open(path)
      expect(response.headers.get('content-type')).toBe('application/pkix-cert')
      return new X509Certificate(new Uint8Array(await response.arrayBuffer()))
    }
    const [root, ca] = [await certificate('/pki/root.cer'), await certificate('/pki/ca.cer')]
    expect(ca.checkIssued(root)).toBe(true)
    expect(ca.verify(root.publicKey)).toBe(true)
  })

  it.each(['/pki/root.crl', '/pki/ca.crl'])('is a revocation list at %s', async (path) => {
    const response = await open(path)
    expect(response.headers.get('content-type')).toBe('application/pkix-crl')
    const [first] = new Uint8Array(await response.arrayBuffer())
    expect(first).toBe(0x30)
  })
})

describe('POST /tsa', () => {
  it('answers a timestamp query', async () => {
    const { der } = makeTimeStampReq(
      { algorithm: 'sha-256', digest: new Uint8Array(32) },
      new Uint8Array(16).fill(1),
    )
    const response = await open('/tsa', {
      method: 'POST',
      body: new Uint8Array(der),
      headers: { 'content-type': 'application/timestamp-query' },
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/timestamp-reply')
  })

  it('answers what is no timestamp query with a problem, like every other path', async () => {
    const before = signer.log.length
    const response = await open('/tsa', { method: 'POST', body: '{}' })
    expect(response.status).toBe(415)
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect((await response.json()).code).toBe('UNSUPPORTED_MEDIA_TYPE')
    expect(signer.log.slice(before)).toHaveLength(1)
  })

  it('is POST only', async () => {
    expect((await open('/tsa')).status).toBe(405)
  })
})

describe('every answer', () => {
  it.each(['/healthz', '/openapi.json', '/pki/ca.cer', '/nowhere', '/v1/documents/x'])(
    'at %s has its number and the security headers',
    async (path) => {
      const { headers } = await open(path)
      expect(headers.get('tapis-request-id')).toMatch(/^[0-9a-f-]{36}$/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('cache-control')).toMatch(/./)
    },
  )

  it('is one line in the log, with the template of the path and not the path', async () => {
    const before = signer.log.length
    await open('/v1/documents/0123456789ABCDEF?nik=1871990101700001')
    const lines = signer.log.slice(before)
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      event: 'request',
      method: 'GET',
      route: '/v1/documents/{code}',
      status: 401,
      problem: 'UNAUTHENTICATED',
    })
    expect(lines[0]).not.toMatch(/0123456789ABCDEF|1871990101700001/)
  })

  it('comes from a number of its own, whatever the client sends', async () => {
    const { headers } = await open('/healthz', { headers: { 'tapis-request-id': 'x' } })
    expect(headers.get('tapis-request-id')).not.toBe('x')
  })
})

describe('the health checks', () => {
  it('say that the document store takes nothing', async () => {
    const other = await signerOn(signer)
    expect((await other.app.request('/readyz')).status).toBe(200)
    await rm(other.documents, { recursive: true })
    const response = await other.app.request('/readyz')
    expect([response.status, (await response.json()).code]).toEqual([503, 'STORE_UNAVAILABLE'])
    expect((await other.app.request('/healthz')).status).toBe(200)
  })

  // Last, since it takes the database away.
  it('say that the database is gone, and that the process is alive all the same', async () => {
    expect((await open('/readyz')).status).toBe(200)
    await signer.database.close()
    const response = await open('/readyz')
    expect([response.status, (await response.json()).code]).toEqual([503, 'DATABASE_UNAVAILABLE'])
    expect((await open('/healthz')).status).toBe(200)
  })
})
