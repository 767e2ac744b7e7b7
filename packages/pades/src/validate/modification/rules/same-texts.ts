// Text strings (ISO 32000-2 §7.9.2.2) of which only the text counts: some writers turn UTF-16 into PDFDocEncoding, or back, in whatever
// they write again. Not for strings that are shown by a content stream, and not for bytes such as /ID and /Contents.

import { resolved } from '../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../pdf/document.ts'
import { isString, type PdfDictionary, type PdfString, type PdfValue } from '../../../pdf/objects.ts'
import { textOf } from '../../../pdf/text.ts'
import type { Comparison } from './rule.ts'

const UNDECODED = '\ufffd'

/** Those of the keys under which two dictionaries have texts that are the same text. */
export function sameTexts(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  keys: Iterable<string>,
): ReadonlySet<string> {
  const { before: earlier, after: later } = comparison
  const found = new Set<string>()
  for (const key of keys) {
    const isStatedOnce =
      before.duplicateKeys?.includes(key) !== true && after.duplicateKeys?.includes(key) !== true
    if (isStatedOnce && isSameText(earlier, before.entries.get(key), later, after.entries.get(key))) {
      found.add(key)
    }
  }
  return found
}

function isSameText(
  before: PdfDocument,
  earlier: PdfValue | undefined,
  after: PdfDocument,
  later: PdfValue | undefined,
): boolean {
  const left = resolved(before, earlier)
  const right = resolved(after, later)
  // Strings of a locked file are what encryption made of them.
  return isString(left) && isString(right) && after.locked === undefined && equalTexts(left, right)
}

/** Whether two strings have one text. What cannot be decoded is no text. */
export function equalTexts(one: PdfString, other: PdfString): boolean {
  if (!isDecodable(one) || !isDecodable(other)) return false
  return textOf(one) === textOf(other)
}

function isDecodable(value: PdfString): boolean {
  const { bytes } = value
  const isUtf16 = bytes[0] === 0xfe && bytes[1] === 0xff
  return !(isUtf16 && bytes.length % 2 === 1) && !textOf(value).includes(UNDECODED)
}
