// The rule for fields that a later revision added or signed (ISO 32000-2 §12.7.5.5): an invisible
// signature field changes no page, a visible one may be an overlay that only looks like a
// signature.
import { isSignature } from '../../../../document/form/form-fields.ts'
import { dictionaryEntry, hasArea, nameEntry, resolved } from '../../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../../pdf/document.ts'
import { isDictionary, isRef, type PdfDictionary, type PdfValue } from '../../../../pdf/objects.ts'
import { type Found, found } from '../../findings.ts'
import type { Revisions } from '../../revisions.ts'
import type { AddedWidget, Judging } from '../rule.ts'

const MAXIMUM_DEPTH = 32

/**
 * Judges a field, or a widget of a page, that the later revision added.
 * @returns it, where it is a signature field and an object of its own, whether or not it may be
 *   added
 */
export function* judgeAddedField(
  revisions: Revisions,
  field: PdfDictionary,
  object: number | undefined,
): Judging<readonly AddedWidget[]> {
  const isOfSignature = isSignature(revisions.after, field)
  const reason = reasonAgainst(revisions, field, isOfSignature)
  yield reason === undefined
    ? nameSignature(revisions.after, field, object)
    : found({ code: 'FIELD_ADDED', level: 'UNDEFINED', message: reason }, object)
  return object !== undefined && isOfSignature ? [{ objectNumber: object, widget: field }] : []
}

function reasonAgainst(
  { after, certified }: Revisions,
  field: PdfDictionary,
  isOfSignature: boolean,
): string | undefined {
  if (!isOfSignature) return 'a form field was added'
  // Readers differ in which of two they follow; some end a name at the first zero byte.
  const isAmbiguous = field.duplicateKeys !== undefined || [...field.entries.keys()].some(hasZeroByte)
  if (isAmbiguous) return 'a signature field that states an entry twice was added'
  return certified && hasArea(after, field)
    ? 'a visible signature field was added to a certified document'
    : undefined
}

function hasZeroByte(key: string): boolean {
  return key.includes('\0')
}

/**
 * Names what a signature field, or a widget of one, is that is new or newly signed. One that a page
 * shows is UNDEFINED whatever its /V says: only the signatures themselves tell whether one of them
 * accounts for it (later-changes.ts). The finding's object is then the one that holds the value.
 */
export function nameSignature(
  document: PdfDocument,
  field: PdfDictionary,
  object: number | undefined,
): Found {
  const isVisible = hasArea(document, field)
  const { value, holder } = signatureValue(document, field, object)
  if (!isDictionary(value)) {
    // An appearance, or a box that viewers mark, without a signature is a picture over the page
    // that nobody answers for.
    if (isVisible || field.entries.has('AP')) {
      const message = 'a signature field without a signature was added'
      return found({ code: 'FIELD_ADDED', level: 'UNDEFINED', message }, object)
    }
    const message = 'an empty signature field was added'
    return found({ code: 'SIGNATURE_FIELD_ADDED', level: 'FORM_FILLING', message }, object)
  }
  if (isVisible) {
    const place = holder === undefined ? 'no object' : `object ${holder}`
    const message = `a visible signature was added (${place})`
    return found({ code: 'SIGNATURE_UNACCOUNTED', level: 'UNDEFINED', message }, holder)
  }
  if (nameEntry(document, value, 'SubFilter') === 'ETSI.RFC3161') {
    const message = 'a document timestamp was added'
    return found({ code: 'TIMESTAMP_ADDED', level: 'LTA_UPDATES', message }, object)
  }
  const message = 'a later signature was added'
  return found({ code: 'SIGNATURE_ADDED', level: 'FORM_FILLING', message }, object)
}

/** Whether a field has a value, own or inherited. */
export function isSigned(document: PdfDocument, field: PdfDictionary): boolean {
  return signatureValue(document, field, undefined).value !== undefined
}

/**
 * Returns /V, own or inherited, and the number of the object that it is; where it stands in a field
 * itself, the number of that field.
 */
function signatureValue(
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
