// What is known before a key is opened. Each request comes with a wrong passphrase: whoever opened
// the key first would say so.
import { degrees, PDFDocument, StandardFonts } from '@cantoo/pdf-lib'
import { listEvents } from '@tapis/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { official } from '../testing/city.ts'
import { type Harness, startSigner } from '../testing/harness.ts'
import { samplePdf } from '../testing/sample-pdf.ts'

let signer: Harness
beforeAll(async () => {
  signer = await startSigner()
})
afterAll(() => signer.close())

const wrongPassphrase = { nik: official.nik, passphrase: 'bukan ini' }

/** One page that says where it comes from, at the top. */
async function letterhead(turned = 0): Promise<Uint8Array<ArrayBuffer>> {
  const document = await PDFDocument.create()
  const page = document.addPage([595, 842])
  page.setRotation(degrees(turned))
  const font = await document.embedFont(StandardFonts.Helvetica)
  page.drawText('KOTA BANDAR LAMPUNG,', { x: 200, y: 770, size: 14, font })
  return new Uint8Array(await document.save())
}

/** A file with so many small revisions behind it, each of which writes the catalog anew. */
async function revised(times: number): Promise<Uint8Array<ArrayBuffer>> {
  let text = new TextDecoder('latin1').decode(await samplePdf({ compact: false }))
  const [, catalog = '1'] = /\/Root (\d+) 0 R/.exec(text) ?? []
  const [, body = ''] = new RegExp(`\\n${catalog} 0 obj\\n([\\s\\S]*?)\\nendobj`).exec(text) ?? []
  const [, size = '1'] = /\/Size (\d+)/.exec(text) ?? []
  for (let revision = 0; revision < times; revision++) {
    const previous = /startxref\n(\d+)\n%%EOF\s*$/.exec(text)?.[1] ?? '0'
    const at = text.length
    text += `${catalog} 0 obj\n${body}\nendobj\n`
    const table = text.length
    text += `xref\n${catalog} 1\n${String(at).padStart(10, '0')} 00000 n \ntrailer\n<</Size ${size}/Root ${catalog} 0 R/Prev ${previous}>>\nstartxref\n${table}\n%%EOF\n`
  }
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

describe('a document on which no signature could pass', () => {
  it.each([
    ['900 small revisions', () => revised(900), 'PDF_TOO_COMPLEX'],
    [
      'a million empty dictionaries',
      async () => {
        const document = await PDFDocument.create()
        document.addPage()
        const text = new TextDecoder('latin1').decode(await document.save({ useObjectStreams: false }))
        const crowd = `/Crowd [${'<<>>'.repeat(1_000_000)}] /Type /Catalog`
        const crowded = text.replace('/Type /Catalog', crowd)
        return Uint8Array.from(crowded, (letter) => letter.charCodeAt(0))
      },
      /^PDF_/,
    ],
  ])('is refused with 422 and no key is opened: %s', async (_, make, code) => {
    const before = (await listEvents(signer.deps.db)).length
    const response = await signer.post(await make(), { ...signer.request, signer: wrongPassphrase })
    expect(response.status).toBe(422)
    expect((await response.json()).code).toMatch(code)
    const events = (await listEvents(signer.deps.db)).slice(before)
    expect(events.map(({ kind }) => kind)).toEqual(['document.sign'])
    expect(await signer.counts()).toMatchObject({ documents: 0, files: 0 })
  })
})

describe('a stamp over the letterhead', () => {
  const over = { page: 1, x: 190, y: 740, width: 220, height: 90 }

  it('is signed by default, and the answer says what it hides and where', async () => {
    const response = await signer.post(await letterhead(), { ...signer.request, place: over })
    expect(response.status).toBe(201)
    expect(response.headers.get('tapis-warnings')).toBe('STAMP_COVERS_CONTENT')
    const { warnings } = await response.json()
    expect(warnings).toMatchObject([
      {
        code: 'STAMP_COVERS_CONTENT',
        page: 1,
        detail: expect.stringContaining('On page 1 the stamp covers text at x 200, y 770'),
        detail_id: expect.stringContaining('Pada halaman 1 stempel menutupi teks di x 200, y 770'),
        areas: [{ what: 'text', x: 200, y: 770 }],
      },
    ])
    expect(JSON.stringify(warnings)).not.toContain('BANDAR')
    expect(signer.log.join('')).toContain('STAMP_COVERS_CONTENT')
  })

  it('is refused before the key is opened when the request says so', async () => {
    const asked = { ...signer.request, place: over, covered: 'refuse', signer: wrongPassphrase }
    const response = await signer.post(await letterhead(), asked)
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({
      code: 'STAMP_COVERS_CONTENT',
      detail: expect.stringContaining('text at x 200, y 770'),
      detail_id: expect.stringContaining('teks di x 200, y 770'),
    })
  })

  it('is signed without a word when the request allows it', async () => {
    const asked = { ...signer.request, place: over, covered: 'allow' }
    const response = await signer.post(await letterhead(), asked)
    expect(response.status).toBe(201)
    expect(await response.json()).not.toHaveProperty('warnings')
  })

  it('is measured on the page as it is displayed', async () => {
    const turned = { page: 1, x: 750, y: 230, width: 80, height: 200 }
    const asked = { ...signer.request, place: turned, covered: 'refuse' }
    expect((await (await signer.post(await letterhead(90), asked)).json()).code).toBe('STAMP_COVERS_CONTENT')
    const beside = { ...asked, place: { page: 1, x: 300, y: 60, width: 220, height: 90 } }
    expect((await signer.post(await letterhead(90), beside)).status).toBe(201)
  })

  it('beside it is signed without a word', async () => {
    const asked = { ...signer.request, covered: 'refuse' }
    const response = await signer.post(await letterhead(), asked)
    expect(response.status).toBe(201)
    expect(await response.json()).not.toHaveProperty('warnings')
  })
})
