// How much of the file a signature covers. Only a range that ends where a revision of the file ends
// can be judged: its bytes are then a whole PDF, and what came later can be compared with it.

import type { PdfDocument } from '../../pdf/document.ts'
import { isWhiteSpace } from '../../pdf/syntax/characters.ts'
import type { SignedBytes } from './byte-range.ts'

/** How much of the file a signature covers. */
export type Coverage = 'ENTIRE_FILE' | 'ENTIRE_REVISION' | 'UNCLEAR'

interface CoverageResult {
  readonly coverage: Coverage
  /** Index of the newest revision that is signed; undefined when unclear. */
  readonly revision?: number
}

export function readCoverage(document: PdfDocument, signed: SignedBytes): CoverageResult {
  const { bytes, revisions } = document
  // The signed revision's own cross-reference must be within the signed bytes, or they are no PDF
  // by themselves.
  const last = revisions.findLastIndex(({ startXref, end }) => {
    if (startXref >= signed.end) return false
    const between = end < signed.end ? bytes.subarray(end, signed.end) : bytes.subarray(signed.end, end)
    return between.every(isWhiteSpace)
  })
  if (last < 0) return { coverage: 'UNCLEAR' }
  const entire = last === revisions.length - 1 && signed.end === bytes.length
  return { coverage: entire ? 'ENTIRE_FILE' : 'ENTIRE_REVISION', revision: last }
}

/**
 * Returns whether anything but white space stands after the last revision, where readers that
 * repair files would find it.
 */
export function hasTrailingBytes(document: PdfDocument): boolean {
  const end = document.revisions.at(-1)?.end ?? 0
  return !document.bytes.subarray(end).every(isWhiteSpace)
}
