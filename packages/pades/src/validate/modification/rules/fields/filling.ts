// Filling in a field (ISO 32000-2 §12.7.4, §12.7.5): what it writes counts as filling in only together with another value, and only what
// a field of the kind can have. Else a prepared file has states that nobody filled in (the shadow attack "replace").

import { fieldType, inherited, lineOf } from '../../../../document/form/form-fields.ts'
import { entryOf } from '../../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../../pdf/document.ts'
import { isArray, isString, type PdfDictionary, type PdfValue } from '../../../../pdf/objects.ts'
import { sameAtom } from '../../walk/compare-values.ts'
import type { Comparison, Difference } from '../rule.ts'
import { equalTexts } from '../same-texts.ts'
import { type FieldPair, filledField, modifiedField } from './field-pair.ts'

/** Appearance, choice indices, rich text, top index of a list, font and colour: all that a viewer draws a value by. */
const textual: readonly string[] = ['AP', 'I', 'RV', 'TI', 'DA']
/** A check box or radio button has the appearance of each of its states already, and goes from one to another. */
const ofStates: readonly string[] = ['AS']
/** Table 229: a push button has no value. */
const PUSH_BUTTON = 1 << 16

export function compareFilling(comparison: Comparison, pair: FieldPair): void {
  const { before, after, object, excepted } = pair
  const modified = modifiedField(pair)
  const withValue = entriesWithValue(comparison.before, before)
  // A push button, or what is no field of any type, has nothing to be filled in.
  const fillable = withValue === undefined ? [] : ['V', 'M', ...withValue]
  comparison.sameEntries(before, after, new Set([...excepted, ...fillable]), () => modified, object)
  const filled = filledField(pair)
  const repainted: Difference = wasFilled(comparison, before, after)
    ? filled
    : { ...modified, message: `the appearance of ${pair.label} was changed without its value` }
  for (const key of fillable) {
    if (excepted.has(key)) continue
    const difference = withValue?.includes(key) === true ? repainted : filled
    comparison.same(before.entries.get(key), after.entries.get(key), difference, object)
  }
}

/** What may change with the value of a field; undefined where it can have no value. */
function entriesWithValue(document: PdfDocument, field: PdfDictionary): readonly string[] | undefined {
  const type = fieldType(document, field)
  if (type === 'Tx' || type === 'Ch') return textual
  const flags = inherited(document, field, 'Ff') ?? 0
  const hasStates = type === 'Btn' && typeof flags === 'number' && (flags & PUSH_BUTTON) === 0
  return hasStates ? ofStates : undefined
}

/** Whether the field's value changed, own or of a field above it: some widgets keep a copy that nobody reads. */
function wasFilled(comparison: Comparison, before: PdfDictionary, after: PdfDictionary): boolean {
  const earlier = lineOf(comparison.before, before)
  const later = lineOf(comparison.after, after)
  return earlier.some((holder, index) => {
    const left = entryOf(comparison.before, holder, 'V')
    const right = entryOf(comparison.after, later[index] ?? holder, 'V')
    return !sameContent(comparison, left, right)
  })
}

/** Equality of the values that fields have: strings, names, arrays of them; streams by identity. */
function sameContent(
  comparison: Comparison,
  earlier: PdfValue | undefined,
  later: PdfValue | undefined,
): boolean {
  if (isArray(earlier) && isArray(later)) {
    return (
      earlier.length === later.length &&
      earlier.every((item, index) =>
        sameContent(comparison, comparison.resolveBefore(item), comparison.resolveAfter(later[index])),
      )
    )
  }
  // Another encoding of the same text is no other value.
  if (isString(earlier) && isString(later) && equalTexts(earlier, later)) return true
  return earlier === later || sameAtom(earlier ?? null, later ?? null)
}
