// Forced repair: behind the signed bytes stands what no cross-reference lists, in a form that only
// some readers see, and what makes those readers give the cross-reference up and take what they
// see. Each half alone is a doubt, so that neither has to be known for the other.

import { openPdf } from '@tapis/pades/pdf'
import {
  appendRevision,
  hybridUpdate,
  newestXref,
  offsetRow,
  signedSample,
  tableRows,
  tableUpdate,
} from '@tapis/testing/pdf'
import type { Attack, Family, Twin } from './attack.ts'
import { joined, latin1Of, N, type Paper, stream, unsignedPaper, update } from './paper.ts'

const painting = 'BT /F1 12 Tf 50 200 Td (Pengganti) Tj ET'
const doubt = { indication: 'INDETERMINATE', subIndication: 'GENERIC' } as const
const added = { modification: 'LTA_UPDATES' } as const

/** Another content of the page, under this header. */
const evil = (header: string): string =>
  `${header}\n<</Length ${painting.length}>>stream\n${painting}\nendstream\nendobj\n`

const hidden = (title: string, header: string): Attack => ({
  title: `an object that stands as ${title}`,
  ...doubt,
  reason: `object ${N.content}`,
  make: ({ certified }) => tableUpdate(certified[1], { before: evil(header) }),
})

const forced = (title: string, reason: string, make: (pdf: Uint8Array) => Uint8Array): Attack => ({
  title,
  ...doubt,
  reason,
  make: ({ certified }) => make(certified[1]),
})

const passing = (title: string, make: (pdf: Uint8Array) => Uint8Array): Twin => ({
  title,
  ...added,
  make: ({ certified }) => make(certified[1]),
})

/** An object whose data look like something else, which is listed where it looks so. */
function objectInData(pdf: Uint8Array): Uint8Array {
  const inner = '901 0 obj\n42\nendobj\n'
  const outer = `900 0 obj\n<</Length ${inner.length}>>stream\n`
  const rows = tableRows(900, pdf.length) + tableRows(901, pdf.length + outer.length)
  return tableUpdate(pdf, { before: `${outer}${inner}\nendstream\nendobj\n`, rows })
}

/**
 * A cross-reference stream beside the table, which lists it as an object, and that gives the
 * content at this offset.
 */
function spareSection(pdf: Uint8Array, contentAt: number): Uint8Array {
  const previous = openPdf(pdf).revisions.at(-1)?.startXref ?? 0
  const row = offsetRow(contentAt)
  const entries = `/Type/XRef/W[1 3 1]/Index[${N.content} 1]/Size 1000/Root 1 0 R/Prev ${previous}`
  const spare = `951 0 obj\n<<${entries}/Length ${row.length}>>stream\n${row}\nendstream\nendobj\n`
  return tableUpdate(pdf, { before: spare, rows: tableRows(951, pdf.length) })
}

const contentOf = (pdf: Uint8Array): number => latin1Of(pdf).indexOf(`\n${N.content} 0 obj`) + 1
const withPrevious = (pdf: Uint8Array, previous: number): Uint8Array =>
  hybridUpdate(pdf, `/Size 1000/Root 1 0 R/Prev ${previous}`)
const comments = '%PDF-1.7\r\n%\xe2\xe3\xcf\xd3\r\n\r\n% an object 1 0\n'
const stray = 'part of nothing that is listed'

const attacks: readonly Attack[] = [
  hidden('it should', '3 0 obj'),
  hidden('a number of many digits', '0000000000003 0 obj'),
  hidden('a generation of many digits', '3 000000 obj'),
  hidden('a number that wraps around', '4294967299 0 obj'),
  hidden('one with a comment before the keyword', '3 0 %\nobj'),
  hidden('one with comments that hold digits', '3 %1 0\n0 % 2 0\n%\nobj'),
  hidden('one with spaces that only languages know', '3\v0\xa0obj'),
  hidden('one without a space', '3 0obj'),
  forced('an offset behind a comment', 'STARTXREF_FORM', (pdf) => tableUpdate(pdf, { gap: ' %\n' })),
  forced('an offset behind a form feed', 'STARTXREF_FORM', (pdf) => tableUpdate(pdf, { gap: '\n\f' })),
  forced('a hybrid stream without /Size', 'XREF_SIZE_MISSING', (pdf) => hybridUpdate(pdf, '/Root 1 0 R')),
  forced('a trailer without /Size', 'no /Size', (pdf) =>
    joined(pdf, latin1Of(tableUpdate(pdf, {})).slice(pdf.length).replace('/Size 1000', '')),
  ),
  forced('an entry that leads out of the file', 'no object 970', (pdf) =>
    tableUpdate(pdf, { rows: tableRows(970, 99_999_999) }),
  ),
  forced('an entry that leads to another object', 'no object 970', (pdf) =>
    tableUpdate(pdf, { rows: tableRows(970, contentOf(pdf)) }),
  ),
  forced('bytes between objects', stray, (pdf) => tableUpdate(pdf, { before: 'sampah\n' })),
  forced('a table that nothing leads to', stray, (pdf) => tableUpdate(pdf, { before: 'xref\n0 0\n' })),
  forced('an object in a comment', stray, (pdf) =>
    tableUpdate(pdf, { before: '% 900 0 obj\n42\nendobj\n', rows: tableRows(900, pdf.length + 2) }),
  ),
  forced('an object in the data of another', 'inside something else', objectInData),
  forced(
    'a cross-reference stream that nothing leads to, and that says something else',
    'object 951',
    (pdf) => spareSection(pdf, contentOf(pdf) + 7),
  ),
  forced('a trailer in the data of a stream', 'names another catalog', (pdf) =>
    update(pdf, [[N.free, stream('trailer\n<</Root 950 0 R>>\n')]]),
  ),
  forced('a hybrid stream whose /Prev leads into data', 'a /Prev that its table has not', (pdf) =>
    withPrevious(pdf, contentOf(pdf)),
  ),
  forced('a hybrid stream whose /Prev leads to an older section', 'a /Prev that its table has not', (pdf) =>
    withPrevious(appendRevision(pdf, new Map([[N.free, 1]])), newestXref(pdf)),
  ),
]

const signedFrom = (title: string, make: (unsigned: Uint8Array) => Uint8Array): Twin => ({
  title: `${title}, before signing`,
  modification: 'NONE',
  make: ({ city, unsigned }: Paper) => signedSample(city, { pdf: make(unsigned) }),
})

const twins: readonly Twin[] = [
  passing('comments and blank lines between objects', (pdf) =>
    tableUpdate(pdf, {
      before: `${comments}900 0 obj\n42\nendobj\n`,
      rows: tableRows(900, pdf.length + comments.length),
    }),
  ),
  passing('an offset behind a space', (pdf) => tableUpdate(pdf, { gap: ' ' })),
  passing('an offset behind a CRLF and a TAB', (pdf) => tableUpdate(pdf, { gap: '\r\n\t' })),
  passing('a startxref that stands there once more', (pdf) =>
    tableUpdate(pdf, { before: `startxref\n${newestXref(pdf)}\n%%EOF\n` }),
  ),
  passing('a cross-reference stream that nothing leads to, and that says the same', (pdf) =>
    spareSection(pdf, contentOf(pdf)),
  ),
  passing('a hybrid stream', (pdf) => hybridUpdate(pdf, '/Size 1000/Root 1 0 R')),
  passing('a hybrid stream with the /Prev of its table', (pdf) => withPrevious(pdf, newestXref(pdf))),
  signedFrom('bytes between objects', (pdf) => tableUpdate(pdf, { before: 'sampah\n' })),
  signedFrom('an entry that leads out of the file', (pdf) =>
    tableUpdate(pdf, { rows: tableRows(970, 99_999_999) }),
  ),
  {
    title: 'text about objects in the data of a stream, before signing',
    modification: 'NONE',
    make: ({ city }) =>
      signedSample(city, {
        pdf: unsignedPaper('table', { objects: [[120, stream(evil('0003 0 %\nobj'))]] }),
      }),
  },
  {
    title: 'an update whose bytes end in white space',
    ...added,
    make: ({ certified }) => joined(update(certified[1], [[N.free, 1]]), ' \r\n\0'),
  },
]

export const forcedRepair: Family = { name: 'forced repair', attacks, twins }
