// Rules for form fields (ISO 32000-2 §12.7): filling in and signing are allowed, new or removed fields are not, save for signature
// fields.

import { isSignature, nameByParents } from '../../../../document/form/form-fields.ts'
import { annotationBox } from '../../../../document/page-areas/box.ts'
import { entryOf } from '../../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../../pdf/document.ts'
import {
  isDictionary,
  isRef,
  type PdfArray,
  type PdfDictionary,
  type PdfValue,
} from '../../../../pdf/objects.ts'
import { isNothing, listsUnder } from '../expected-kinds.ts'
import { pairLists } from '../paired-lists.ts'
import type { Comparison } from '../rule.ts'
import { sameTexts } from '../same-texts.ts'
import { judgeAddedField, signatureValue } from './added-fields.ts'
import { type FieldPair, labelOf, modifiedField } from './field-pair.ts'
import { compareFilling } from './filling.ts'
import { compareSigned, compareSigning } from './signing.ts'

const MAXIMUM_DEPTH = 32
// Compared for every field by rules of their own.
const always: ReadonlySet<string> = new Set(['Ff', 'Kids'])
/** §12.7.4.1, table 226: name, description, name for exports; values, where they are texts. */
const texts: readonly string[] = ['T', 'TU', 'TM', 'V', 'DV']
const READ_ONLY = 1
/** In units of the page, 1/72 of an inch. */
const ROUNDING = 0.001

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
      comparison.same(earlier, later, { code: 'FIELD_MODIFIED', level: 'UNDEFINED', message }, object)
    }
  }
  for (const value of pairs.added) reportAdded(comparison, value)
}

function reportAdded(comparison: Comparison, value: PdfValue): void {
  const field = comparison.resolveAfter(value)
  const object = isRef(value) ? value.objectNumber : undefined
  if (isDictionary(field)) judgeAddedField(comparison, field, object)
  else if (!isNothing(comparison.after, value)) {
    // Some readers take a stream for its dictionary.
    const message = 'what is no dictionary was added as a form field'
    comparison.report({ code: 'FIELD_ADDED', level: 'UNDEFINED', message }, object)
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
  const label = labelOf(object)
  const isLocked = namesOf(comparison, before, object).some((name) => comparison.isLocked(name))
  const excepted = new Set([...always, ...sameTexts(comparison, before, after, texts)])
  if (isSamePlace(comparison, before, after)) excepted.add('Rect')
  const pair = { before, after, object, label, isLocked, excepted }
  compareFlags(comparison, pair)
  if (!isSignature(comparison.before, before)) compareFilling(comparison, pair)
  else if (isSigned(comparison.before, before)) compareSigned(comparison, pair)
  else if (isSigned(comparison.after, after)) compareSigning(comparison, pair)
  else comparison.sameEntries(before, after, pair.excepted, () => modifiedField(pair), object)
  const kids = listsUnder(comparison, before, after, 'Kids', modifiedField(pair), object)
  compareFieldLists(comparison, kids.earlier, kids.later, depth + 1)
}

/**
 * The names that a lock may know a field by: of its place in the form, and of its parents, which a widget can have without being among
 * their kids. Empty where there is none.
 */
function namesOf(
  comparison: Comparison,
  field: PdfDictionary,
  object: number | undefined,
): readonly string[] {
  const listed = comparison.fieldName(object)
  if (listed !== '' && !field.entries.has('Parent')) return [listed]
  const inherited = nameByParents(comparison.before, field)
  return listed === '' ? [inherited] : [listed, inherited]
}

/** §12.7.4.1, table 227: a signature that locks fields may set them read-only; no other flag may change, and none be cleared. */
function compareFlags(comparison: Comparison, pair: FieldPair): void {
  const { before, after, object, label } = pair
  const earlier = entryOf(comparison.before, before, 'Ff') ?? 0
  const later = entryOf(comparison.after, after, 'Ff') ?? 0
  if (earlier === later) {
    comparison.same(before.entries.get('Ff') ?? 0, after.entries.get('Ff') ?? 0, modifiedField(pair), object)
    return
  }
  const becameReadOnly = typeof earlier === 'number' && later === (earlier | READ_ONLY)
  const message = `${label} was set read-only`
  comparison.report(
    becameReadOnly ? { code: 'FIELD_MODIFIED', level: 'FORM_FILLING', message } : modifiedField(pair),
    object,
  )
}

/** Some writers write numbers again with the precision of 32 bits: nothing moves by it that anybody sees. */
function isSamePlace(comparison: Comparison, before: PdfDictionary, after: PdfDictionary): boolean {
  const earlier = annotationBox(comparison.before, before)
  const later = annotationBox(comparison.after, after)
  if (earlier === undefined || later === undefined) return false
  return earlier.every((side, index) => Math.abs(side - (later[index] ?? Number.NaN)) <= ROUNDING)
}

function isSigned(document: PdfDocument, field: PdfDictionary): boolean {
  return signatureValue(document, field, undefined).value !== undefined
}
