// PDFs that are small to send and costly to read.
import { deflateSync } from 'node:zlib'
import { rawPdf } from './raw-file.ts'

/**
 * Returns pages that share one compressed content stream: a few kilobytes, whatever they cost to
 * read.
 */
export function sharedContentPdf(pages: number, content: string): Uint8Array<ArrayBuffer> {
  const stream = deflateSync(content).toString('latin1')
  const kids = Array.from({ length: pages }, (_, page) => page + 5)
  const page =
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<</F 3 0 R>>>>>>'
  return rawPdf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${pages}/Kids[${kids.map((kid) => `${kid} 0 R`).join(' ')}]>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Courier>>',
    `<</Length ${stream.length}/Filter/FlateDecode>>stream\n${stream}\nendstream`,
    ...kids.map(() => page),
  ])
}
