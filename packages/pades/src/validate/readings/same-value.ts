// Equality of values as they are written, references by their numbers: two definitions of one object that say the same are one.
import { equalBytes } from '@tapis/pki'
import {
  isArray,
  isDictionary,
  isName,
  isRef,
  isStream,
  isString,
  type PdfDictionary,
  type PdfValue,
} from '../../pdf/objects.ts'

/** Whether two values are written alike. The parser bounds how deep they nest. */
export function sameValue(left: PdfValue | undefined, right: PdfValue | undefined): boolean {
  if (isName(left)) return isName(right) && left.value === right.value
  if (isString(left)) return isString(right) && equalBytes(left.bytes, right.bytes)
  if (isRef(left)) {
    return isRef(right) && left.objectNumber === right.objectNumber && left.generation === right.generation
  }
  if (isArray(left)) {
    return (
      isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => sameValue(item, right[index]))
    )
  }
  if (isStream(left)) {
    return (
      isStream(right) && sameEntries(left.dictionary, right.dictionary) && equalBytes(left.bytes, right.bytes)
    )
  }
  if (isDictionary(left)) return isDictionary(right) && sameEntries(left, right)
  return left === right
}

function sameEntries(left: PdfDictionary, right: PdfDictionary): boolean {
  if (left.entries.size !== right.entries.size) return false
  if (left.duplicateKeys !== undefined || right.duplicateKeys !== undefined) return false
  return [...left.entries].every(([key, value]) => sameValue(value, right.entries.get(key)))
}
