// Filling in a field (ISO 32000-2 §12.7.4, §12.7.5). What a revision writes counts as filling in
// only together with another value, and only what a field of the kind can have. Else a prepared
// file has states that nobody filled in (the shadow attack "replace").
import { fieldType, inherited, lineOf } from '../../../../document/form/form-fields.ts'
import { entryOf } from '../../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../../pdf/document.ts'
import { isArray, isString, type PdfDictionary, type PdfValue } from '../../../../pdf/objects.ts'
import type { Difference } from '../../findings.ts'
import { entriesUnder, type Revisions, resolveSides, type Sides } from '../../revisions.ts'
import { isSameAtom, isSameText } from '../../walk/compare-values.ts'
import { type Judging, sameEntries, sameValue } from '../rule.ts'
import { type FieldPair, filledField, modifiedField } from './field-pair.ts'

/**
 * Appearance, choice indices, rich text, top index of a list, font and colour: all that a viewer
 * draws a value by.
 */
const textual: readonly string[] = ['AP', 'I', 'RV', 'TI', 'DA']
/**
 * A check box or radio button has the appearance of each of its states already, and changes its
 * state.
 */
const ofStates: readonly string[] = ['AS']
/** Table 229: a push button has no value. */
const PUSH_BUTTON = 1 << 16

export function* judgeFilling(revisions: Revisions, pair: FieldPair): Judging {
  const { object, excepted } = pair
  const modified = modifiedField(pair)
  const withValue = entriesWithValue(revisions.before, pair.before)
  // A push button, or what is no field of any type, has nothing to be filled in.
  const fillable = withValue === undefined ? [] : ['V', 'M', ...withValue]
  yield sameEntries(revisions, pair, new Set([...excepted, ...fillable]), () => modified, object)
  const filled = filledField(pair)
  const repainted: Difference = wasFilled(revisions, pair)
    ? filled
    : { ...modified, message: `the appearance of ${pair.label} was changed without its value` }
  yield fillable
    .filter((key) => !excepted.has(key))
    .map((key) => {
      const difference = withValue?.includes(key) === true ? repainted : filled
      return sameValue(entriesUnder(pair, key), difference, object)
    })
}

/** Returns what may change with the value of a field; undefined where it can have no value. */
function entriesWithValue(document: PdfDocument, field: PdfDictionary): readonly string[] | undefined {
  const type = fieldType(document, field)
  if (type === 'Tx' || type === 'Ch') return textual
  const flags = inherited(document, field, 'Ff') ?? 0
  const hasStates = type === 'Btn' && typeof flags === 'number' && (flags & PUSH_BUTTON) === 0
  return hasStates ? ofStates : undefined
}

/**
 * Whether the value of a field changed, its own or that of a field above it: some widgets keep a
 * copy that nobody reads.
 */
function wasFilled(revisions: Revisions, { before, after }: Sides<PdfDictionary>): boolean {
  const holdersAfter = lineOf(revisions.after, after)
  return lineOf(revisions.before, before).some((holder, index) => {
    const values = {
      before: entryOf(revisions.before, holder, 'V'),
      after: entryOf(revisions.after, holdersAfter[index] ?? holder, 'V'),
    }
    return !isSameContent(revisions, values)
  })
}

/**
 * Whether two values of fields are the same: strings, names, arrays of them; streams by identity.
 */
function isSameContent(revisions: Revisions, { before, after }: Sides<PdfValue | undefined>): boolean {
  if (isArray(before) && isArray(after)) {
    return (
      before.length === after.length &&
      before.every((item, index) =>
        isSameContent(revisions, resolveSides(revisions, { before: item, after: after[index] })),
      )
    )
  }
  // Another encoding of the same text is no other value.
  if (isString(before) && isString(after) && isSameText(before, after)) return true
  return before === after || isSameAtom(before ?? null, after ?? null)
}
