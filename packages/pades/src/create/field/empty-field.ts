// Finds a signature field that waits to be signed (ISO 32000-2 §12.7.5.5) by its name, with its
// widget and its box.

import {
  type FormField,
  fieldType,
  formFields,
  isSignature,
  nameByParents,
} from '../../document/form/form-fields.ts'
import { dictionaryEntry } from '../../document/pdf-view.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import {
  isArray,
  isDictionary,
  isName,
  isRef,
  isString,
  type PdfDictionary,
  type PdfRef,
} from '../../pdf/objects.ts'
import type { PdfInput } from '../../pdf/reading/file-bytes.ts'
import { PadesError, refuseDamage } from '../errors.ts'
import { type Box, displayedBox, geometryOf, rectangle } from '../page/page-geometry.ts'
import { type PageToSign, pageOfWidget } from '../page/page-to-sign.ts'
import { type OpeningOptions, withSignableDocument } from '../prepare/open-for-signing.ts'

export interface EmptySignatureField {
  readonly name: string
  /**
   * The name by /Parent, which is another one where the field names a parent that does not list it.
   */
  readonly nameByParents: string
  readonly field: { readonly reference: PdfRef; readonly dictionary: PdfDictionary }
  /** The field itself where the two are merged. */
  readonly widget: { readonly reference: PdfRef; readonly dictionary: PdfDictionary }
  /** /Lock; undefined when the field has none. */
  readonly lock: PdfDictionary | undefined
  /** /SV, what the form's author demands of the signature. */
  readonly seedValue: PdfDictionary | undefined
}

/**
 * Returns the empty signature field of a name; undefined when no field has it.
 * @throws PadesError FIELD_NAME_TAKEN by a field of another type or by several,
 *   FIELD_ALREADY_SIGNED, FORM_INVALID
 */
export function findEmptyField(document: PdfDocument, name: string): EmptySignatureField | undefined {
  const named = formFields(document, refuseDamage).filter(
    (field) => field.name === name && isOwnField(document, field),
  )
  const [found, ...more] = named
  if (found === undefined) return undefined
  requireSignatureField(document, found, more)
  if (document.resolve(found.field.entries.get('V')) !== null) {
    throw new PadesError('FIELD_ALREADY_SIGNED', 'the field of that name has a signature already')
  }
  const field = { reference: indirect(found.value), dictionary: found.field }
  return {
    name,
    nameByParents: nameByParents(document, found.field),
    field,
    widget: widgetOf(document, found, field),
    lock: dictionaryEntry(document, found.field, 'Lock', refuseDamage),
    seedValue: dictionaryEntry(document, found.field, 'SV', refuseDamage),
  }
}

function requireSignatureField(
  document: PdfDocument,
  { field, lister }: FormField,
  others: readonly FormField[],
): void {
  const type = fieldType(document, field)
  // Whoever asks the field what it inherits, as validators do, would find a signature in a field of
  // no type.
  if (type === undefined && lister !== dictionaryEntry(document, field, 'Parent')) {
    throw new PadesError('FORM_INVALID', 'expected the field to name the parent that lists it')
  }
  if (type !== 'Sig' || others.length > 0) {
    throw new PadesError('FIELD_NAME_TAKEN', 'the document has another field of that name')
  }
}

/**
 * Says whether the form has a signature field that waits for somebody. @throws PadesError
 * FORM_INVALID
 */
export function hasEmptyField(document: PdfDocument): boolean {
  return formFields(document, refuseDamage).some(
    (each) =>
      isOwnField(document, each) &&
      isSignature(document, each.field) &&
      document.resolve(each.field.entries.get('V')) === null,
  )
}

/**
 * Returns where an empty signature field is shown, for whoever draws its content: upright, on the
 * page as displayed. Undefined when there is no empty field of that name, or it has no area.
 * @throws PadesError, PdfError as `prepareSignature` does
 */
export function signatureFieldBox(
  pdf: PdfInput,
  fieldName: string,
  options: OpeningOptions = {},
): { readonly page: number; readonly box: Box } | undefined {
  return withSignableDocument(pdf, options, (document) => {
    const found = findEmptyField(document, fieldName)
    const place = found && placeOf(document, found)
    return place && { page: place.page.number, box: place.box }
  })
}

/** Returns the page of the field's widget and its box there; undefined when it has no area. */
export function placeOf(
  document: PdfDocument,
  { widget }: EmptySignatureField,
): { readonly page: PageToSign; readonly box: Box } | undefined {
  const rect = rectangle(document, widget.dictionary.entries.get('Rect'))
  if (rect === undefined || rect[0] === rect[2] || rect[1] === rect[3]) return undefined
  const page = pageOfWidget(document, widget)
  if (page === undefined) return undefined
  return { page, box: displayedBox(geometryOf(document, page), rect) }
}

/**
 * Says whether a field has a name of its own; without one it is a widget, and part of its parent.
 */
function isOwnField(document: PdfDocument, { field }: FormField): boolean {
  return isString(document.resolve(field.entries.get('T')))
}

function widgetOf(
  document: PdfDocument,
  { kids, field: found }: FormField,
  field: EmptySignatureField['field'],
): EmptySignatureField['widget'] {
  if (kids.length === 0) return field
  const [kid, ...more] = kids
  const widget = document.resolve(kid)
  const isMerged = found.entries.has('Rect')
  if (more.length > 0 || !isDictionary(widget) || isMerged) {
    throw new PadesError('FORM_INVALID', 'expected a signature field with one widget')
  }
  return { reference: indirect(kid), dictionary: widget }
}

function indirect(value: FormField['value'] | undefined): PdfRef {
  if (isRef(value)) return value
  throw new PadesError('FORM_INVALID', 'expected the signature field to be an indirect object')
}

/** Returns the names in an array. */
export function namesIn(document: PdfDocument, value: PdfDictionary, key: string): readonly string[] {
  const list = document.resolve(value.entries.get(key))
  return (isArray(list) ? list : []).flatMap((item) => {
    const found = document.resolve(item)
    return isName(found) ? [found.value] : []
  })
}
