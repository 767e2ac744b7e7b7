// Fields whose appearance in the file is not of their value, where viewers were told to draw them anew (/NeedAppearances): once they no
// longer do, such a field shows what it did not. Looked at where a later revision ends the drawing; what cannot be told is taken for
// outdated.

import { allFields, fieldType, inherited } from '../../../../document/form/form-fields.ts'
import { dictionaryEntry, entryOf, nameEntry, resolved } from '../../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../../pdf/document.ts'
import { PdfError } from '../../../../pdf/errors.ts'
import { decodeStream } from '../../../../pdf/filters.ts'
import {
  isDictionary,
  isStream,
  type PdfDictionary,
  type PdfStream,
  type PdfValue,
  ref,
} from '../../../../pdf/objects.ts'
import { lettersFor, lettersShown } from '../../../../pdf/shown-text.ts'
import { sameData } from '../../walk/compare-values.ts'
import type { Comparison } from '../rule.ts'

const MOST_CONTENT_BYTES = 256 * 1024
const BYTES_PER_STEP = 16
/** Whether any field of text of the earlier revision has, in the later one, an appearance of something else than its value. */
export function hasOutdatedAppearance(comparison: Comparison): boolean {
  const { before, after } = comparison
  return allFields(before).some(({ field, objectNumber }) => {
    comparison.spend(1)
    const type = fieldType(before, field)
    if ((type !== 'Tx' && type !== 'Ch') || nameEntry(before, field, 'Subtype') !== 'Widget') return false
    // A field of no object number is as it was, or is reported as another.
    const later = objectNumber === undefined ? field : resolved(after, ref(objectNumber))
    if (!isDictionary(later)) return true
    const appearance = normalAppearance(after, later)
    // Without any, viewers draw the field as they did.
    if (appearance === null) return false
    if (!isStream(appearance)) return true
    const former = normalAppearance(before, field)
    const isRenewed = !isStream(former) || !sameData(former, appearance)
    return !isRenewed && !showsValue(comparison, later, appearance)
  })
}

function normalAppearance(document: PdfDocument, field: PdfDictionary): PdfValue | undefined {
  const appearances = dictionaryEntry(document, field, 'AP')
  return appearances === undefined ? null : entryOf(document, appearances, 'N')
}

function showsValue(comparison: Comparison, field: PdfDictionary, appearance: PdfStream): boolean {
  const { after } = comparison
  const shown = shownIn(comparison, appearance)
  if (shown === undefined) return false
  const resolve = (value: PdfValue | undefined) => resolved(after, value)
  return lettersFor(inherited(after, field, 'V'), inherited(after, field, 'Opt'), resolve).includes(shown)
}

function shownIn(comparison: Comparison, appearance: PdfStream): string | undefined {
  const resolve = (value: PdfValue | undefined) => resolved(comparison.after, value) ?? null
  try {
    const content = decodeStream(appearance, { resolve, decodedLimit: MOST_CONTENT_BYTES })
    comparison.spend(Math.ceil(content.length / BYTES_PER_STEP))
    return lettersShown(content)
  } catch (error) {
    if (!(error instanceof PdfError)) throw error
    return undefined
  }
}
