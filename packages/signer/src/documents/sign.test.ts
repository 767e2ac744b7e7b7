import { PDFArray, PDFDict, PDFDocument, PDFName } from '@cantoo/pdf-lib'
import { findPublicRecord } from '@tapis/db/public'
import { sha256Hex } from '@tapis/pades/node'
import { type SignatureReport, validatePdf } from '@tapis/pades/validate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeKey } from '../store/document-store.ts'
import { colleague, official, sealPassphrase } from '../testing/city.ts'
import { formOf, type Harness, startSigner } from '../testing/harness.ts'
import { samplePdf } from '../testing/sample-pdf.ts'
import { findAnchor } from '../work/find-anchor.ts'

let signer: Harness
beforeAll(async () => {
  signer = await startSigner()
})
afterAll(() => signer.close())

const asPdf = { accept: 'application/pdf' }
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())
/** As anybody judges it who fetches the lists that the certificates name. */
const reports = async (pdf: Uint8Array): Promise<readonly SignatureReport[]> => {
  const list = async (path: string) => new Uint8Array(await (await signer.app.request(path)).arrayBuffer())
  const report = await validatePdf(pdf, {
    trustAnchors: [signer.authority.rootCertificate],
    at: signer.time.now,
    evidence: { crls: [await list('/pki/root.crl'), await list('/pki/ca.crl')] },
  })
  return report.signatures
}

async function signedBy(changes: object, file?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const response = await signer.post(file ?? (await samplePdf()), { ...signer.request, ...changes }, asPdf)
  expect(
    response.status,
    await response
      .clone()
      .text()
      .then((text) => text.slice(0, 400)),
  ).toBe(201)
  return await bytesOf(response)
}

describe('POST /v1/documents', () => {
  it('answers 201 with the code, the status, the address to verify at, the digest and the signatures', async () => {
    const response = await signer.post(await samplePdf({ pages: 3 }), signer.request)
    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    const body = await response.json()
    expect(body).toMatchObject({
      code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{16}$/),
      status: 'valid',
      verifyUrl: `https://periksa.tte.example/V/${body.code}`,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      pages: 3,
      agency: 'dinkes',
      signatures: [
        {
          kind: 'signature',
          level: 'B-T',
          signerName: official.name,
          position: official.position,
          agencyName: 'Dinas Contoh',
        },
      ],
    })
    expect(body.printedCode.replaceAll('-', '')).toBe(body.code)
    expect(response.headers.get('location')).toBe(`/v1/documents/${body.code}`)
  })

  it('answers with the signed file itself when the client wants a PDF, the code in a header', async () => {
    const response = await signer.post(await samplePdf(), signer.request, asPdf)
    const code = response.headers.get('tapis-document-code') ?? ''
    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toBe('application/pdf')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[0-9A-Z-]{19}\.pdf"$/)
    const pdf = await bytesOf(response)
    expect((await findPublicRecord(signer.deps.db, code))?.sha256).toBe(sha256Hex(pdf))
  })

  it('keeps every byte of the submitted file and appends to it', async () => {
    const file = await samplePdf({ text: 'isi surat' })
    const pdf = await signedBy({}, file)
    expect(pdf.length).toBeGreaterThan(file.length)
    expect(pdf.subarray(0, file.length)).toEqual(file)
  })

  it('makes a signature that is TOTAL-PASSED at level B-T against the root of the city', async () => {
    const [report, ...others] = await reports(
      await signedBy({ reason: 'Persetujuan', location: 'Kota Contoh' }),
    )
    expect(others).toEqual([])
    expect(report).toMatchObject({
      conclusion: { indication: 'TOTAL-PASSED' },
      coverage: 'ENTIRE_FILE',
      level: 'B-T',
      signer: { commonName: official.name },
      reason: 'Persetujuan',
      location: 'Kota Contoh',
      bestSignatureTime: signer.time.now,
    })
  })

  it('records what the portal shows, and no NIK', async () => {
    const { code } = await (await signer.post(await samplePdf(), signer.request)).json()
    const record = await findPublicRecord(signer.deps.db, code)
    expect(record).toMatchObject({
      status: 'valid',
      documentType: 'Surat Izin Praktik',
      number: '503/0001/SIP/2026',
      facts: [{ label: 'Nama', value: 'CONTOH PEMOHON' }],
      signatures: [
        {
          signerName: official.name,
          certificateIssuer: expect.stringContaining('CN=CA TTE'),
          certifiedProvider: false,
        },
      ],
    })
    expect(JSON.stringify(record)).not.toContain(official.nik)
  })

  it('records the longest text that a request may have, in characters of four bytes', async () => {
    const long = (characters: number) => '\u{1f4c4}'.repeat(characters)
    const fact = { label: long(60), value: long(200) }
    const response = await signer.post(await samplePdf(), {
      ...signer.request,
      documentType: long(100),
      number: long(100),
      title: long(300),
      facts: Array(12).fill(fact),
    })
    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({ title: long(300), facts: Array(12).fill(fact) })
  })

  it.each([
    ['title', '\u0958'.repeat(300)],
    ['documentType', '\u{1d160}'.repeat(50)],
    ['title', '\u200b'],
    ['number', '\u200b'],
  ])('refuses a %s that could not be recorded before it opens the key', async (field, text) => {
    const changed = { ...signer.request, [field]: text, signer: { nik: official.nik, passphrase: 'salah' } }
    const response = await signer.post(await samplePdf(), changed)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ pointer: `/${field}` }],
    })
  })

  it('takes the signer by id as well as by NIK', async () => {
    const pdf = await signedBy({ signer: { id: signer.signer.id, passphrase: official.passphrase } })
    expect((await reports(pdf))[0]?.signer?.commonName).toBe(official.name)
  })

  it("seals in the agency's name", async () => {
    const response = await signer.post(await samplePdf(), {
      ...signer.request,
      signer: { id: signer.seal.id, passphrase: sealPassphrase },
    })
    const { signatures } = await response.json()
    expect(signatures).toMatchObject([{ kind: 'seal', signerName: 'Dinas Contoh', position: '' }])
  })

  it('signs a second time without harming the first signature', async () => {
    const once = await signedBy({})
    const twice = await signedBy(
      {
        signer: { nik: colleague.nik, passphrase: colleague.passphrase },
        place: { page: 1, x: 40, y: 60, width: 220, height: 90 },
      },
      once,
    )
    const [first, second, ...others] = await reports(twice)
    expect(others).toEqual([])
    expect(first).toMatchObject({
      signer: { commonName: official.name },
      conclusion: { indication: 'TOTAL-PASSED' },
    })
    expect(second).toMatchObject({
      signer: { commonName: colleague.name },
      conclusion: { indication: 'TOTAL-PASSED' },
    })
  })

  describe('puts the stamp', () => {
    const box = { width: 220, height: 90 }

    /** Page and rectangle of every signature, as another PDF library reads them. */
    async function stamps(place: unknown, file: Uint8Array<ArrayBuffer>) {
      const response = await signer.post(file, { ...signer.request, place }, asPdf)
      expect(response.status).toBe(201)
      const pages = (await PDFDocument.load(await bytesOf(response))).getPages()
      return pages.flatMap((page, index) =>
        (page.node.Annots()?.asArray() ?? []).map((reference) => {
          const rectangle = page.doc.context.lookup(reference, PDFDict).lookup(PDFName.of('Rect'), PDFArray)
          const { x, y, width, height } = rectangle.asRectangle()
          return {
            page: index + 1,
            x: Math.round(x),
            y: Math.round(y),
            width: Math.round(width),
            height: Math.round(height),
          }
        }),
      )
    }

    it('into the box that is asked for', async () => {
      const file = await samplePdf({ pages: 3 })
      expect(await stamps({ page: 2, x: 300, y: 600, ...box }, file)).toEqual([
        { page: 2, x: 300, y: 600, ...box },
      ])
    })

    it('onto the last page', async () => {
      const file = await samplePdf({ pages: 3 })
      expect(await stamps({ page: 'last', x: 300, y: 60, ...box }, file)).toEqual([
        { page: 3, x: 300, y: 60, ...box },
      ])
    })

    it('over the anchor text, centred', async () => {
      const file = await samplePdf({ text: 'Mengetahui, #ttd1', pages: 2 })
      const [found] = await findAnchor(file, '#ttd1')
      const [stamp] = await stamps({ anchor: '#ttd1', occurrence: 2, ...box }, file)
      expect(stamp).toMatchObject({ page: 2, ...box })
      expect(Math.abs((stamp?.x ?? 0) + 110 - (found?.x ?? 0))).toBeLessThan(1)
      expect(Math.abs((stamp?.y ?? 0) + 45 - (found?.y ?? 0))).toBeLessThan(1)
    })

    it('where the caller says when there is no anchor text', async () => {
      const file = await samplePdf({ pages: 2 })
      const anchor = { anchor: '#ttd1', ...box }
      const otherwise = { page: 'last', x: 300, y: 60, ...box }
      expect(await stamps({ ...anchor, otherwise }, file)).toEqual([{ page: 2, x: 300, y: 60, ...box }])
      const [stamp] = await stamps({ ...anchor, otherwise: 'invisible' }, file)
      expect(stamp).toMatchObject({ page: 1, width: 0, height: 0 })
    })

    it("where the agency's template says", async () => {
      const file = await samplePdf({ pages: 2 })
      expect(await stamps({ template: 'surat' }, file)).toEqual([{ page: 2, x: 300, y: 60, ...box }])
    })

    it('nowhere when no place is given', async () => {
      const [stamp, ...others] = await stamps(undefined, await samplePdf())
      expect(others).toEqual([])
      expect(stamp).toMatchObject({ page: 1, width: 0, height: 0 })
    })
  })

  it('gives a file that another PDF library can open', async () => {
    expect((await PDFDocument.load(await signedBy({}))).getPageCount()).toBe(1)
  })

  it('signs a PDF with a classic cross-reference table', async () => {
    const pdf = await signedBy({}, await samplePdf({ compact: false }))
    expect((await reports(pdf))[0]?.conclusion.indication).toBe('TOTAL-PASSED')
  })

  it('takes the credential as Bearer too', async () => {
    const response = await signer.post(await samplePdf(), signer.request, {
      authorization: signer.application.bearer,
    })
    expect(response.status).toBe(201)
  })
})

describe('Idempotency-Key', () => {
  const keyed = (key: string, headers: Record<string, string> = {}) => ({
    'idempotency-key': key,
    ...headers,
  })

  it('gives the same document for the same request, without signing again', async () => {
    const file = await samplePdf({ title: 'sekali' })
    const first = await signer.post(file, signer.request, keyed('k-1'))
    const before = await signer.counts()
    const second = await signer.post(file, signer.request, keyed('k-1'))
    expect([first.status, second.status]).toEqual([201, 201])
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(await second.json()).toEqual(await first.json())
    expect(await signer.counts()).toEqual(before)
  })

  it('gives the same file too', async () => {
    const file = await samplePdf()
    const first = await signer.post(file, signer.request, keyed('k-2', asPdf))
    const second = await signer.post(file, signer.request, keyed('k-2', asPdf))
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(await bytesOf(second)).toEqual(await bytesOf(first))
  })

  it('is about the request, not about the order of its fields or the passphrase', async () => {
    const file = await samplePdf()
    const first = await (await signer.post(file, signer.request, keyed('k-3'))).json()
    const reordered = Object.fromEntries(Object.entries(signer.request).toReversed())
    const second = await signer.post(
      file,
      { ...reordered, signer: { passphrase: 'lain sekali', nik: official.nik } },
      keyed('k-3'),
    )
    expect((await second.json()).code).toBe(first.code)
  })

  it.each([
    ['another title', { title: 'Surat lain' }],
    ['another signer', { signer: { nik: colleague.nik, passphrase: colleague.passphrase } }],
    ['another place', { place: { template: 'surat' } }],
  ])('is refused for %s', async (_, changes) => {
    const file = await samplePdf()
    expect((await signer.post(file, signer.request, keyed(`k-4 ${_}`.replaceAll(' ', '-')))).status).toBe(201)
    const second = await signer.post(
      file,
      { ...signer.request, ...changes },
      keyed(`k-4 ${_}`.replaceAll(' ', '-')),
    )
    expect(second.status).toBe(422)
    expect((await second.json()).code).toBe('IDEMPOTENCY_KEY_REUSED')
  })

  it('is refused for another file', async () => {
    await signer.post(await samplePdf({ title: 'satu' }), signer.request, keyed('k-5'))
    const second = await signer.post(await samplePdf({ title: 'dua' }), signer.request, keyed('k-5'))
    expect((await second.json()).code).toBe('IDEMPOTENCY_KEY_REUSED')
  })

  it("is each application's own", async () => {
    const file = await samplePdf()
    const mine = await (await signer.post(file, signer.request, keyed('k-6'))).json()
    const theirs = await signer.post(
      file,
      signer.request,
      keyed('k-6', { authorization: signer.otherApplication.basic }),
    )
    expect(mine.code).toMatch(/^[0-9A-Z]{16}$/)
    expect((await theirs.json()).code).toBe('FORBIDDEN_AGENCY')
  })

  it('makes one document of many requests at the same time; the others are told to ask again', async () => {
    const file = await samplePdf({ title: 'serentak' })
    const before = await signer.counts()
    const responses = await Promise.all(
      [1, 2, 3, 4].map(() => signer.post(file, signer.request, keyed('k-7'))),
    )
    const statuses = responses.map(({ status }) => status)
    expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([])
    expect(statuses).toContain(201)
    for (const response of responses.filter(({ status }) => status === 409)) {
      expect((await response.json()).code).toBe('IDEMPOTENCY_IN_PROGRESS')
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    const after = await signer.counts()
    expect(after.documents - before.documents).toBe(1)
    expect(after.files - before.files).toBe(1)
  })

  it('is free again after a failure', async () => {
    const file = await samplePdf()
    const wrong = { ...signer.request, place: { page: 9, x: 0, y: 0, width: 220, height: 90 } }
    expect((await signer.post(file, wrong, keyed('k-8'))).status).toBe(422)
    expect((await signer.post(file, signer.request, keyed('k-8'))).status).toBe(201)
  })

  it('without one, every request makes a document', async () => {
    const file = await samplePdf()
    const [one, two] = [await signer.post(file, signer.request), await signer.post(file, signer.request)]
    expect((await one.json()).code).not.toBe((await two.json()).code)
  })
})

describe('a recorded document', () => {
  let code = ''
  beforeAll(async () => {
    code = (await (await signer.post(await samplePdf(), signer.request)).json()).code
  })

  it('is read by its code, however the code is written', async () => {
    const plain = await (await signer.get(`/v1/documents/${code}`)).json()
    expect(plain).toMatchObject({ code, status: 'valid' })
    expect(await (await signer.get(`/v1/documents/${plain.printedCode.toLowerCase()}`)).json()).toEqual(plain)
  })

  it('gives its file as often as it is asked for, with the digest of the record', async () => {
    const { sha256 } = await (await signer.get(`/v1/documents/${code}`)).json()
    for (const _ of [1, 2]) {
      const response = await signer.get(`/v1/documents/${code}/file`)
      expect(response.status).toBe(200)
      expect(sha256Hex(await bytesOf(response))).toBe(sha256)
    }
  })

  it('answers HEAD with the headers alone', async () => {
    const response = await signer.app.request(`/v1/documents/${code}/file`, {
      method: 'HEAD',
      headers: { authorization: signer.application.basic },
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/pdf')
    expect(await response.text()).toBe('')
  })

  it('does not exist for another agency', async () => {
    const headers = { authorization: signer.otherApplication.basic }
    for (const path of [`/v1/documents/${code}`, `/v1/documents/${code}/file`])
      expect((await (await signer.get(path, headers)).json()).code).toBe('DOCUMENT_NOT_FOUND')
  })

  it('is revoked once, for good, with its reason', async () => {
    const revoke = () =>
      signer.app.request(`/v1/documents/${code}/revocation`, {
        method: 'POST',
        body: JSON.stringify({ reason: 'Salah ketik nama' }),
        headers: { authorization: signer.application.basic, 'content-type': 'application/json' },
      })
    const first = await revoke()
    expect(first.status).toBe(200)
    expect(await first.json()).toMatchObject({
      code,
      status: 'revoked',
      revocationReason: 'Salah ketik nama',
    })
    const second = await revoke()
    expect(second.status).toBe(409)
    expect((await second.json()).code).toBe('ALREADY_REVOKED')
    expect((await findPublicRecord(signer.deps.db, code))?.status).toBe('revoked')
  })

  it('says DOCUMENT_FILE_MISSING, never an empty file, when its file is gone', async () => {
    const lost = (await (await signer.post(await samplePdf(), signer.request)).json()).code
    for await (const { key } of signer.deps.documentStore.list())
      if (key.startsWith(lost)) await signer.deps.documentStore.delete(key)
    const response = await signer.get(`/v1/documents/${lost}/file`)
    expect(response.status).toBe(500)
    expect((await response.json()).code).toBe('DOCUMENT_FILE_MISSING')
  })

  it('is not handed out as DOCUMENT_FILE_ALTERED once a byte of its file was changed on the disk', async () => {
    const { code } = await (await signer.post(await samplePdf(), signer.request)).json()
    const file = await signer.get(`/v1/documents/${code}/file`)
    const altered = new Uint8Array(await file.arrayBuffer())
    altered[altered.length - 20] = 0x20
    const key = storeKey(`${code}.pdf`)
    await signer.deps.documentStore.delete(key)
    await signer.deps.documentStore.put(key, altered)
    const response = await signer.get(`/v1/documents/${code}/file`)
    expect(response.status).toBe(500)
    expect((await response.json()).code).toBe('DOCUMENT_FILE_ALTERED')
  })
})

it('never writes a secret into the log', async () => {
  await signer.app.request('/v1/documents?passphrase=rahasia', {
    method: 'POST',
    body: formOf(new Uint8Array(), '{}'),
  })
  const log = signer.log.join('')
  expect(log).toContain('"route":"/v1/documents"')
  for (const secret of [...signer.secrets, 'rahasia']) expect(log).not.toContain(secret)
})
