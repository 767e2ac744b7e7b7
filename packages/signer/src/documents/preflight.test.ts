// What the service makes of documents that could be turned against their signature: by default a
// word in the log, by a stricter policy a refusal.
import { PDFDocument } from '@cantoo/pdf-lib'
import { noPreflightPolicy, strictPreflightPolicy } from '@tapis/pades/create'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCity, type TestCity } from '../testing/city.ts'
import { signerOn } from '../testing/harness.ts'

let city: TestCity
beforeAll(async () => {
  city = await startCity()
})
afterAll(() => city.close())

async function withScript(): Promise<Uint8Array<ArrayBuffer>> {
  const document = await PDFDocument.create()
  document.addPage([595, 842])
  document.addJavaScript('rekaan', 'app.alert(1)')
  return new Uint8Array(await document.save({ useObjectStreams: false }))
}

/** An object of the file a second time, otherwise. */
async function doubled(): Promise<Uint8Array<ArrayBuffer>> {
  const text = new TextDecoder('latin1').decode(await withScript())
  const at = text.lastIndexOf('\nxref\n') + 1
  const [found = '', number = '1'] = /\n(\d+) 0 obj/.exec(text) ?? []
  expect(found).not.toBe('')
  const changed = `${text.slice(0, at)}${number} 0 obj\n<< /Lain true >>\nendobj\n${text.slice(at)}`
  return Uint8Array.from(
    changed.replace(/startxref\n\d+/, `startxref\n${changed.lastIndexOf('\nxref\n') + 1}`),
    (letter) => letter.charCodeAt(0),
  )
}

const remarksOf = (log: readonly string[]) => log.flatMap((line) => JSON.parse(line).remarks ?? [])

describe('a document with a script', () => {
  it('is signed by default, and the log says so', async () => {
    const signer = await signerOn(city)
    const response = await signer.post(await withScript(), signer.request)
    expect(response.status).toBe(201)
    expect(remarksOf(signer.log)).toEqual(['JAVASCRIPT'])
    await signer.close()
  })

  it('is refused where the policy says so, and nothing is kept', async () => {
    const signer = await signerOn(city, () => ({ preflight: strictPreflightPolicy }))
    const response = await signer.post(await withScript(), signer.request)
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({
      code: 'PDF_SUSPICIOUS',
      detail: expect.stringContaining('JAVASCRIPT'),
      detail_id: expect.stringContaining('JAVASCRIPT'),
    })
    expect(await signer.counts()).toMatchObject({ documents: 0, signatures: 0, files: 0 })
    await signer.close()
  })

  it('is signed without a word where nothing is looked for', async () => {
    const signer = await signerOn(city, () => ({ preflight: noPreflightPolicy }))
    expect((await signer.post(await withScript(), signer.request)).status).toBe(201)
    expect(remarksOf(signer.log)).toEqual([])
    await signer.close()
  })
})

it('a document that readers would show differently is refused by default', async () => {
  const signer = await signerOn(city)
  const response = await signer.post(await doubled(), signer.request)
  expect(response.status).toBe(422)
  expect(await response.json()).toMatchObject({
    code: 'PDF_SUSPICIOUS',
    detail: expect.stringContaining('DUPLICATE_OBJECT'),
  })
  await signer.close()
})
