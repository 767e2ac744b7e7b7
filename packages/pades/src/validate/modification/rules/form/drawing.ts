// The rule for /NeedAppearances (ISO 32000-2 §12.7.3, table 224): whether viewers show what they
// draw for each value, or the appearances that are in the file. Whoever fills in or signs may end
// the drawing, and only if all fields then look as they did. What cannot be told is taken for a
// field that does not.

import { lettersFor, lettersShown } from '../../../../document/form/appearance-text.ts'
import { allFields, fieldType, inherited } from '../../../../document/form/form-fields.ts'
import { dictionaryEntry, entryOf, nameEntry, resolved } from '../../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../../pdf/document.ts'
import { PdfError } from '../../../../pdf/errors.ts'
import { decodeStream } from '../../../../pdf/filters/filters.ts'
import {
  isDictionary,
  isStream,
  type PdfDictionary,
  type PdfStream,
  type PdfValue,
  ref,
} from '../../../../pdf/objects.ts'
import { found } from '../../findings.ts'
import { entriesUnder, type Revisions, resolveSides } from '../../revisions.ts'
import { isSameData } from '../../walk/compare-values.ts'
import { type Inputs, type Judging, sameValue } from '../rule.ts'
import { formModified } from './form.ts'

const MOST_CONTENT_BYTES = 256 * 1024
const BYTES_PER_STEP = 16

export function* judgeDrawing({ form }: Pick<Inputs, 'form'>, revisions: Revisions): Judging {
  const stated = entriesUnder(form, 'NeedAppearances')
  const values = resolveSides(revisions, stated)
  const before = values.before === true
  const after = values.after === true
  const modified = formModified('NeedAppearances')
  if (before === after) {
    yield sameValue({ before: stated.before ?? before, after: stated.after ?? after }, modified)
  } else if (after || hasOutdatedAppearance(revisions)) yield found(modified)
  else {
    const message = 'the form no longer has viewers draw its fields anew'
    yield found({ ...modified, level: 'FORM_FILLING', message })
  }
}

/**
 * Whether a field of text that was there before has an appearance after of something else than its
 * value.
 */
function hasOutdatedAppearance(revisions: Revisions): boolean {
  const { before, after } = revisions
  return allFields(before).some(({ field, objectNumber }) => {
    revisions.spend(1)
    const type = fieldType(before, field)
    if ((type !== 'Tx' && type !== 'Ch') || nameEntry(before, field, 'Subtype') !== 'Widget') return false
    // A field of no object number is as it was, or is reported as another.
    const fieldAfter = objectNumber === undefined ? field : resolved(after, ref(objectNumber))
    if (!isDictionary(fieldAfter)) return true
    const appearance = normalAppearance(after, fieldAfter)
    // Without any, viewers draw the field as they did.
    if (appearance === null) return false
    if (!isStream(appearance)) return true
    const former = normalAppearance(before, field)
    const isRenewed = !isStream(former) || !isSameData(former, appearance)
    return !isRenewed && !showsValue(revisions, fieldAfter, appearance)
  })
}

function normalAppearance(document: PdfDocument, field: PdfDictionary): PdfValue | undefined {
  const appearances = dictionaryEntry(document, field, 'AP')
  return appearances === undefined ? null : entryOf(document, appearances, 'N')
}

function showsValue(revisions: Revisions, field: PdfDictionary, appearance: PdfStream): boolean {
  const { after } = revisions
  const shown = lettersIn(revisions, appearance)
  if (shown === undefined) return false
  const resolve = (value: PdfValue | undefined) => resolved(after, value)
  return lettersFor(inherited(after, field, 'V'), inherited(after, field, 'Opt'), resolve).includes(shown)
}

function lettersIn({ after, spend }: Revisions, appearance: PdfStream): string | undefined {
  const resolve = (value: PdfValue | undefined) => resolved(after, value) ?? null
  try {
    const content = decodeStream(appearance, { resolve, decodedLimit: MOST_CONTENT_BYTES })
    spend(Math.ceil(content.length / BYTES_PER_STEP))
    return lettersShown(content)
  } catch (error) {
    if (!(error instanceof PdfError)) throw error
    return undefined
  }
}
