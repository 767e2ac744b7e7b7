import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signRequest } from '../documents/sign-request.ts'
import { ApiError } from '../problems/problem.ts'
import { negotiate } from './accept.ts'
import { parseJson } from './json.ts'
import { readDocumentParts } from './multipart.ts'

const limits = { documentBytes: 1000, requestBytes: 200 }
const multipart = (body: string | Uint8Array<ArrayBuffer>, parameters = 'boundary=b') =>
  new Request('http://signer.test/', {
    method: 'POST',
    body,
    headers: { 'content-type': `multipart/form-data; ${parameters}` },
  })
const file = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF\r\n'
const request = '--b\r\nContent-Disposition: form-data; name="request"\r\n\r\n{}\r\n'
const end = '--b--\r\n'

/** The parts as they arrived. */
async function received(from: Request) {
  const chunks: Uint8Array[] = []
  const upload = { write: async (chunk: Uint8Array) => void chunks.push(chunk) }
  const text = await readDocumentParts(from, upload, limits)
  return { file: Buffer.concat(chunks), request: text }
}

function thrown(work: () => unknown): ApiError {
  try {
    work()
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('the multipart body', () => {
  it('gives the file as bytes and the request as text', async () => {
    const parts = await received(multipart(file + request + end))
    expect(new TextDecoder().decode(parts.file)).toBe('%PDF')
    expect(parts.request).toBe('{}')
  })

  it('may carry the request as a file part with a type of its own', async () => {
    const asFile =
      '--b\r\nContent-Disposition: form-data; name="request"; filename="r.json"\r\nContent-Type: application/json\r\n\r\n{}\r\n'
    expect((await received(multipart(asFile + file + end))).request).toBe('{}')
  })

  it.each(['boundary="b"', 'charset=utf-8; boundary=b', 'Boundary=b; charset=utf-8'])(
    'may be announced with %s',
    async (parameters) => {
      const parts = await received(multipart(file + request + end, parameters))
      expect(parts.request).toBe('{}')
    },
  )

  it('may have part headers that nobody asked for, as PHP clients send them', async () => {
    const guzzle = file.replace(
      '\r\n\r\n',
      '\r\nContent-Length: 4\r\nContent-Type: application/octet-stream\r\n\r\n',
    )
    expect((await received(multipart(guzzle + request + end))).file).toHaveLength(4)
  })

  it.each([
    [
      'another media type',
      'UNSUPPORTED_MEDIA_TYPE',
      new Request('http://signer.test/', { method: 'POST', body: 'x' }),
    ],
    ['no boundary', 'MULTIPART_INVALID', multipart(file + request + end, 'boundary=')],
    ['another boundary', 'MULTIPART_INVALID', multipart(file + request + end, 'boundary=other')],
    ['no body', 'MULTIPART_INVALID', multipart('')],
    ['no closing boundary', 'MULTIPART_INVALID', multipart(file + request)],
    [
      'an unknown part',
      'MULTIPART_INVALID',
      multipart(file + request.replace('request', 'extra') + request + end),
    ],
    ['a thousand delimiters', 'MULTIPART_INVALID', multipart('--b\r\n'.repeat(1000) + file + request + end)],
    [
      'another boundary inside a quoted parameter',
      'MULTIPART_INVALID',
      multipart(file + request + end, 'foo="; boundary=zzz"; boundary=b'),
    ],
    [
      'two boundaries, of which the second is used',
      'MULTIPART_INVALID',
      multipart(file + request + end, 'boundary=zzz; boundary=b'),
    ],
    ['a boundary of 71 characters', 'MULTIPART_INVALID', multipart('', `boundary=${'b'.repeat(71)}`)],
    ['a part twice', 'MULTIPART_INVALID', multipart(file + file + request + end)],
    ['no file', 'PART_MISSING', multipart(request + end)],
    ['no request', 'PART_MISSING', multipart(file + end)],
    [
      'a file without a file name',
      'PART_MISSING',
      multipart(file.replace('; filename="a.pdf"', '') + request + end),
    ],
    [
      'a file over the limit',
      'DOCUMENT_TOO_LARGE',
      multipart(file.replace('%PDF', 'x'.repeat(1001)) + request + end),
    ],
    ['a body far over the limit', 'DOCUMENT_TOO_LARGE', multipart('x'.repeat(30_000))],
    [
      'a request over the limit',
      'REQUEST_TOO_LARGE',
      multipart(file + request.replace('{}', ' '.repeat(201)) + end),
    ],
  ])('with %s is %s', async (_, code, from) => {
    await expect(received(from)).rejects.toMatchObject({ code })
  })

  it('is refused when its request is not UTF-8', async () => {
    const latin1 = Uint8Array.from(
      Buffer.from(file + request.replace('{}', '{"title":"\xe9"}') + end, 'latin1'),
    )
    await expect(received(multipart(latin1))).rejects.toMatchObject({
      code: 'REQUEST_JSON_INVALID',
    })
  })

  it('is CLIENT_GONE when the stream breaks', async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) })
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body: broken, headers, duplex: 'half' }
    await expect(received(new Request('http://signer.test/', init))).rejects.toMatchObject({
      code: 'CLIENT_GONE',
    })
  })

  it('is refused by a code of ours, whatever its bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
        const body = multipart(new Uint8Array([...Buffer.from(file), ...noise]))
        await expect(received(body)).rejects.toBeInstanceOf(ApiError)
      }),
      { numRuns: 50 },
    )
  })
})

describe('the JSON of a request', () => {
  const valid = {
    agency: 'dpmptsp',
    documentType: 'Surat Izin Praktik',
    number: '503/0001',
    title: 'Surat izin praktik dokter',
    signer: { nik: '1871990101900001', passphrase: 'rahasia' },
  }

  it('fits without facts and without a place', () => {
    expect(parseJson(JSON.stringify(valid), signRequest)).toEqual({ ...valid, facts: [] })
  })

  it.each([
    ['an unknown field', { ...valid, sgner: 1 }, '/sgner'],
    ['a missing field', { ...valid, title: undefined }, '/title'],
    ['an empty title', { ...valid, title: '   ' }, '/title'],
    ['an invisible title', { ...valid, title: '\u200b\u00ad \u2060' }, '/title'],
    // Each becomes several characters when it is composed.
    ['a title that is too long as it is stored', { ...valid, title: '\u0958'.repeat(151) }, '/title'],
    [
      'a type that is too long as it is stored',
      { ...valid, documentType: '\u{1d160}'.repeat(50) },
      '/documentType',
    ],
    [
      'a fact that is too long',
      { ...valid, facts: [{ label: 'a', value: 'x'.repeat(201) }] },
      '/facts/0/value',
    ],
    ['a fact that is not visible', { ...valid, facts: [{ label: '\u200d', value: 'x' }] }, '/facts/0/label'],
    ['a title with a line break', { ...valid, title: 'a\nb' }, '/title'],
    ['a title that turns its direction', { ...valid, title: 'a\u202eb' }, '/title'],
    [
      'a NIK that everybody would read',
      { ...valid, facts: [{ label: 'NIK', value: '1871990101900001' }] },
      '/facts/0/value',
    ],
    ["a woman's NIK in a title", { ...valid, title: 'Surat untuk 1871997112900001 dan lain-lain' }, '/title'],
    ['half a surrogate pair', { ...valid, title: 'a\ud800' }, '/title'],
    ['an agency with a path in it', { ...valid, agency: '../x' }, '/agency'],
    ['a NIK that is too short', { ...valid, signer: { nik: '1', passphrase: 'x' } }, '/signer/nik'],
    ['a signer without a passphrase', { ...valid, signer: { id: 'a' } }, '/signer/passphrase'],
    ['a box of no width', { ...valid, place: { page: 1, x: 0, y: 0, width: 0, height: 9 } }, '/place/width'],
    ['page 0', { ...valid, place: { page: 0, x: 0, y: 0, width: 9, height: 9 } }, '/place/page'],
    ['a negative x', { ...valid, place: { page: 1, x: -1, y: 0, width: 9, height: 9 } }, '/place/x'],
    ['a misspelt anchor', { ...valid, place: { anchr: '#', width: 9, height: 9 } }, '/place/anchr'],
    [
      'an occurrence of 0',
      { ...valid, place: { anchor: '#', occurrence: 0, width: 9, height: 9 } },
      '/place/occurrence',
    ],
    ['a thirteenth fact', { ...valid, facts: Array(13).fill({ label: 'a', value: 'b' }) }, '/facts'],
    ['a fact without a value', { ...valid, facts: [{ label: 'a' }] }, '/facts/0/value'],
    ['an array', [], ''],
  ])('with %s names the pointer', (_, value, pointer) => {
    const { code, options } = thrown(() => parseJson(JSON.stringify(value), signRequest))
    expect(code).toBe('REQUEST_INVALID')
    expect(options.errors?.map((error) => error.pointer)).toContain(pointer)
    for (const { detail, detail_id } of options.errors ?? []) {
      for (const sentence of [detail, detail_id]) expect(sentence).not.toMatch(/[{}]|\? |undefined|expected/)
      expect(detail_id).not.toBe(detail)
    }
  })

  it('counts characters, not UTF-16 units, in the composed text without the spaces around it', () => {
    const title = `  ${'e\u0301'.repeat(100)}${'\u{1f4c4}'.repeat(200)}  `
    const stored = `${'\u00e9'.repeat(100)}${'\u{1f4c4}'.repeat(200)}`
    expect(parseJson(JSON.stringify({ ...valid, title }), signRequest).title).toBe(stored)
  })

  it.each([
    ['a masked NIK', '187199********01'],
    ['a tax object number of 18 digits', '187199000100200345'],
    ['16 digits with no date in them', '1871999999900001'],
    ['a letter number', '503/0001/SIP/2026'],
  ])('may have %s in a public field', (_, number) => {
    expect(parseJson(JSON.stringify({ ...valid, number }), signRequest).number).toBe(number)
  })

  it('never repeats a value or an unlikely field name in its errors', () => {
    const secret = 'sangat-rahasia-1871990101900001'
    const places = [
      { [secret]: 1 },
      { ...valid, signer: secret },
      { ...valid, signer: { nik: secret, passphrase: 7 } },
    ]
    for (const value of places)
      expect(
        JSON.stringify(thrown(() => parseJson(JSON.stringify(value), signRequest)).options),
      ).not.toContain(secret)
    const broken = thrown(() => parseJson(`{"passphrase":"${secret}"`, signRequest))
    expect(broken.code).toBe('REQUEST_JSON_INVALID')
    expect(`${broken.stack}${String(broken.cause)}`).not.toContain(secret)
  })

  it('is refused by a code of ours, whatever its text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(thrown(() => parseJson(text, signRequest)).code).toMatch(/^REQUEST_(JSON_)?INVALID$/)
      }),
    )
  })
})

describe('content negotiation', () => {
  const json = 'application/json'
  const pdf = 'application/pdf'
  it.each([
    [undefined, json],
    ['', json],
    ['*/*', json],
    [pdf, pdf],
    ['application/pdf, */*;q=0.1', pdf],
    ['application/json;q=0.5, application/pdf', pdf],
    ['application/*', json],
    ['application/json;q=0, */*', pdf],
    ['Application/PDF', pdf],
  ])('answers Accept: %s with %s', (accept, type) => expect(negotiate(accept, [json, pdf])).toBe(type))

  it.each(['text/html', 'application/json;q=0', 'application/pdf;q=x'])('refuses Accept: %s', (accept) => {
    expect(thrown(() => negotiate(accept, [json, pdf])).code).toBe('NOT_ACCEPTABLE')
  })
})
