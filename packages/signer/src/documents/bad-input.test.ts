import { PDFDocument, PDFName } from '@cantoo/pdf-lib'
import { disableApplication, findActiveCredential, revokeCertificate, setSignerStatus } from '@tapis/db'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { foreigner, official, sealPassphrase, startCity, type TestCity } from '../testing/city.ts'
import { formOf, signerOn } from '../testing/harness.ts'
import { samplePdf } from '../testing/sample-pdf.ts'

const LIMIT = 64 * 1024
let city: TestCity
let signer: Awaited<ReturnType<typeof signerOn>> & TestCity
/** Signed before this signer began, so that nothing of it counts. */
let signed: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  city = await startCity()
  const elsewhere = await signerOn(city)
  const response = await elsewhere.post(await samplePdf({ compact: false }), elsewhere.request, {
    accept: 'application/pdf',
  })
  signed = new Uint8Array(await response.arrayBuffer())
  await elsewhere.close()
  signer = { ...city, ...(await signerOn(city, () => ({ limits: { documentBytes: LIMIT } }))) }
})
afterAll(async () => {
  await signer.close()
  await city.close()
})

const nothing = { documents: 0, signatures: 0, idempotencyKeys: 0, files: 0, unfinished: 0 }
const bytes = (text: string) => new TextEncoder().encode(text)
const box = { x: 300, y: 60, width: 220, height: 90 }

/**
 * Posts the good request with some fields replaced, and with an Idempotency-Key that must be free
 * again afterwards.
 */
const post = async (changes: object, file?: Uint8Array<ArrayBuffer>) =>
  signer.post(
    file ?? (await samplePdf({ text: '#ttd' })),
    { ...signer.request, ...changes },
    { 'idempotency-key': 'k' },
  )

const postForm = (change: (form: FormData) => void) => async () => {
  const form = formOf(await samplePdf(), JSON.stringify(signer.request))
  change(form)
  return await send(form)
}
const send = (body: FormData | string, headers: Record<string, string> = {}) =>
  signer.app.request('/v1/documents', {
    method: 'POST',
    body,
    headers: { authorization: signer.application.basic, 'idempotency-key': 'k', ...headers },
  })

async function broken(change: (pdf: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>) {
  return await post({}, change(await samplePdf({ compact: false })))
}

const cases: readonly (readonly [
  title: string,
  status: number,
  code: string,
  send: () => Promise<Response> | Response,
])[] = [
  [
    'a file that is not a PDF',
    422,
    'NOT_A_PDF',
    () => post({}, bytes('PK\u0003\u0004 this is a spreadsheet')),
  ],
  ['an empty file', 422, 'PDF_EMPTY', () => post({}, new Uint8Array())],
  ['half of a PDF', 422, 'PDF_TRUNCATED', () => broken((pdf) => pdf.subarray(0, pdf.length / 2))],
  [
    'a PDF without its last bytes',
    422,
    'PDF_TRUNCATED',
    () => broken((pdf) => pdf.subarray(0, pdf.length - 30)),
  ],
  [
    'a password-protected PDF',
    422,
    'PDF_ENCRYPTED',
    async () => post({}, await samplePdf({ password: 'kunci', compact: false })),
  ],
  [
    'a password-protected PDF with object streams',
    422,
    'PDF_ENCRYPTED',
    async () => post({}, await samplePdf({ password: 'kunci' })),
  ],
  [
    'a password-protected PDF with an anchor',
    422,
    'PDF_ENCRYPTED',
    async () =>
      post(
        { place: { anchor: '#ttd', width: 220, height: 90 } },
        await samplePdf({ password: 'kunci', compact: false }),
      ),
  ],
  [
    'a PDF whose cross-reference is broken',
    422,
    'PDF_DAMAGED',
    () => broken((pdf) => replaced(pdf, 'xref', 'xxxx')),
  ],
  ['a file over the limit', 413, 'DOCUMENT_TOO_LARGE', () => post({}, new Uint8Array(LIMIT + 1))],
  ['a body far over the limit', 413, 'DOCUMENT_TOO_LARGE', () => post({}, new Uint8Array(LIMIT * 8))],
  ['a request over the limit', 413, 'REQUEST_TOO_LARGE', () => post({ title: 'x'.repeat(70_000) })],

  ['a page that does not exist', 422, 'PAGE_NOT_FOUND', () => post({ place: { page: 2, ...box } })],
  ['a box off the page', 422, 'BOX_OFF_PAGE', () => post({ place: { page: 1, ...box, x: 500 } })],
  [
    'a box too small for the stamp',
    422,
    'STAMP_BOX_TOO_SMALL',
    () => post({ place: { page: 1, ...box, height: 8 } }),
  ],
  [
    'an anchor that is not there',
    422,
    'ANCHOR_NOT_FOUND',
    () => post({ place: { anchor: '#x', width: 220, height: 90 } }),
  ],
  [
    'an anchor that is there twice',
    422,
    'ANCHOR_AMBIGUOUS',
    async () =>
      post({ place: { anchor: '#', width: 220, height: 90 } }, await samplePdf({ text: '#', pages: 2 })),
  ],
  ['an unknown template', 422, 'TEMPLATE_NOT_FOUND', () => post({ place: { template: 'tidak-ada' } })],

  [
    'an unknown NIK',
    422,
    'SIGNER_NOT_FOUND',
    () => post({ signer: { nik: '1871990101999999', passphrase: 'x' } }),
  ],
  [
    'an unknown signer id',
    422,
    'SIGNER_NOT_FOUND',
    () => post({ signer: { id: '00000000-0000-4000-8000-000000000000', passphrase: 'x' } }),
  ],
  [
    'a signer of another agency, whose passphrase is right',
    422,
    'SIGNER_NOT_FOUND',
    () => post({ signer: { nik: foreigner.nik, passphrase: foreigner.passphrase } }),
  ],
  [
    'a wrong passphrase',
    403,
    'PASSPHRASE_WRONG',
    () => post({ signer: { nik: official.nik, passphrase: 'salah' } }),
  ],
  ['another agency', 403, 'FORBIDDEN_AGENCY', () => post({ agency: 'bpprd' })],

  [
    'a broken JSON',
    400,
    'REQUEST_JSON_INVALID',
    postForm((form) => form.set('request', '{"agency": "dinkes",')),
  ],
  [
    'a JSON that is not UTF-8',
    400,
    'REQUEST_JSON_INVALID',
    postForm((form) => form.set('request', new Blob([Uint8Array.of(0x22, 0xe9, 0x22)]))),
  ],
  ['an unknown field', 400, 'REQUEST_INVALID', () => post({ signr: 1 })],
  ['a field that is missing', 400, 'REQUEST_INVALID', () => post({ title: undefined })],
  ['a field of the wrong type', 400, 'REQUEST_INVALID', () => post({ facts: 'Nama: X' })],
  [
    'a NIK that everybody would read',
    400,
    'REQUEST_INVALID',
    () => post({ facts: [{ label: 'Pemohon', value: '1871-9901-0190-0001 4 orang' }] }),
  ],
  ['no file', 400, 'PART_MISSING', postForm((form) => form.delete('file'))],
  ['no request', 400, 'PART_MISSING', postForm((form) => form.delete('request'))],
  ['a file that is sent as text', 400, 'PART_MISSING', postForm((form) => form.set('file', '%PDF-1.7'))],
  ['a part nobody knows', 400, 'MULTIPART_INVALID', postForm((form) => form.set('nik', '1'))],
  [
    'a body that is not multipart',
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    () => send('{}', { 'content-type': 'application/json' }),
  ],
  [
    'a multipart body that is noise',
    400,
    'MULTIPART_INVALID',
    () => send('noise', { 'content-type': 'multipart/form-data; boundary=x' }),
  ],
  [
    'an Idempotency-Key with a space',
    400,
    'IDEMPOTENCY_KEY_INVALID',
    async () => signer.post(await samplePdf(), signer.request, { 'idempotency-key': 'a b' }),
  ],
  [
    'an answer nobody can give',
    406,
    'NOT_ACCEPTABLE',
    async () => signer.post(await samplePdf(), signer.request, { accept: 'text/html' }),
  ],

  ['no credential', 401, 'UNAUTHENTICATED', () => send('', { authorization: '' })],
  [
    'a wrong secret',
    401,
    'UNAUTHENTICATED',
    () => send('', { authorization: `Bearer ${signer.application.id}.${'A'.repeat(43)}` }),
  ],
  [
    'an unknown application',
    401,
    'UNAUTHENTICATED',
    () => send('', { authorization: `Bearer app_x.${'A'.repeat(43)}` }),
  ],

  ['a malformed code', 400, 'CODE_MALFORMED', () => signer.get('/v1/documents/ABC')],
  ['an unknown code', 404, 'DOCUMENT_NOT_FOUND', () => signer.get('/v1/documents/0123456789ABCDEF')],
  [
    'the file of an unknown code',
    404,
    'DOCUMENT_NOT_FOUND',
    () => signer.get('/v1/documents/0123456789ABCDEF/file'),
  ],
  [
    'a file as JSON',
    406,
    'NOT_ACCEPTABLE',
    () => signer.get('/v1/documents/0123456789ABCDEF/file', { accept: 'application/json' }),
  ],
  ['the revocation of an unknown code', 404, 'DOCUMENT_NOT_FOUND', () => revoke('{"reason":"salah"}')],
  ['a revocation without a reason', 400, 'REQUEST_INVALID', () => revoke('{}')],
  ['a revocation in broken JSON', 400, 'REQUEST_JSON_INVALID', () => revoke('{')],
  [
    'a revocation as a form',
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    () => revoke('reason=x', 'application/x-www-form-urlencoded'),
  ],
  [
    'a revocation as long as a book',
    413,
    'REQUEST_TOO_LARGE',
    () => revoke(`{"reason":"${'x'.repeat(70_000)}"}`),
  ],

  ['a path that does not exist', 404, 'ROUTE_NOT_FOUND', () => signer.get('/v2/documents')],
  ['a method that does not exist', 405, 'METHOD_NOT_ALLOWED', () => signer.get('/v1/documents')],
]

const revoke = (body: string, type = 'application/json') =>
  signer.app.request('/v1/documents/0123456789ABCDEF/revocation', {
    method: 'POST',
    body,
    headers: { authorization: signer.application.basic, 'content-type': type },
  })

describe('bad input', () => {
  afterEach(async () => {
    expect(await signer.counts()).toEqual(nothing)
    // So that the wrong passphrases of the cases do not add up.
    signer.time.now = new Date(signer.time.now.getTime() + 3_600_000)
  })

  it.each(cases)('%s is %i %s, and leaves no row and no file', async (_, status, code, sendIt) => {
    const response = await sendIt()
    const text = await response.text()
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    const problem: unknown = JSON.parse(text)
    expect(problem).toMatchObject({
      code,
      status,
      type: `https://api.tte.example/problems/${code}`,
      title: expect.stringMatching(/./),
      title_id: expect.stringMatching(/./),
      instance: `urn:uuid:${response.headers.get('tapis-request-id')}`,
    })
    expect(response.status).toBe(status)
    expect(problem).toMatchObject({
      detail: expect.not.stringMatching(/[{}?]/),
      detail_id: expect.not.stringMatching(/[{}?]/),
    })
    for (const secret of signer.secrets) expect(text).not.toContain(secret)
  })

  it('names every field that does not fit', async () => {
    const response = await post({
      title: '',
      facts: [{ label: 'Nama' }],
      place: { page: 1, ...box, widht: 3 },
    })
    expect(await response.json()).toMatchObject({
      errors: [{ pointer: '/title' }, { pointer: '/facts/0/value' }, { pointer: '/place/widht' }],
    })
  })

  it('challenges with both schemes when nobody is authenticated', async () => {
    const response = await send('', { authorization: '' })
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic .*, Bearer /)
  })

  it('says which methods a path has', async () => {
    expect((await signer.get('/v1/documents')).headers.get('allow')).toBe('POST')
    const head = await signer.app.request('/v1/documents/0123456789ABCDEF', {
      method: 'DELETE',
      headers: { authorization: signer.application.basic },
    })
    expect(head.headers.get('allow')).toBe('GET, HEAD')
  })

  it('counts wrong passphrases, and after five of them closes even to the right one, for a while', async () => {
    const guess = (passphrase: string) => post({ signer: { nik: official.nik, passphrase } })
    for (const _ of [1, 2, 3, 4, 5]) expect((await guess('salah')).status).toBe(403)
    const closed = await guess(official.passphrase)
    expect(closed.status).toBe(429)
    expect((await closed.json()).code).toBe('RATE_LIMITED')
    const seconds = Number(closed.headers.get('retry-after'))
    expect(seconds).toBe(15 * 60)
  })

  it('refuses a signature that does not verify instead of signing over it', async () => {
    // One letter of the page that the first signature covers.
    const changed = replaced(signed, '/MediaBox [ 0 0 595', '/MediaBox [ 0 0 594')
    const response = await post({}, changed)
    expect((await response.json()).code).toBe('EARLIER_SIGNATURE_BROKEN')
  })

  it.each([
    ['has expired', 3 * 365],
    ['is not valid yet', -30],
  ])('refuses a signer whose certificate %s', async (_, days) => {
    const { now } = signer.time
    signer.time.now = new Date(now.getTime() + days * 86_400_000)
    expect((await (await post({})).json()).code).toBe('CERTIFICATE_EXPIRED')
    signer.time.now = now
  })

  it('refuses a signer whose certificate is revoked', async () => {
    const { db } = city.database
    const id = city.seal.id
    const certificate = (await findActiveCredential(db, id))?.certificate
    await revokeCertificate(db, { id: certificate?.id ?? '', reason: 'keyCompromise', at: signer.time.now })
    const response = await post({ signer: { id, passphrase: sealPassphrase } })
    expect((await response.json()).code).toBe('CERTIFICATE_EXPIRED')
  })

  it('refuses a suspended signer like an unknown one', async () => {
    await setSignerStatus(city.database.db, city.signer.id, 'suspended')
    expect((await (await post({})).json()).code).toBe('SIGNER_NOT_FOUND')
    await setSignerStatus(city.database.db, city.signer.id, 'active')
  })

  it('refuses a disabled application like an unknown one', async () => {
    const { applicationId, basic } = city.otherApplication
    expect((await send('', { authorization: basic })).status).toBe(415)
    await disableApplication(city.database.db, applicationId, signer.time.now)
    expect((await (await send('', { authorization: basic })).json()).code).toBe('UNAUTHENTICATED')
  })

  it('refuses a document whose author allows no further change', async () => {
    const document = await PDFDocument.load(await samplePdf())
    const certification = document.context.obj({
      Type: 'Sig',
      Reference: [
        { Type: 'SigRef', TransformMethod: 'DocMDP', TransformParams: { Type: 'TransformParams', P: 1 } },
      ],
    })
    document.catalog.set(
      PDFName.of('Perms'),
      document.context.obj({ DocMDP: document.context.register(certification) }),
    )
    const response = await post({}, new Uint8Array(await document.save()))
    expect((await response.json()).code).toBe('PDF_NOT_SIGNABLE')
  })

  it('never writes a secret into the log', () => {
    const log = signer.log.join('')
    expect(log).toContain('PASSPHRASE_WRONG')
    for (const secret of signer.secrets) expect(log).not.toContain(secret)
  })
})

function replaced(pdf: Uint8Array, from: string, to: string): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(pdf).toString('latin1')
  if (!text.includes(from) || from.length !== to.length) throw new Error('the sample has nothing to replace')
  return new Uint8Array(Buffer.from(text.replace(from, to), 'latin1'))
}
