// The rule for form fields (ISO 32000-2 §12.7): they may be filled in and signed, and signature
// fields may be added; all else stays.
import { isSignature, nameByParents } from '../../../../document/form/form-fields.ts'
import { annotationBox } from '../../../../document/page-areas/rectangle.ts'
import { entryOf } from '../../../../document/pdf-view.ts'
import {
  isDictionary,
  isRef,
  type PdfArray,
  type PdfDictionary,
  type PdfValue,
} from '../../../../pdf/objects.ts'
import { found } from '../../findings.ts'
import { entriesUnder, type Revisions, resolveSides, type Sides } from '../../revisions.ts'
import { isNothing } from '../../walk/generations.ts'
import { listsUnder } from '../expected-kinds.ts'
import { formModified } from '../form/form.ts'
import { pairLists } from '../paired-lists.ts'
import {
  type AddedWidget,
  type Inputs,
  type Judgement,
  type Judging,
  sameEntries,
  sameValue,
} from '../rule.ts'
import { sameTexts } from '../same-texts.ts'
import { isSigned, judgeAddedField } from './added-fields.ts'
import { type FieldPair, labelOf, modifiedField } from './field-pair.ts'
import { judgeFilling } from './filling.ts'
import { judgeSigned, judgeSigning } from './signing.ts'

const MAXIMUM_DEPTH = 32
/** Every field has them compared by rules of their own. */
const always: ReadonlySet<string> = new Set(['Ff', 'Kids'])
/** §12.7.4.1, table 226: name, description, name for exports; values, where they are texts. */
const texts: readonly string[] = ['T', 'TU', 'TM', 'V', 'DV']
const READ_ONLY = 1
/** In units of the page, 1/72 of an inch. */
const ROUNDING = 0.001

export function* judgeFields(
  { form }: Pick<Inputs, 'form'>,
  revisions: Revisions,
): Judging<Pick<Inputs, 'addedFields'>> {
  const lists = listsUnder(revisions, form, 'Fields', formModified('Fields'))
  yield* lists.demands
  return { addedFields: yield* judgeFieldLists(revisions, lists, 0) }
}

/**
 * Judges one field, or widget of a field, and the fields below it.
 * @returns the widgets of signature fields that were added below it
 */
export function* judgeField(
  revisions: Revisions,
  field: Sides<PdfDictionary>,
  object: number | undefined,
  depth: number,
): Judging<readonly AddedWidget[]> {
  const pair = pairOf(revisions, field, object)
  yield judgeFlags(revisions, pair)
  if (!isSignature(revisions.before, pair.before)) yield* judgeFilling(revisions, pair)
  else if (isSigned(revisions.before, pair.before)) yield judgeSigned(revisions, pair)
  else if (isSigned(revisions.after, pair.after)) yield judgeSigning(revisions, pair)
  else yield sameEntries(revisions, pair, pair.excepted, () => modifiedField(pair), object)
  const kids = listsUnder(revisions, field, 'Kids', modifiedField(pair), object)
  yield kids.demands
  const isLeaf = kids.before.length === 0 && kids.after.length === 0 && depth < MAXIMUM_DEPTH
  return isLeaf ? [] : yield* judgeFieldLists(revisions, kids, depth + 1)
}

/** Judges two lists of fields and the fields in them. */
function* judgeFieldLists(
  revisions: Revisions,
  lists: Sides<PdfArray>,
  depth: number,
): Judging<readonly AddedWidget[]> {
  if (depth > MAXIMUM_DEPTH) {
    yield found({ code: 'LIMIT_EXCEEDED', level: 'UNDEFINED', message: 'fields are nested too deeply' })
    return []
  }
  revisions.spend(lists.before.length + lists.after.length)
  const pairs = pairLists(lists)
  for (const value of pairs.removed) {
    const message = 'a form field was removed'
    yield found({ code: 'FIELD_REMOVED', level: 'UNDEFINED', message }, numberOf(value))
  }
  const added: AddedWidget[] = []
  for (const kept of pairs.kept) {
    const { before, after } = resolveSides(revisions, kept)
    const object = numberOf(kept.after)
    if (isDictionary(before) && isDictionary(after)) {
      const below = yield* judgeField(revisions, { before, after }, object, depth)
      for (const widget of below) added.push(widget)
    } else if (before === null && isDictionary(after)) {
      for (const widget of yield* judgeAddedField(revisions, after, object)) added.push(widget)
    } else {
      const message = 'a form field was replaced'
      yield sameValue(kept, { code: 'FIELD_MODIFIED', level: 'UNDEFINED', message }, object)
    }
  }
  for (const value of pairs.added) {
    for (const widget of yield* judgeAddedItem(revisions, value)) added.push(widget)
  }
  return added
}

function* judgeAddedItem(revisions: Revisions, value: PdfValue): Judging<readonly AddedWidget[]> {
  const field = revisions.after.resolve(value)
  const object = numberOf(value)
  if (isDictionary(field)) return yield* judgeAddedField(revisions, field, object)
  if (!isNothing(revisions.after, value)) {
    // Some readers take a stream for its dictionary.
    const message = 'what is no dictionary was added as a form field'
    yield found({ code: 'FIELD_ADDED', level: 'UNDEFINED', message }, object)
  }
  return []
}

function numberOf(value: PdfValue): number | undefined {
  return isRef(value) ? value.objectNumber : undefined
}

function pairOf(revisions: Revisions, field: Sides<PdfDictionary>, object: number | undefined): FieldPair {
  const { before, after } = field
  const isLocked = namesOf(revisions, before, object).some((name) => revisions.isLocked(name))
  const excepted = new Set([...always, ...sameTexts(revisions, field, texts)])
  if (isSamePlace(revisions, field)) excepted.add('Rect')
  return { before, after, object, label: labelOf(object), isLocked, excepted }
}

/**
 * Returns the names that a lock may know a field by: of its place in the form, and of its parents,
 * which a widget can have without being among their kids. A name is empty where there is none.
 */
function namesOf(revisions: Revisions, field: PdfDictionary, object: number | undefined): readonly string[] {
  const listed = (object === undefined ? undefined : revisions.fieldName(object)) ?? ''
  if (listed !== '' && !field.entries.has('Parent')) return [listed]
  const inherited = nameByParents(revisions.before, field)
  return listed === '' ? [inherited] : [listed, inherited]
}

/**
 * Whether a field is where it was: some writers write numbers again with the precision of 32 bits.
 */
function isSamePlace(revisions: Revisions, field: Sides<PdfDictionary>): boolean {
  const before = annotationBox(revisions.before, field.before)
  const after = annotationBox(revisions.after, field.after)
  if (before === undefined || after === undefined) return false
  return before.every((side, index) => Math.abs(side - (after[index] ?? Number.NaN)) <= ROUNDING)
}

/**
 * §12.7.4.1, table 227: a signature that locks fields may set them read-only; no other flag may
 * change, and none be cleared.
 */
function judgeFlags(revisions: Revisions, pair: FieldPair): Judgement {
  const { object, label } = pair
  const before = entryOf(revisions.before, pair.before, 'Ff') ?? 0
  const after = entryOf(revisions.after, pair.after, 'Ff') ?? 0
  if (before === after) {
    const stated = entriesUnder(pair, 'Ff')
    return sameValue({ before: stated.before ?? 0, after: stated.after ?? 0 }, modifiedField(pair), object)
  }
  const becameReadOnly = typeof before === 'number' && after === (before | READ_ONLY)
  const message = `${label} was set read-only`
  return found(
    becameReadOnly ? { code: 'FIELD_MODIFIED', level: 'FORM_FILLING', message } : modifiedField(pair),
    object,
  )
}
