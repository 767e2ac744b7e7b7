// Equality of values that hold no others, and of the data of streams.
import { equalBytes } from '@tapis/pki'
import { isName, isString, type PdfStream, type PdfValue } from '../../../pdf/objects.ts'

/** Whether two values that hold no others are the same. */
export function sameAtom(before: PdfValue, after: PdfValue): boolean {
  if (isName(before)) return isName(after) && before.value === after.value
  if (isString(before)) return isString(after) && equalBytes(before.bytes, after.bytes)
  return before === after
}

/** Whether two streams hold the same bytes, as they are in the file. */
export function sameData(before: PdfStream, after: PdfStream): boolean {
  const isOnePlace =
    before.bytes.buffer === after.bytes.buffer && before.bytes.byteOffset === after.bytes.byteOffset
  const isUnmoved = isOnePlace && before.bytes.length === after.bytes.length
  return isUnmoved || equalBytes(before.bytes, after.bytes)
}
