// Cross-reference streams that claim, or compress, far more entries than a file can have objects.
import { zlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { latin1 } from './characters.ts'
import type { PdfErrorCode } from './errors.ts'
import { openPdf } from './open.ts'

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

  it('is read with as many entries as rows', () => {
    // What is wrong with this file is only that its root is a stream.
    expect(() => openPdf(withRows(11, '0 6 20 5'))).toThrow('expected the /Root of the trailer')
  })
})
