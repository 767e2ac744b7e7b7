// What a signature field that a later revision added, or filled, may be: invisible it changes no page, visible it may be an overlay
// that only looks like a signature.

import { isSignature } from '../../../../document/form/form-fields.ts'
import { dictionaryEntry, hasArea, nameEntry, resolved } from '../../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../../pdf/document.ts'
import { isDictionary, isRef, type PdfDictionary, type PdfValue } from '../../../../pdf/objects.ts'
import type { Comparison, Difference } from '../rule.ts'

const MAXIMUM_DEPTH = 32

/** Judges a field, or a widget of a page, that the later revision added. */
export function judgeAddedField(
  comparison: Comparison,
  field: PdfDictionary,
  object: number | undefined,
): void {
  const document = comparison.after
  const isOfSignature = isSignature(document, field)
  if (object !== undefined && isOfSignature) comparison.addedWidgets.set(object, field)
  const refused = reasonAgainst(comparison, field, isOfSignature)
  if (refused === undefined) reportSignature(comparison, field, object)
  else comparison.report({ code: 'FIELD_ADDED', level: 'UNDEFINED', message: refused }, object)
}

function reasonAgainst(
  comparison: Comparison,
  field: PdfDictionary,
  isOfSignature: boolean,
): string | undefined {
  if (!isOfSignature) return 'a form field was added'
  // Readers differ in which of two they follow; some end a name at the first zero byte.
  const isAmbiguous = field.duplicateKeys !== undefined || [...field.entries.keys()].some(hasZeroByte)
  if (isAmbiguous) return 'a signature field that states an entry twice was added'
  return comparison.certified && hasArea(comparison.after, field)
    ? 'a visible signature field was added to a certified document'
    : undefined
}

function hasZeroByte(key: string): boolean {
  return key.includes('\0')
}

/**
 * Reports a signature field, or a widget of one, that is new or newly filled. One that a page shows is UNDEFINED whatever its /V
 * says: only the signatures themselves tell whether one of them accounts for it (later-changes.ts). The finding's object is then
 * the one that holds the value.
 */
export function reportSignature(
  comparison: Comparison,
  field: PdfDictionary,
  object: number | undefined,
): void {
  const document = comparison.after
  const isVisible = hasArea(document, field)
  const { value, holder } = signatureValue(document, field, object)
  if (!isDictionary(value)) {
    // An appearance, or a box that viewers mark, without a signature is a picture over the page that nobody answers for.
    const isShown = isVisible || field.entries.has('AP')
    const difference: Difference = isShown
      ? {
          code: 'FIELD_ADDED',
          level: 'UNDEFINED',
          message: 'a signature field without a signature was added',
        }
      : {
          code: 'SIGNATURE_FIELD_ADDED',
          level: 'FORM_FILLING',
          message: 'an empty signature field was added',
        }
    comparison.report(difference, object)
  } else if (isVisible) {
    const message = `a visible signature was added (${holder === undefined ? 'no object' : `object ${holder}`})`
    comparison.report({ code: 'SIGNATURE_UNACCOUNTED', level: 'UNDEFINED', message }, holder)
  } else if (nameEntry(document, value, 'SubFilter') === 'ETSI.RFC3161') {
    const message = 'a document timestamp was added'
    comparison.report({ code: 'TIMESTAMP_ADDED', level: 'LTA_UPDATES', message }, object)
  } else {
    const message = 'a later signature was added'
    comparison.report({ code: 'SIGNATURE_ADDED', level: 'FORM_FILLING', message }, object)
  }
}

/** /V, own or inherited, and the number of the object that it is; of the field's object where it stands in the field itself. */
export function signatureValue(
  document: PdfDocument,
  field: PdfDictionary,
  object: number | undefined,
): { readonly value: PdfValue | undefined; readonly holder: number | undefined } {
  let current: PdfDictionary | undefined = field
  let holder = object
  for (let depth = 0; current !== undefined && depth < MAXIMUM_DEPTH; depth++) {
    const stated = current.entries.get('V')
    const value = resolved(document, stated)
    if (value !== undefined && value !== null) {
      return { value, holder: isRef(stated) ? stated.objectNumber : holder }
    }
    const parent: PdfValue | undefined = current.entries.get('Parent')
    holder = isRef(parent) ? parent.objectNumber : undefined
    current = dictionaryEntry(document, current, 'Parent')
  }
  return { value: undefined, holder: undefined }
}
