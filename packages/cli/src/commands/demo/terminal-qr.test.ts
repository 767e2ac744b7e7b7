// The QR code that `tapis demo` draws in a terminal, read back from its character cells by an
// independent decoder.

import { stripVTControlCharacters } from 'node:util'
import { documentCodeFrom, parsePortalOrigin, verificationUrl } from '@tapis/qr-seal'
import { readQrCodes } from '@tapis/testing/qr'
import { expect, it } from 'vitest'
import { drawTerminalQr } from './terminal-qr.ts'

/** Pixels of one module: scanners want more than one. */
const SCALE = 4

/** The half blocks as dark modules, two rows a line. */
function modulesOf(drawn: string): boolean[][] {
  return drawn.split('\n').flatMap((line) => {
    const cells = [...stripVTControlCharacters(line)]
    return [cells.map((cell) => '█▀'.includes(cell)), cells.map((cell) => '█▄'.includes(cell))]
  })
}

it('can be scanned from the screen', async () => {
  const origin = parsePortalOrigin('http://localhost:8081')
  const code = documentCodeFrom(Uint8Array.from({ length: 10 }, (_, index) => index * 25))
  const modules = modulesOf(drawTerminalQr(origin, code))
  const [width, height] = [(modules[0]?.length ?? 0) * SCALE, modules.length * SCALE]
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let index = 0; index < width * height; index++) {
    const row = Math.floor(index / width / SCALE)
    const column = Math.floor((index % width) / SCALE)
    if (modules[row]?.[column]) data.fill(0, index * 4, index * 4 + 3)
  }
  const [scanned] = await readQrCodes({ data, width, height })
  expect(URL.parse(scanned ?? '')?.href).toBe(verificationUrl(origin, code))
})
