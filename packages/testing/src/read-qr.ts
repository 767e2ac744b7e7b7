// Reads QR codes from pixels with ZXing, which shares no code with the library that drew them.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

prepareZXingModule({
  overrides: {
    wasmBinary: new Uint8Array(
      readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))),
    ).buffer,
  },
})

/** Pixels of four bytes each: red, green, blue, opacity. */
export interface Picture {
  readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number
}

/** Returns the texts of all QR codes in a picture, in no order. */
export async function readQrCodes({ data, width, height }: Picture): Promise<readonly string[]> {
  const found = await readBarcodes({ data, width, height, colorSpace: 'srgb' } as ImageData, {
    formats: ['QRCode'],
    tryHarder: true,
  })
  return found.map(({ text }) => text)
}
