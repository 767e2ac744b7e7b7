// Whether two values are the same, and why not: the one place that says so, for the walk, the rules
// and the two readings of a file.
//
// Today values are compared as they are written, but for an absent entry, which equals null. A
// normal form under the comparison (defaults for what is absent, numbers to a precision, decoded
// data) belongs into `normalise`: the walk compares nothing that has not gone through it.
import { equalBytes } from '@tapis/pki'
import {
  isArray,
  isDictionary,
  isName,
  isRef,
  isStream,
  isString,
  type PdfArray,
  type PdfDictionary,
  type PdfStream,
  type PdfString,
  type PdfValue,
} from '../../../pdf/objects.ts'
import { textOf } from '../../../pdf/syntax/text.ts'

/** Why two values differ by themselves, whatever they lead to. */
type Inequality = 'KIND_OR_VALUE' | 'LENGTH' | 'DATA'

/** What two values are to each other, and what of them is still to be compared. */
type ValueComparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'different'; readonly reason: Inequality }
  /** The same if their entries are; those of a stream are shown wherever the stream is. */
  | {
      readonly kind: 'entries'
      readonly before: PdfDictionary
      readonly after: PdfDictionary
      readonly ofStream: boolean
    }
  /** The same if their items are. */
  | { readonly kind: 'items'; readonly before: PdfArray; readonly after: PdfArray }

const same: ValueComparison = { kind: 'same' }
const differentValue: ValueComparison = { kind: 'different', reason: 'KIND_OR_VALUE' }
const differentLength: ValueComparison = { kind: 'different', reason: 'LENGTH' }
const differentData: ValueComparison = { kind: 'different', reason: 'DATA' }
const UNDECODED = '\ufffd'

/** Returns the value to compare for one that a file states (ISO 32000-2 §7.3.9: absent is null). */
export function normalise(value: PdfValue | undefined): PdfValue {
  return value ?? null
}

/** Compares two normalised values that are no references, and nothing that they hold. */
export function compareValues(before: PdfValue, after: PdfValue): ValueComparison {
  if (isStream(before) && isStream(after)) {
    if (!isSameData(before, after)) return differentData
    return { kind: 'entries', before: before.dictionary, after: after.dictionary, ofStream: true }
  }
  if (isDictionary(before) && isDictionary(after)) return { kind: 'entries', before, after, ofStream: false }
  if (isArray(before) && isArray(after)) {
    return before.length === after.length ? { kind: 'items', before, after } : differentLength
  }
  return isSameAtom(before, after) ? same : differentValue
}

/** Whether two values that hold no others are the same. */
export function isSameAtom(before: PdfValue, after: PdfValue): boolean {
  if (isName(before)) return isName(after) && before.value === after.value
  if (isString(before)) return isString(after) && equalBytes(before.bytes, after.bytes)
  return before === after
}

/**
 * Whether two values that a file states hold no others and are the same: nothing is left to
 * compare.
 */
export function isSettled(before: PdfValue | undefined, after: PdfValue | undefined): boolean {
  const [one, other] = [normalise(before), normalise(after)]
  return isAtom(one) && isAtom(other) && isSameAtom(one, other)
}

function isAtom(value: PdfValue): boolean {
  return typeof value !== 'object' || value === null || isName(value) || isString(value)
}

/** Whether two streams hold the same bytes, as they are in the file. */
export function isSameData(before: PdfStream, after: PdfStream): boolean {
  const isOnePlace =
    before.bytes.buffer === after.bytes.buffer && before.bytes.byteOffset === after.bytes.byteOffset
  const isUnmoved = isOnePlace && before.bytes.length === after.bytes.length
  return isUnmoved || equalBytes(before.bytes, after.bytes)
}

/** Whether both are references to one object in one generation. */
export function isSameReference(before: PdfValue | undefined, after: PdfValue | undefined): boolean {
  if (!isRef(before) || !isRef(after)) return false
  return before.objectNumber === after.objectNumber && before.generation === after.generation
}

/** Whether two strings have one text (§7.9.2.2). What cannot be decoded is no text. */
export function isSameText(before: PdfString, after: PdfString): boolean {
  if (!isDecodable(before) || !isDecodable(after)) return false
  return textOf(before) === textOf(after)
}

function isDecodable(value: PdfString): boolean {
  const { bytes } = value
  const isUtf16 = bytes[0] === 0xfe && bytes[1] === 0xff
  return !(isUtf16 && bytes.length % 2 === 1) && !textOf(value).includes(UNDECODED)
}

/**
 * Whether two values are written alike, references by their numbers: two definitions of one object
 * that say the same are one. The parser bounds how deep values nest.
 */
export function isWrittenAlike(one: PdfValue | undefined, other: PdfValue | undefined): boolean {
  if (isRef(one)) return isSameReference(one, other)
  if (isArray(one)) {
    return (
      isArray(other) &&
      one.length === other.length &&
      one.every((item, index) => isWrittenAlike(item, other[index]))
    )
  }
  if (isStream(one)) {
    return (
      isStream(other) &&
      hasEntriesAlike(one.dictionary, other.dictionary) &&
      equalBytes(one.bytes, other.bytes)
    )
  }
  if (isDictionary(one)) return isDictionary(other) && hasEntriesAlike(one, other)
  if (one === undefined || other === undefined) return one === other
  return isSameAtom(one, other)
}

function hasEntriesAlike(one: PdfDictionary, other: PdfDictionary): boolean {
  if (one.entries.size !== other.entries.size) return false
  if (one.duplicateKeys !== undefined || other.duplicateKeys !== undefined) return false
  return [...one.entries].every(([key, value]) => isWrittenAlike(value, other.entries.get(key)))
}
