// Incremental updates as an attacker or another program would write them: any object, any trailer
// entry, no questions asked.
import {
  dictionary,
  latin1,
  openPdf,
  type PdfDictionary,
  type PdfValue,
  ref,
  serialize,
} from '@tapis/pades/pdf'
import { concatenated } from '@tapis/pki'
import { tableEntry } from './raw-file.ts'

/** @param objects by number; `undefined` frees the object. All of generation 0 */
export function appendRevision(
  pdf: Uint8Array,
  objects: ReadonlyMap<number, PdfValue | undefined>,
  trailerEntries: Readonly<Record<string, PdfValue>> = {},
): Uint8Array {
  const document = openPdf(pdf)
  const newest = document.revisions.at(-1)
  const chunks: Uint8Array[] = [pdf]
  let position = pdf.length
  const write = (bytes: Uint8Array): void => {
    chunks.push(bytes)
    position += bytes.length
  }
  let table = 'xref\n'
  for (const [number, value] of objects) {
    if (value === undefined) {
      table += `${number} 1\n0000000000 00001 f \n`
      continue
    }
    table += `${number} 1\n${tableEntry(position)}`
    write(latin1(`${number} 0 obj\n`))
    write(serialize(value))
    write(latin1('\nendobj\n'))
  }
  const size = Math.max(document.nextObjectNumber, ...[...objects.keys()].map((number) => number + 1))
  const trailer = dictionary({
    Root: document.trailer.entries.get('Root') ?? ref(1),
    ...(document.trailer.entries.has('Info') ? { Info: document.trailer.entries.get('Info') } : {}),
    Prev: newest?.startXref ?? 0,
    Size: size,
    ...trailerEntries,
  })
  const startXref = position
  write(latin1(table))
  write(latin1('trailer\n'))
  write(serialize(trailer))
  write(latin1(`\nstartxref\n${startXref}\n%%EOF\n`))
  return concatenated(chunks)
}

/** A dictionary with some entries replaced, or removed where undefined. */
export function withEntries(
  original: PdfDictionary,
  entries: Readonly<Record<string, PdfValue | undefined>>,
): PdfDictionary {
  return dictionary({ ...Object.fromEntries(original.entries), ...entries })
}
