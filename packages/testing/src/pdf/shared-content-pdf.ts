// PDFs that are small to send and costly to read.
import { deflateSync } from 'node:zlib'

/** Pages that share one compressed content stream: a few kilobytes, whatever they cost to read. */
export function sharedContentPdf(pages: number, content: string): Uint8Array<ArrayBuffer> {
  const stream = deflateSync(content).toString('latin1')
  const kids = Array.from({ length: pages }, (_, page) => page + 5)
  const page =
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<</F 3 0 R>>>>>>'
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${pages}/Kids[${kids.map((kid) => `${kid} 0 R`).join(' ')}]>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Courier>>',
    `<</Length ${stream.length}/Filter/FlateDecode>>stream\n${stream}\nendstream`,
    ...kids.map(() => page),
  ]
  const offsets: number[] = []
  let file = '%PDF-1.7\n'
  for (const [index, object] of objects.entries()) {
    offsets.push(file.length)
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
  }
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`
  return Uint8Array.from(Buffer.from(file, 'latin1'))
}
