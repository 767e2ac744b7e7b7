// Text strings (ISO 32000-2 §7.9.2.2) of which only the text counts: some writers turn UTF-16 into
// PDFDocEncoding, or back, in whatever they write again. Neither strings that a content stream
// shows are such texts, nor bytes such as /ID and /Contents.
import { resolved } from '../../../document/pdf-view.ts'
import { isString, type PdfDictionary, type PdfValue } from '../../../pdf/objects.ts'
import { entriesUnder, type Revisions, type Sides } from '../revisions.ts'
import { isSameText } from '../walk/compare-values.ts'

/**
 * Returns those of the keys under which two dictionaries have the same text, in whatever encoding.
 */
export function sameTexts(
  revisions: Revisions,
  dictionaries: Sides<PdfDictionary>,
  keys: Iterable<string>,
): ReadonlySet<string> {
  const { before, after } = dictionaries
  const same = new Set<string>()
  for (const key of keys) {
    const isStatedOnce =
      before.duplicateKeys?.includes(key) !== true && after.duplicateKeys?.includes(key) !== true
    if (isStatedOnce && hasSameText(revisions, entriesUnder(dictionaries, key))) same.add(key)
  }
  return same
}

function hasSameText(revisions: Revisions, stated: Sides<PdfValue | undefined>): boolean {
  const before = resolved(revisions.before, stated.before)
  const after = resolved(revisions.after, stated.after)
  // Strings of a locked file are what encryption made of them.
  return (
    isString(before) && isString(after) && revisions.after.locked === undefined && isSameText(before, after)
  )
}
