// Fields whose appearance in the file is not of their value, where viewers were told to draw them anew (/NeedAppearances): once they no
// longer do, such a field shows what it did not. Looked at where a later revision ends the drawing; what cannot be told is taken for
// outdated.
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { decodeStream } from '../../pdf/filters.ts'
import {
  isArray,
  isDictionary,
  isStream,
  isString,
  type PdfDictionary,
  type PdfStream,
  type PdfValue,
  ref,
} from '../../pdf/objects.ts'
import { textOf } from '../../pdf/text.ts'
import { allFields, fieldType, inherited } from '../form-fields.ts'
import { operationsOf } from '../page-areas/operations.ts'
import { dictionaryEntry, entryOf, nameEntry, resolved } from '../pdf-view.ts'
import { sameData } from './atoms.ts'
import type { Comparison } from './comparison.ts'

const MOST_CONTENT_BYTES = 256 * 1024
const BYTES_PER_STEP = 16
/** §9.4.3. */
const showing: ReadonlySet<string> = new Set(['Tj', 'TJ', "'", '"'])
/** Pictures, forms, shadings, and shapes with curves, which can be letters. Boxes and straight lines are how fields are framed. */
const drawing: ReadonlySet<string> = new Set(['Do', 'BI', 'sh', 'c', 'v', 'y'])

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
  const value = inherited(after, field, 'V')
  const shown = lettersShown(comparison, appearance)
  if (shown === undefined) return false
  const letters = lettersOf(value)
  if (shown === letters) return true
  // §12.7.5.4: an option is a text, or a value and the text that stands for it.
  const options = inherited(after, field, 'Opt')
  return (isArray(options) ? options : []).some((option) => {
    const pair = resolved(after, option)
    if (!isArray(pair) || lettersOf(resolved(after, pair[0])) !== letters) return false
    return lettersOf(resolved(after, pair[1])) === shown
  })
}

/** The letters of all strings, as of fonts with a byte for each; undefined where other things are drawn that may show anything. */
function lettersShown(comparison: Comparison, appearance: PdfStream): string | undefined {
  const { after } = comparison
  let shown = ''
  try {
    const resolve = (value: PdfValue | undefined) => resolved(after, value) ?? null
    const content = decodeStream(appearance, { resolve, decodedLimit: MOST_CONTENT_BYTES })
    comparison.spend(Math.ceil(content.length / BYTES_PER_STEP))
    for (const { operator, operands } of operationsOf(content)) {
      if (drawing.has(operator)) return undefined
      const strings = operands.flatMap((operand) => (isArray(operand) ? operand : [operand]))
      if (showing.has(operator)) shown += strings.map(lettersOf).join('')
    }
  } catch (error) {
    if (!(error instanceof PdfError)) throw error
    return undefined
  }
  return shown
}

function lettersOf(value: PdfValue | undefined): string {
  return isString(value) ? textOf(value).replace(/\s+/g, '') : ''
}
