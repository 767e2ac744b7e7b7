// Whole files from objects that are given as text: the raw way of the builder, for files that no
// serialiser would write, or that are large.

import { latin1 } from '@tapis/pades/pdf'

const HEADER = '%PDF-1.7\n'

/**
 * Returns an entry of a cross-reference table: 20 bytes with their end of line (ISO 32000-2
 * §7.5.4).
 */
export function tableEntry(offset: number): string {
  return `${String(offset).padStart(10, '0')} 00000 n \n`
}

/**
 * Returns a PDF whose objects are these texts, numbered from 1, with a true table. Object 1 is the
 * catalog.
 */
export function rawPdf(objects: readonly string[]): Uint8Array<ArrayBuffer> {
  const lines = [HEADER]
  const entries = ['0000000000 65535 f \n']
  let offset = HEADER.length
  for (const [index, object] of objects.entries()) {
    const line = `${index + 1} 0 obj\n${object}\nendobj\n`
    entries.push(tableEntry(offset))
    lines.push(line)
    offset += line.length
  }
  const size = entries.length
  const trailer = `trailer\n<</Root 1 0 R/Size ${size}>>\nstartxref\n${offset}\n%%EOF\n`
  return new Uint8Array(latin1(`${lines.join('')}xref\n0 ${size}\n${entries.join('')}${trailer}`))
}

/** What {@link onePagePdf} has beside its page. Entries are written as in a file. */
export interface OnePage {
  /** Further entries of the catalog, object 1. */
  readonly catalog?: string
  /** Further entries of the page, object 3. */
  readonly page?: string
  /** Further objects, numbered from 4. */
  readonly objects?: readonly string[]
}

/** Returns a PDF of one page of A4 without content, with what it is given. */
export function onePagePdf({ catalog = '', page = '', objects = [] }: OnePage): Uint8Array<ArrayBuffer> {
  const own = [
    `<</Type/Catalog/Pages 2 0 R${catalog}>>`,
    '<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>',
    `<</Type/Page/Parent 2 0 R/Resources<<>>${page}>>`,
  ]
  // Not by spreading: there may be a million.
  return rawPdf(own.concat(objects))
}
