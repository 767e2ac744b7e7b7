// The pages in a real browser, 360 CSS pixels wide: what a citizen with a cheap phone gets.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, servePortal } from './testing/browser.ts'
import { depsOver, REVOKED, SIGNED_FILE, VALID } from './testing/sample-record.ts'

const PHONE = { width: 360, height: 640 }
const STANDING = `/V/${VALID.code}`
const WITHDRAWN = '/V/0000000000000003'
const PATHS = [
  '/',
  STANDING,
  WITHDRAWN,
  '/V/ZZZZZZZZZZZZZZZZ',
  '/cari?kode=abc',
  '/V/0000000000000005',
  '/tidak-ada',
]

// A name without a space to break at, as long as any agency is likely to write one.
const wide = { label: 'NomorReferensiTanpaSpasi', value: 'PBG-'.padEnd(120, '0123456789') }

let browser: Browser
let portal: Awaited<ReturnType<typeof servePortal>>

beforeAll(async () => {
  const deps = depsOver({ ...VALID, facts: [...VALID.facts, wide] }, { ...REVOKED, code: '0000000000000003' })
  portal = await servePortal({
    ...deps,
    findPublicRecord: (code) => {
      if (code === '0000000000000005') throw new Error('the database is down')
      return deps.findPublicRecord(code)
    },
    clientAddress: () => crypto.randomUUID(),
  })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  portal?.close()
})

async function open(
  path: string,
  options: BrowserContextOptions = {},
  prepare?: (page: Page) => Promise<void>,
) {
  const context = await browser.newContext({ viewport: PHONE, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('requestfailed', (request) => complaints.push(request.url()))
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text())
  })
  await prepare?.(page)
  await page.goto(`${portal.origin}${path}`)
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

const pdf = (bytes: Uint8Array) => ({
  name: 'izin.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from(bytes),
})

describe('every page on a phone', () => {
  it.each(PATHS)(
    'fits the width, has labels and headings in order, and breaks no policy: %s',
    async (path) => {
      await using opened = await open(path)
      const { page, complaints } = opened
      const found = await page.evaluate(() => {
        const all = (selector: string) => Array.from(document.querySelectorAll(selector))
        const ids = all('[id]').map((element) => element.id)
        const referred = all('[aria-labelledby], [aria-describedby]').flatMap((element) =>
          ['aria-labelledby', 'aria-describedby'].flatMap(
            (name) => element.getAttribute(name)?.split(' ') ?? [],
          ),
        )
        return {
          overflow: document.documentElement.scrollWidth - window.innerWidth,
          language: document.documentElement.lang,
          landmarks: ['body > header', 'main', 'body > footer'].map((selector) => all(selector).length),
          levels: all('h1, h2, h3').map((element) => Number(element.tagName.slice(1))),
          unlabelled: all('input, button').filter(
            (element) => element.tagName === 'INPUT' && !document.querySelector(`label[for="${element.id}"]`),
          ).length,
          nameless: all('a, button').filter((element) => element.textContent?.trim() === '').length,
          exposedPictures: all('svg:not([aria-hidden="true"])').length,
          repeatedIds: ids.filter((id, index) => ids.indexOf(id) !== index),
          dangling: referred.filter((id) => document.getElementById(id) === null),
          small: all('input, button, .home')
            .map((element) => element.getBoundingClientRect().height)
            .filter((height) => height > 0 && height < 44).length,
        }
      })
      expect(found).toMatchObject({
        overflow: 0,
        language: 'id',
        landmarks: [1, 1, 1],
        unlabelled: 0,
        nameless: 0,
        exposedPictures: 0,
        repeatedIds: [],
        dangling: [],
        small: 0,
      })
      expect(found.levels.filter((level) => level === 1)).toHaveLength(1)
      expect(found.levels.filter((level, index) => level > (found.levels[index - 1] ?? 0) + 1)).toEqual([])
      expect(complaints).toEqual([])
    },
  )

  it.each(['light', 'dark'] as const)(
    'has a contrast of 4.5 or more everywhere in %s',
    async (colorScheme) => {
      for (const path of PATHS) {
        await using opened = await open(path, { colorScheme })
        expect(await opened.page.evaluate(poorContrasts), path).toEqual([])
      }
    },
  )

  it('weighs less than 30 kB with everything it loads, uncompressed, and asks no other host', async () => {
    for (const path of PATHS) {
      let bytes = 0
      const hosts = new Set<string>()
      await using opened = await open(path, {}, async (page) => {
        page.on('response', async (response) => {
          if (!response.url().startsWith('data:')) hosts.add(new URL(response.url()).origin)
        })
      })
      for (const url of await opened.page.evaluate(() => [
        location.href,
        ...performance.getEntriesByType('resource').map((entry) => entry.name),
      ])) {
        bytes += (
          await (
            await fetch(url, { headers: { Accept: 'text/html', 'Accept-Encoding': 'identity' } })
          ).arrayBuffer()
        ).byteLength
      }
      expect([...hosts]).toEqual([portal.origin])
      expect(bytes, path).toBeLessThan(30_000)
    }
  })
})

describe('the verdict', () => {
  it.each([true, false])(
    'stands above the fold, whether JavaScript runs or not (%s)',
    async (javaScriptEnabled) => {
      for (const [path, words] of [
        [STANDING, 'Dokumen ini tercatat dan tidak dicabut.'],
        [WITHDRAWN, 'Dokumen ini telah dicabut dan tidak berlaku lagi.'],
      ] as const) {
        await using opened = await open(path, { javaScriptEnabled })
        const heading = opened.page.getByRole('heading', { level: 1 })
        expect(await heading.textContent()).toBe(words)
        const box = await heading.boundingBox()
        expect((box?.y ?? 0) + (box?.height ?? PHONE.height)).toBeLessThan(PHONE.height / 2)
      }
    },
  )

  it('shows when and why a document was revoked above the fold', async () => {
    await using opened = await open(WITHDRAWN)
    const box = await opened.page.getByText(REVOKED.revocationReason).boundingBox()
    expect((box?.y ?? 0) + (box?.height ?? PHONE.height)).toBeLessThan(PHONE.height)
  })

  it('is reached from the front page by typing a code, without JavaScript', async () => {
    await using opened = await open('/', { javaScriptEnabled: false })
    const { page } = opened
    await page.getByLabel('Kode dokumen').fill('7q2f 9kxm 3tva ob4d')
    await page.getByRole('button', { name: 'Periksa' }).click()
    expect(new URL(page.url()).pathname).toBe(STANDING)
    expect(await page.getByRole('heading', { level: 3 }).allTextContents()).toEqual([
      'Integritas Integrity',
      'Status',
      'Penerbit sertifikat Certificate issuer',
      'Dr. Rekaan Pesagi, S.E., M.M.',
    ])
  })
})

describe('the file check', () => {
  it('finds the published file to be the same, in a live region', async () => {
    await using opened = await open(STANDING)
    const { page } = opened
    await page.getByLabel('Pilih berkas PDF').setInputFiles(pdf(SIGNED_FILE))
    const verdict = page.getByRole('article', { name: 'Integritas' }).getByRole('status')
    await verdict.getByText('Berkas ini sama persis dengan dokumen yang diterbitkan.').waitFor()
    expect(await verdict.getAttribute('aria-live')).toBe('polite')
    expect(await page.locator('#integritas').getAttribute('class')).toBe('verdict tone-good')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'Dokumen ini tercatat dan tidak dicabut.',
    )
  })

  it('refuses a file with one changed byte, also in the banner, and takes the refusal back with the right file', async () => {
    await using opened = await open(STANDING)
    const { page } = opened
    const changed = Uint8Array.from(SIGNED_FILE)
    changed[20] = (changed[20] ?? 0) ^ 1
    const field = page.getByLabel('Pilih berkas PDF')
    await field.setInputFiles(pdf(changed))
    await page.locator('#integritas').getByText('Berkas ini TIDAK sama').waitFor()
    expect(await page.locator('#integritas').getAttribute('class')).toBe('verdict tone-bad')
    expect(await page.locator('#hasil').getAttribute('class')).toBe('banner tone-bad')
    expect(await page.getByRole('heading', { level: 1 }).allTextContents()).toEqual([
      'Berkas Anda BUKAN dokumen yang tercatat ini.',
    ])
    await field.setInputFiles(pdf(SIGNED_FILE))
    await page.locator('#integritas').getByText('Berkas ini sama persis').waitFor()
    expect(await page.locator('#hasil').getAttribute('class')).toBe('banner tone-good')
  })

  it('refuses a file of another length', async () => {
    await using opened = await open(STANDING)
    await opened.page.getByLabel('Pilih berkas PDF').setInputFiles(pdf(SIGNED_FILE.slice(0, -1)))
    await opened.page.locator('#integritas').getByText('Berkas ini TIDAK sama').waitFor()
  })

  it('calls a file of no bytes empty, neither changed nor the same, and leaves the banner to the record', async () => {
    await using opened = await open(STANDING)
    const { page } = opened
    const field = page.getByLabel('Pilih berkas PDF')
    await field.setInputFiles(pdf(new Uint8Array()))
    await page.locator('#integritas').getByText('Berkas kosong').waitFor()
    expect(await page.locator('#berkas-hasil').textContent()).toContain('Empty file')
    expect(await page.locator('#integritas').getAttribute('class')).toBe('verdict tone-unknown')
    expect(await page.locator('#hasil').getAttribute('class')).toBe('banner tone-good')
    expect(await page.locator('#integritas').textContent()).not.toContain('TIDAK sama')
  })

  it.each([
    ['of another length', new Uint8Array([0xff, 0xd8, 0xff, 0xe0])],
    ['of the same length', new Uint8Array(SIGNED_FILE.length).fill(0x89)],
  ])(
    'says of a file without a PDF header that it is no PDF, and refuses it in the banner too: %s',
    async (_, bytes) => {
      await using opened = await open(STANDING)
      const { page } = opened
      await page.getByLabel('Pilih berkas PDF').setInputFiles(pdf(bytes))
      await page.locator('#integritas').getByText('Berkas ini bukan PDF').waitFor()
      expect(await page.locator('#integritas').getAttribute('class')).toBe('verdict tone-bad')
      expect(await page.locator('#hasil').getAttribute('class')).toBe('banner tone-bad')
    },
  )

  it('takes a PDF with something before its header for a changed one, since viewers show it', async () => {
    await using opened = await open(STANDING)
    await opened.page
      .getByLabel('Pilih berkas PDF')
      .setInputFiles(pdf(new Uint8Array([0x0a, ...SIGNED_FILE])))
    await opened.page.locator('#integritas').getByText('Berkas ini TIDAK sama').waitFor()
  })

  it('does not let the right file of a revoked document look good', async () => {
    await using opened = await open(WITHDRAWN)
    await opened.page.getByLabel('Pilih berkas PDF').setInputFiles(pdf(SIGNED_FILE))
    await opened.page.locator('#integritas').getByText('tidak dapat diandalkan lagi').waitFor()
    expect(await opened.page.locator('#hasil').getAttribute('class')).toBe('banner tone-bad')
    expect(await opened.page.locator('#integritas').getAttribute('class')).toBe('verdict tone-caution')
  })

  it('sends nothing while it checks', async () => {
    await using opened = await open(STANDING)
    const requests: string[] = []
    opened.page.on('request', (request) => requests.push(request.url()))
    await opened.page.getByLabel('Pilih berkas PDF').setInputFiles(pdf(SIGNED_FILE))
    await opened.page.locator('#integritas').getByText('Berkas ini sama persis').waitFor()
    expect(requests).toEqual([])
  })

  it('says so where the browser has no WebCrypto', async () => {
    await using opened = await open(STANDING, {}, hideWebCrypto)
    expect(await opened.page.locator('#periksa-berkas').textContent()).toContain(
      'WebCrypto hanya ada pada halaman https',
    )
    expect(await opened.page.locator('#berkas-pdf').count()).toBe(0)
  })

  it('says without JavaScript what else can be done, and shows no dead field', async () => {
    await using opened = await open(STANDING, { javaScriptEnabled: false })
    expect(await opened.page.getByText('Pemeriksaan berkas memerlukan JavaScript.').isVisible()).toBe(true)
    expect(await opened.page.locator('#berkas-pdf').isVisible()).toBe(false)
  })

  it('says the same when the script does not arrive', async () => {
    await using opened = await open(STANDING, {}, async (page) => {
      await page.route('**/*.js', (route) => route.abort())
    })
    expect(await opened.page.getByText('Pemeriksaan berkas memerlukan JavaScript.').isVisible()).toBe(true)
  })

  it('takes that sentence away once it works', async () => {
    await using opened = await open(STANDING)
    expect(await opened.page.getByText('Pemeriksaan berkas memerlukan JavaScript.').count()).toBe(0)
  })
})

async function hideWebCrypto(page: Page): Promise<void> {
  await page.addInitScript(() => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }))
}

/**
 * Runs in the page: every element with text of its own whose contrast with the ground behind it is
 * below 4.5 (WCAG 1.4.3).
 */
function poorContrasts(): string[] {
  const luminance = (rgb: readonly number[]) => {
    const [r = 0, g = 0, b = 0] = rgb.map((channel) => {
      const value = channel / 255
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const numbers = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number)
  const ground = (element: Element | null): readonly number[] => {
    if (element === null) return [255, 255, 255]
    const [r = 0, g = 0, b = 0, alpha = 1] = numbers(getComputedStyle(element).backgroundColor)
    return alpha === 0 ? ground(element.parentElement) : [r, g, b]
  }
  const poor: string[] = []
  for (const element of document.body.querySelectorAll('*')) {
    const hasText = Array.from(element.childNodes).some(
      (node) => node.nodeType === 3 && node.textContent?.trim(),
    )
    if (!hasText || element.getClientRects().length === 0) continue
    const [light = 0, dark = 0] = [numbers(getComputedStyle(element).color).slice(0, 3), ground(element)]
      .map(luminance)
      .sort((a, b) => b - a)
    const contrast = (light + 0.05) / (dark + 0.05)
    if (contrast < 4.5) poor.push(`${element.tagName}.${element.className}: ${contrast.toFixed(2)}`)
  }
  return poor
}
