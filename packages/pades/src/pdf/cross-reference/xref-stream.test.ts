// Cross-reference streams that claim, or compress, far more entries than a file can have objects.
import { zlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { PdfErrorCode } from '../errors.ts'
import { openPdf } from '../open.ts'
import { latin1 } from '../syntax/characters.ts'

/**
 * A file of one page-less catalog whose cross-reference stream has the widths and one row for each
 * object.
 */
function withWidths(widths: string, rows: (offset: number) => readonly (readonly number[])[]): Uint8Array {
  const catalog = '1 0 obj\n<</Type/Catalog>>\nendobj\n'
  const head = `%PDF-1.7\n${catalog}`
  const data = String.fromCharCode(...rows('%PDF-1.7\n'.length).flat())
  const entries = `/Type/XRef/Size 2/W[${widths}]/Root 1 0 R/Length ${data.length}`
  return latin1(
    `${head}2 0 obj\n<<${entries}>>\nstream\n${data}\nendstream\nendobj\nstartxref\n${head.length}\n%%EOF\n`,
  )
}
const wide = (value: number) => [0, 0, 0, 0, 0, 0, value >> 8, value & 255]

/** A file whose cross-reference stream has rows of one zero byte. */
function withRows(rows: number, index: string): Uint8Array {
  const data = zlibSync(new Uint8Array(rows))
  const head = latin1('%PDF-1.7\n')
  const object = latin1(
    `1 0 obj\n<</Type/XRef/Size 1/Index[${index}]/W[0 1 0]/Filter/FlateDecode/Length ${data.length}/Root 1 0 R>>\nstream\n`,
  )
  const tail = latin1(`\nendstream\nendobj\nstartxref\n${head.length}\n%%EOF\n`)
  return new Uint8Array([...head, ...object, ...data, ...tail])
}

describe('a cross-reference stream', () => {
  it.each<[string, number, string, PdfErrorCode]>([
    ['more entries than are read of any file', 10_000_001, '0 10000001', 'LIMIT_EXCEEDED'],
    ['as many in two subsections', 10, '0 5000001 0 5000000', 'LIMIT_EXCEEDED'],
    ['far more entries than the file has bytes', 3_000_000, '0 3000000', 'LIMIT_EXCEEDED'],
    ['as many over and over', 3_000_000, '0 1500000 0 1500000', 'LIMIT_EXCEEDED'],
    ['more entries than rows', 10, '0 11', 'XREF_INVALID'],
    ['more entries than rows in two subsections', 10, '0 6 20 5', 'XREF_INVALID'],
  ])('is refused with %s', (_, rows, index, code) => {
    expect(() => openPdf(withRows(rows, index))).toThrow(expect.objectContaining({ name: 'PdfError', code }))
  })

  it('is read with fields of eight bytes', () => {
    const pdf = withWidths('1 8 2', (offset) => [
      [0, ...wide(0), 255, 255],
      [1, ...wide(offset), 0, 0],
    ])
    const { catalog, recovered } = openPdf(pdf)
    expect([recovered, catalog.entries.size]).toEqual([false, 1])
  })

  it.each<[string, string, (offset: number) => readonly number[]]>([
    ['offsets that no file has', '1 8 2', () => [1, ...wide(0).fill(255), 0, 0]],
    ['fields of nine bytes', '1 9 2', (offset) => [1, 0, ...wide(offset), 0, 0]],
  ])('is refused with %s', (_, widths, row) => {
    const pdf = withWidths(widths, (offset) => [row(offset).map(() => 0), row(offset)])
    expect(() => openPdf(pdf)).toThrow(expect.objectContaining({ name: 'PdfError', code: 'XREF_INVALID' }))
  })

  it('is read with as many entries as rows', () => {
    // What is wrong with this file is only that its root is a stream.
    expect(() => openPdf(withRows(11, '0 6 20 5'))).toThrow('expected the /Root of the trailer')
  })
})
