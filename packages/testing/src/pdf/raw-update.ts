// Updates written by hand, down to the white space, as no serialiser would write them.
import { latin1, openPdf } from '@tapis/pades/pdf'
import { concatenated } from '@tapis/pki'
import { tableEntry } from './raw-file.ts'

/** Returns a subsection of a table that gives one object. */
export function tableRows(objectNumber: number, offset: number): string {
  return `${objectNumber} 1\n${tableEntry(offset)}`
}

/** Returns a row of a cross-reference stream of /W[1 3 1] that gives an offset. */
export function offsetRow(offset: number): string {
  return row(1, offset, 0)
}

/** Returns a row that gives a member of an object stream. */
function memberRow(streamNumber: number, index: number): string {
  return row(2, streamNumber, index)
}

function row(type: number, second: number, third: number): string {
  return String.fromCharCode(type, (second >> 16) & 255, (second >> 8) & 255, second & 255, third)
}

/** What stands in an update with a table. */
interface RawTable {
  /** What stands before the table; default nothing. */
  readonly before?: string
  /** Its subsections; default none. */
  readonly rows?: string
  /** Further entries of the trailer. */
  readonly trailer?: string
  /** /Prev; default the newest section. */
  readonly previous?: number
  /** What stands between `startxref` and the offset; default LF. */
  readonly gap?: string
}

/** Returns the file with an update that has a table. */
export function tableUpdate(
  pdf: Uint8Array,
  { before = '', rows = '0 0\n', trailer = '', previous = newestXref(pdf), gap = '\n' }: RawTable,
): Uint8Array {
  const entries = `/Size 1000/Root 1 0 R/Prev ${previous}${trailer}`
  const start = pdf.length + before.length
  return joinText(pdf, `${before}xref\n${rows}trailer\n<<${entries}>>\nstartxref${gap}${start}\n%%EOF\n`)
}

/**
 * Returns the file with an update that has a table and a stream, which lists itself.
 * @param entries further ones of the stream
 */
export function hybridUpdate(pdf: Uint8Array, entries: string): Uint8Array {
  const data = offsetRow(pdf.length)
  const start = '951 0 obj\n<</Type/XRef/W[1 3 1]/Index[951 1]'
  const before = `${start}${entries}/Length ${data.length}>>stream\n${data}\nendstream\nendobj\n`
  return tableUpdate(pdf, { before, trailer: `/XRefStm ${pdf.length}` })
}

/**
 * Returns the file with an update of one object stream, 950, of this header and body, and a
 * cross-reference stream with rows for them.
 */
export function objectStreamUpdate(
  pdf: Uint8Array,
  { header, body, rows }: { header: string; body: string; rows: readonly (readonly [number, number])[] },
): Uint8Array {
  const previous = newestXref(pdf)
  const count = header.trim().split(/\s+/).length / 2
  const members = `${header}${body}`
  const container = `950 0 obj\n<</Type/ObjStm/N ${count}/First ${header.length}/Length ${members.length}>>stream\n${members}\nendstream\nendobj\n`
  const start = pdf.length + container.length
  const data = `${rows.map(([, index]) => memberRow(950, index)).join('')}${offsetRow(pdf.length)}${offsetRow(start)}`
  const index = `${rows.map(([objectNumber]) => `${objectNumber} 1`).join(' ')} 950 2`
  const entries = `/Type/XRef/W[1 3 1]/Index[${index}]/Size 1000/Root 1 0 R/Prev ${previous}`
  return joinText(
    pdf,
    container,
    `951 0 obj\n<<${entries}/Length ${data.length}>>stream\n${data}\nendstream\nendobj\nstartxref\n${start}\n%%EOF\n`,
  )
}

/** Returns where the newest cross-reference section of a file begins. */
export function newestXref(pdf: Uint8Array): number {
  return openPdf(pdf).revisions.at(-1)?.startXref ?? 0
}

function joinText(pdf: Uint8Array, ...texts: readonly string[]): Uint8Array {
  return concatenated([pdf, ...texts.map(latin1)])
}
