// Reads QR codes from pixels with ZXing, which shares no code with the library that drew them.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import type { Rendering } from './render.ts'

prepareZXingModule({
  overrides: {
    wasmBinary: new Uint8Array(
      readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))),
    ).buffer,
  },
})

/** The texts of all QR codes on a rendered page. */
export async function readQrCodes({ data, width, height }: Rendering): Promise<readonly string[]> {
  const found = await readBarcodes({ data, width, height, colorSpace: 'srgb' } as ImageData, {
    formats: ['QRCode'],
    tryHarder: true,
  })
  return found.map(({ text }) => text)
}
