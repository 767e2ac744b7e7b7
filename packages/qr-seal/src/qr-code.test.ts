import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { documentCodeFrom } from './document-code.ts'
import { type QrCode, QUIET_ZONE_MODULES, qrCode } from './qr-code.ts'
import { parsePortalOrigin, printedHost, verificationUrl } from './verification-url.ts'

const SCALE = 4

prepareZXingModule({
  overrides: {
    wasmBinary: new Uint8Array(
      readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))),
    ).buffer,
  },
})

function pixels(symbol: QrCode): ImageData {
  const side = (symbol.size + 2 * QUIET_ZONE_MODULES) * SCALE
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const column = Math.floor(x / SCALE) - QUIET_ZONE_MODULES
      const row = Math.floor(y / SCALE) - QUIET_ZONE_MODULES
      const inside = column >= 0 && row >= 0 && column < symbol.size && row < symbol.size
      if (inside && symbol.isDark(column, row)) data.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3)
    }
  }
  return { data, width: side, height: side, colorSpace: 'srgb' } as ImageData
}

describe('the QR code', () => {
  it('is read by an independent decoder as the address of the document', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 10, maxLength: 10 }),
        fc.constantFrom('https://tte.bandarlampung.example', 'http://localhost:8081'),
        async (random, site) => {
          const origin = parsePortalOrigin(site)
          const code = documentCodeFrom(random)
          const [found] = await readBarcodes(pixels(qrCode(origin, code)))
          expect(found?.text.startsWith(site.slice(0, site.indexOf('/')))).toBe(true)
          expect(URL.parse(found?.text ?? '')?.href).toBe(verificationUrl(origin, code))
        },
      ),
      { numRuns: 20 },
    )
  })

  it('stays at version 3, 29 modules, for a host of up to 28 characters', () => {
    const code = documentCodeFrom(new Uint8Array(10))
    expect(qrCode(parsePortalOrigin(`https://${'a'.repeat(28)}`), code).size).toBe(29)
    expect(qrCode(parsePortalOrigin(`https://${'a'.repeat(29)}`), code).size).toBe(33)
  })
})

describe('the portal origin', () => {
  it.each([
    ['nothing', ''],
    ['a bare host', 'tte.example'],
    ['another scheme', 'ftp://tte.example'],
    ['a path', 'https://tte.example/portal'],
    ['a query', 'https://tte.example/?a=1'],
    ['credentials', 'https://user:word@tte.example'],
  ])('refuses %s', (_, text) => {
    expect(() => parsePortalOrigin(text)).toThrow(TypeError)
  })

  it('takes a trailing slash and upper case as the same origin', () => {
    expect(parsePortalOrigin('HTTPS://TTE.Example/')).toBe('https://tte.example')
    expect(printedHost(parsePortalOrigin('https://tte.example:8443'))).toBe('tte.example:8443')
  })
})
