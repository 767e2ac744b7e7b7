// The whole way through the house with real parts only: an operator onboards three agencies, their
// applications post real documents, the QR code is read from the pixels of the stamped page, and a
// phone opens what it says.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readQrCodes } from '@tapis/testing/qr'
import { launchBrowser } from '@tapis/verify-web/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type City, startCity } from '../support/city.ts'
import { type Rendering, renderPage } from '../support/render.ts'
import { SAMPLES, sample } from '../support/samples.ts'
import { tapis } from '../support/tapis.ts'
import { TEST_KEY } from '../support/test-key.ts'

const PHONE = { width: 360, height: 640 }

let city: City
let browser: Browser

beforeAll(async () => {
  city = await startCity()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await city?.close()
})

/** Pixels that differ between two renderings, as the box that holds them all, in pixels. */
function changedBox(before: Rendering, after: Rendering) {
  let [left, top, right, bottom] = [before.width, before.height, -1, -1]
  for (let index = 0; index < before.data.length; index += 4) {
    const same = [0, 1, 2].every((channel) => before.data[index + channel] === after.data[index + channel])
    if (same) continue
    const x = (index / 4) % before.width
    const y = Math.floor(index / 4 / before.width)
    ;[left, top, right, bottom] = [
      Math.min(left, x),
      Math.min(top, y),
      Math.max(right, x),
      Math.max(bottom, y),
    ]
  }
  return { width: right - left + 1, height: bottom - top + 1 }
}

async function onPhone<T>(url: string, read: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: PHONE })
  try {
    const page = await context.newPage()
    await page.goto(url)
    return await read(page)
  } finally {
    await context.close()
  }
}

const chosen = (bytes: Uint8Array) => ({
  name: 'dokumen.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from(bytes),
})

function withOneByteChanged(pdf: Uint8Array, at: number): Uint8Array {
  const changed = pdf.slice()
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}

describe.each(SAMPLES)('%s', (name) => {
  it('is signed, scanned and found genuine; with one byte changed it is refused', async () => {
    const { code, signed, pdf, page, request, signer } = await city.post(name)
    const scale = 2.5

    // Every byte that the agency made is still there, and only the stamp is new to the eye.
    expect(Buffer.compare(signed.subarray(0, pdf.length), pdf)).toBe(0)
    const [before, after] = await Promise.all([renderPage(pdf, page, scale), renderPage(signed, page, scale)])
    const box = changedBox(before, after)
    expect(box.width).toBeGreaterThan(100 * scale)
    expect(box.width).toBeLessThanOrEqual(212 * scale + 2)
    expect(box.height).toBeLessThanOrEqual(78 * scale + 2)

    const [scanned] = await readQrCodes(after)
    expect(URL.parse(scanned ?? '')?.href).toBe(`${city.service.portalOrigin}/V/${code}`)

    const seen = await onPhone(scanned ?? '', async (phone) => {
      const banner = await phone.locator('#hasil h1').textContent()
      const text = await phone.locator('main').textContent()
      const wide = await phone.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
      await phone.locator('#berkas-pdf').setInputFiles(chosen(signed))
      await phone.locator('#berkas-hasil[data-outcome], #berkas-hasil:not(:empty)').waitFor()
      const matching = await phone.locator('#berkas-hasil').textContent()
      await phone.locator('#berkas-pdf').setInputFiles(chosen(withOneByteChanged(signed, 1000)))
      await phone.getByText('TIDAK sama').first().waitFor()
      return { banner, text, wide, matching, refused: await phone.locator('#hasil').textContent() }
    })
    expect(seen.banner).toBe('Dokumen ini tercatat dan tidak dicabut.')
    expect(seen.wide).toBe(false)
    for (const fact of [
      request.number,
      request.documentType,
      signer.name,
      signer.position,
      'bukan Penyelenggara',
    ]) {
      expect(seen.text).toContain(fact)
    }
    expect(seen.text).not.toContain(signer.nik)
    expect(seen.matching).toContain('sama persis')
    expect(seen.refused).toContain('BUKAN dokumen yang tercatat')

    const good = join(city.folder, `${name}.pdf`)
    const bad = join(city.folder, `${name}-changed.pdf`)
    writeFileSync(good, signed)
    writeFileSync(bad, withOneByteChanged(signed, 1000))
    const anchors = ['--trust', city.rootFile]
    const passed = tapis(['verify', '--json', ...anchors, good])
    expect(passed.status).toBe(0)
    expect(JSON.parse(passed.out)).toMatchObject({
      signatures: [
        {
          indication: 'TOTAL-PASSED',
          coverage: 'ENTIRE_FILE',
          modification: 'NONE',
          level: 'B-T',
          signer: signer.name,
        },
      ],
    })
    const refused = tapis(['verify', '--json', ...anchors, bad])
    expect(refused.status).toBe(1)
    expect(JSON.parse(refused.out)).toMatchObject({
      signatures: [{ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' }],
    })
  })
})

describe('a file that is signed at the terminal', () => {
  it("has the time of the city's timestamp authority", () => {
    const [plain, signed] = [join(city.folder, 'plain.pdf'), join(city.folder, 'terminal.pdf')]
    writeFileSync(plain, sample('bpprd-sppt').pdf)
    const tsa = ['--tsa', `${city.service.apiOrigin}/tsa`]
    const ran = tapis(['sign', plain, signed, '--p12', TEST_KEY.file, ...tsa], TEST_KEY.environment)
    expect(ran).toMatchObject({ status: 0, err: '' })
    const { out } = tapis(['verify', '--json', '--trust', city.rootFile, signed])
    const [signature] = JSON.parse(out).signatures
    expect(signature).toMatchObject({
      level: 'B-T',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
      coverage: 'ENTIRE_FILE',
    })
  })
})

describe('a document that its agency revokes', () => {
  it('is refused on the portal with the reason, and stays revoked', async () => {
    const { code, request } = await city.post('dpmptsp-izin')
    const revoke = () =>
      fetch(`${city.service.apiOrigin}/v1/documents/${code}/revocation`, {
        method: 'POST',
        headers: { Authorization: city.authorization(request.agency), 'Content-Type': 'application/json' },
        body: JSON.stringify({ reason: 'Diterbitkan dengan alamat yang keliru' }),
      })
    expect((await revoke()).status).toBeLessThan(300)
    expect((await revoke()).status).toBe(409)
    const page = await fetch(`${city.service.portalOrigin}/V/${code}`)
    expect(page.status).toBe(410)
    const seen = await onPhone(`${city.service.portalOrigin}/V/${code}`, (phone) =>
      phone.locator('#hasil').textContent(),
    )
    expect(seen).toContain('telah dicabut')
    expect(seen).toContain('Diterbitkan dengan alamat yang keliru')
  })
})
