// PDFs that are costly to read for what they weigh. Each is whole, with a true cross-reference
// table, so that it opens: what refuses one has to refuse it for what it holds.

import { onePagePdf, tableEntry } from '@tapis/testing/pdf'

export interface HostilePdf {
  readonly title: string
  /** `count` is the number that the title means by "so many"; tests make small ones. */
  readonly make: (count: number) => Uint8Array
  /** Up to 32 MiB, the most that the service takes by default. */
  readonly count: number
}

export const HOSTILE_PDFS = [
  {
    title: 'empty dictionaries in an array of the catalog',
    count: 6_000_000,
    make: (count) => onePagePdf({ catalog: `/X[${'<<>>'.repeat(count)}]` }),
  },
  {
    title: 'empty dictionaries in an array that the catalog refers to',
    count: 6_000_000,
    make: (count) => onePagePdf({ catalog: '/X 4 0 R', objects: [`[${'<<>>'.repeat(count)}]`] }),
  },
  {
    title: 'objects',
    count: 750_000,
    make: (count) => onePagePdf({ objects: Array.from({ length: count }, () => '[]') }),
  },
  {
    title: 'fields of a form',
    count: 300_000,
    make: (count) => formOf(count, (index) => `<</FT/Tx/T(${index})>>`),
  },
  {
    title: 'nested parentheses in a string',
    count: 15_000_000,
    make: (count) => onePagePdf({ catalog: `/X(${'('.repeat(count)}${')'.repeat(count)})` }),
  },
  {
    title: 'numbers in an array',
    count: 15_000_000,
    make: (count) => onePagePdf({ catalog: `/X[${'1 '.repeat(count)}]` }),
  },
  {
    title: 'nested arrays',
    count: 2_000_000,
    make: (count) =>
      onePagePdf({ catalog: '/X 4 0 R', objects: [`${'['.repeat(count)}${']'.repeat(count)}`] }),
  },
  { title: 'incremental revisions', count: 900, make: (count) => revisionsOf(count) },
  {
    title: 'signature fields, none signed',
    count: 100_000,
    make: (count) => formOf(count, (index) => `<</FT/Sig/T(${index})>>`),
  },
] as const satisfies readonly HostilePdf[]

function formOf(count: number, field: (index: number) => string): Uint8Array {
  const indices = Array.from({ length: count }, (_, index) => index)
  return onePagePdf({
    catalog: `/AcroForm<</Fields[${indices.map((index) => `${index + 4} 0 R`).join(' ')}]>>`,
    objects: indices.map(field),
  })
}

/** Each save writes object 4 anew (ISO 32000-2 §7.5.6). */
function revisionsOf(count: number): Uint8Array {
  const first = Buffer.from(onePagePdf({ objects: ['<</Revision 0>>'] })).toString('latin1')
  const parts = [first]
  let previous = first.lastIndexOf('xref\n0 ')
  let length = first.length
  for (let revision = 1; revision <= count; revision++) {
    const object = `4 0 obj\n<</Revision ${revision}>>\nendobj\n`
    const table = `xref\n4 1\n${tableEntry(length)}trailer\n<</Root 1 0 R/Size 5/Prev ${previous}>>\n`
    previous = length + object.length
    const part = `${object}${table}startxref\n${previous}\n%%EOF\n`
    parts.push(part)
    length += part.length
  }
  return Buffer.from(parts.join(''), 'latin1')
}
