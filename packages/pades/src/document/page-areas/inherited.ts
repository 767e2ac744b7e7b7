// The entries that a page inherits by /Parent (ISO 32000-2 §7.7.3.4), for whoever has the page and
// not the way down to it.
import type { PdfDocument } from '../../pdf/document.ts'
import type { PdfDictionary, PdfValue } from '../../pdf/objects.ts'
import { dictionaryEntry, entryOf } from '../pdf-view.ts'

const MAXIMUM_PARENTS = 64
const FULL_TURN = 360

/** Returns the entry of the page, or of the nearest node above it that states one of the type. */
export function inheritedEntry<T extends PdfValue>(
  document: PdfDocument,
  page: PdfDictionary,
  key: string,
  isOfType: (value: PdfValue | undefined) => value is T,
): T | undefined {
  let node: PdfDictionary | undefined = page
  for (let depth = 0; node !== undefined && depth < MAXIMUM_PARENTS; depth++) {
    const value = entryOf(document, node, key)
    if (isOfType(value)) return value
    node = dictionaryEntry(document, node, 'Parent')
  }
  return undefined
}

/** Says whether the page is shown turned. */
export function isRotated(document: PdfDocument, page: PdfDictionary): boolean {
  return (inheritedEntry(document, page, 'Rotate', isNumber) ?? 0) % FULL_TURN !== 0
}

function isNumber(value: PdfValue | undefined): value is number {
  return typeof value === 'number'
}
