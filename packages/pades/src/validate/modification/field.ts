// Rules for form fields (ISO 32000-2 §12.7): filling in and signing are allowed, new or removed fields are not, save for signature
// fields.
import type { PdfDocument } from '../../pdf/document.ts'
import {
  isArray,
  isDictionary,
  isRef,
  type PdfArray,
  type PdfDictionary,
  type PdfValue,
} from '../../pdf/objects.ts'
import { arrayEntry, dictionaryEntry, entryOf, hasArea } from '../pdf-view.ts'
import { isSignature } from '../signature-fields.ts'
import { reportSignature, signatureValue } from './added-signature.ts'
import type { Comparison, Difference } from './comparison.ts'
import { sameAtom } from './pair-walk.ts'
import { pairLists } from './paired-lists.ts'

const MAXIMUM_DEPTH = 32
// What filling in writes: value, appearance and its state, choice indices, rich text, date, top index of a list, font and colour.
const fillable: ReadonlySet<string> = new Set(['V', 'AP', 'AS', 'I', 'RV', 'M', 'TI', 'DA', 'Ff', 'Kids'])
// What signing an empty field writes. The rectangle is not among them: a signature must not be moved over the text.
const signable: ReadonlySet<string> = new Set(['V', 'AP', 'AS', 'F', 'MK', 'DA', 'M', 'Ff', 'Kids'])
// Compared for every field by rules of their own.
const always: ReadonlySet<string> = new Set(['Ff', 'Kids'])
const READ_ONLY = 1

/** Compares two lists of fields and the fields in them. */
export function compareFieldLists(
  comparison: Comparison,
  before: PdfArray,
  after: PdfArray,
  depth: number,
): void {
  if (depth > MAXIMUM_DEPTH) {
    comparison.report({ code: 'LIMIT_EXCEEDED', level: 'UNDEFINED', message: 'fields are nested too deeply' })
    return
  }
  comparison.spend(before.length + after.length)
  const pairs = pairLists(before, after)
  for (const value of pairs.removed) {
    const object = isRef(value) ? value.objectNumber : undefined
    comparison.report(
      { code: 'FIELD_REMOVED', level: 'UNDEFINED', message: 'a form field was removed' },
      object,
    )
  }
  for (const { earlier, later } of pairs.kept) {
    const left = comparison.resolveBefore(earlier)
    const right = comparison.resolveAfter(later)
    const object = isRef(later) ? later.objectNumber : undefined
    if (isDictionary(left) && isDictionary(right)) {
      compareField(comparison, left, right, object, depth)
    } else if (left === null && isDictionary(right)) judgeAddedField(comparison, right, object)
    else {
      const message = 'a form field was replaced'
      comparison.same(left, right, { code: 'FIELD_MODIFIED', level: 'UNDEFINED', message }, object)
    }
  }
  for (const value of pairs.added) {
    const field = comparison.resolveAfter(value)
    if (isDictionary(field)) judgeAddedField(comparison, field, isRef(value) ? value.objectNumber : undefined)
  }
}

/** Compares one field or widget of a field in its two revisions. */
export function compareField(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  object: number | undefined,
  depth: number,
): void {
  const label = object === undefined ? 'a form field' : `form field of object ${object}`
  const pair = { before, after, object, label, isLocked: comparison.isLocked(comparison.fieldName(object)) }
  compareFlags(comparison, pair)
  if (!isSignature(comparison.before, before)) compareFilling(comparison, pair)
  else if (isSigned(comparison.before, before)) compareSigned(comparison, pair)
  else if (isSigned(comparison.after, after)) compareSigning(comparison, pair)
  else comparison.sameEntries(before, after, always, () => modifiedField(pair), object)
  const kidsBefore = arrayEntry(comparison.before, before, 'Kids') ?? []
  const kidsAfter = arrayEntry(comparison.after, after, 'Kids') ?? []
  compareFieldLists(comparison, kidsBefore, kidsAfter, depth + 1)
}

interface FieldPair {
  readonly before: PdfDictionary
  readonly after: PdfDictionary
  readonly object: number | undefined
  readonly label: string
  readonly isLocked: boolean
}

function modifiedField({ label }: FieldPair): Difference {
  return { code: 'FIELD_MODIFIED', level: 'UNDEFINED', message: `${label} was changed` }
}

/** §12.7.4.1, table 227: a signature that locks fields may set them read-only; no other flag may change, and none be cleared. */
function compareFlags(comparison: Comparison, pair: FieldPair): void {
  const { before, after, object, label } = pair
  const earlier = entryOf(comparison.before, before, 'Ff') ?? 0
  const later = entryOf(comparison.after, after, 'Ff') ?? 0
  if (earlier === later) return
  const becameReadOnly = typeof earlier === 'number' && later === (earlier | READ_ONLY)
  const message = `${label} was set read-only`
  comparison.report(
    becameReadOnly ? { code: 'FIELD_MODIFIED', level: 'FORM_FILLING', message } : modifiedField(pair),
    object,
  )
}

function compareFilling(comparison: Comparison, pair: FieldPair): void {
  const { before, after, object, label, isLocked } = pair
  const modified = modifiedField(pair)
  const filled: Difference = isLocked
    ? { code: 'LOCKED_FIELD_MODIFIED', level: 'UNDEFINED', message: `${label} is locked and was filled in` }
    : { code: 'FIELD_MODIFIED', level: 'FORM_FILLING', message: `${label} was filled in` }
  comparison.sameEntries(before, after, fillable, () => modified, object)
  // The shadow attack "replace": an appearance that changes while the value stays shows what nobody filled in.
  const repainted: Difference = wasFilled(comparison, before, after)
    ? filled
    : { ...modified, message: `the appearance of ${label} was changed without its value` }
  for (const key of fillable) {
    if (always.has(key)) continue
    const difference = key === 'AP' ? repainted : filled
    comparison.same(before.entries.get(key), after.entries.get(key), difference, object)
  }
}

function compareSigned(comparison: Comparison, pair: FieldPair): void {
  const { before, after, object } = pair
  const modified = modifiedField(pair)
  const replaced: Difference = {
    code: 'SIGNATURE_MODIFIED',
    level: 'UNDEFINED',
    message: 'a signature that was already there was changed',
  }
  comparison.sameEntries(before, after, always, (key) => (key === 'V' ? replaced : modified), object)
}

function compareSigning(comparison: Comparison, pair: FieldPair): void {
  const { before, after, object, label, isLocked } = pair
  const modified = modifiedField(pair)
  comparison.sameEntries(before, after, signable, () => modified, object)
  if (isLocked) {
    // ISO 32000-2 §12.8.2.4: the value of a locked field must not change; that of a signature field is its signature.
    const message = `${label} is locked and was signed`
    comparison.report({ code: 'LOCKED_FIELD_MODIFIED', level: 'UNDEFINED', message }, object)
  }
  reportSignature(comparison, after, object)
}

/** Whether the field's value, own or inherited, or the state of its button changed. */
function wasFilled(comparison: Comparison, before: PdfDictionary, after: PdfDictionary): boolean {
  return ['V', 'AS'].some((key) => {
    const earlier = inherited(comparison.before, before, key)
    const later = inherited(comparison.after, after, key)
    return !sameContent(comparison, earlier, later)
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
  return earlier === later || sameAtom(earlier ?? null, later ?? null)
}

/** Judges a field, or a widget of a page, that the later revision added. */
export function judgeAddedField(
  comparison: Comparison,
  field: PdfDictionary,
  object: number | undefined,
): void {
  const document = comparison.after
  if (object !== undefined && isSignature(document, field)) comparison.addedWidgets.set(object, field)
  if (!isSignature(document, field)) {
    comparison.report({ code: 'FIELD_ADDED', level: 'UNDEFINED', message: 'a form field was added' }, object)
    return
  }
  if (comparison.certified && hasArea(comparison.after, field)) {
    const message = 'a visible signature field was added to a certified document'
    comparison.report({ code: 'FIELD_ADDED', level: 'UNDEFINED', message }, object)
    return
  }
  reportSignature(comparison, field, object)
}

function isSigned(document: PdfDocument, field: PdfDictionary): boolean {
  return signatureValue(document, field, undefined).value !== undefined
}

function inherited(document: PdfDocument, field: PdfDictionary, key: string): PdfValue | undefined {
  let current: PdfDictionary | undefined = field
  for (let depth = 0; current !== undefined && depth < MAXIMUM_DEPTH; depth++) {
    const value = entryOf(document, current, key)
    if (value !== undefined && value !== null) return value
    current = dictionaryEntry(document, current, 'Parent')
  }
  return undefined
}
