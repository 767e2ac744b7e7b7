// Whether an earlier signature allows another one. ISO 32000-2 §12.8.2.2: a certification signature whose DocMDP says
// P = 1 allows no change; §12.7.5.5: neither does a signed field's lock that says so. Checked before anything is written.

import type { PdfDocument } from '../pdf/document.ts'
import { isArray, isDictionary, isName, type PdfDictionary, type PdfValue } from '../pdf/objects.ts'
import { PadesError } from './errors.ts'

const NO_CHANGES = 1
/** §12.8.2.2.2: form filling and signing, when /P is absent. */
const DEFAULT_PERMISSION = 2
const FIELD_LIMIT = 100_000

/** @throws PadesError SIGNING_NOT_PERMITTED; PdfError when the certification cannot be read */
export function requireSigningPermitted(document: PdfDocument, fields: readonly PdfValue[]): void {
  const permissions = document.resolve(document.catalog.entries.get('Perms'))
  const certification = isDictionary(permissions) ? document.resolve(permissions.entries.get('DocMDP')) : null
  if (isDictionary(certification) && forbidsChanges(document, certification)) {
    throw new PadesError(
      'SIGNING_NOT_PERMITTED',
      'the document is certified to allow no changes (DocMDP, P = 1)',
    )
  }
  for (const { field, signature } of signedFields(document, fields)) {
    const lock = document.resolve(field.entries.get('Lock'))
    const locked = isDictionary(lock) && document.resolve(lock.entries.get('P')) === NO_CHANGES
    if (locked || forbidsChanges(document, signature)) {
      throw new PadesError('SIGNING_NOT_PERMITTED', 'an earlier signature allows no changes (P = 1)')
    }
  }
}

function forbidsChanges(document: PdfDocument, signature: PdfDictionary): boolean {
  const references = document.resolve(signature.entries.get('Reference'))
  if (!isArray(references)) return false
  return references.some((item) => {
    const reference = document.resolve(item)
    if (!isDictionary(reference)) return false
    const method = document.resolve(reference.entries.get('TransformMethod'))
    if (!isName(method) || method.value !== 'DocMDP') return false
    const parameters = document.resolve(reference.entries.get('TransformParams'))
    const permission = isDictionary(parameters) ? document.resolve(parameters.entries.get('P')) : null
    return (permission ?? DEFAULT_PERMISSION) === NO_CHANGES
  })
}

/** Signature fields with a value, wherever they are in the field tree. */
function* signedFields(
  document: PdfDocument,
  roots: readonly PdfValue[],
): Generator<{ field: PdfDictionary; signature: PdfDictionary }> {
  const waiting = [...roots]
  const seen = new Set<PdfValue>()
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    const field = document.resolve(value)
    if (!isDictionary(field) || seen.has(field)) continue
    seen.add(field)
    if (seen.size > FIELD_LIMIT) throw new PadesError('FORM_INVALID', `more than ${FIELD_LIMIT} form fields`)
    const kids = document.resolve(field.entries.get('Kids'))
    for (const kid of isArray(kids) ? kids : []) waiting.push(kid)
    const type = document.resolve(field.entries.get('FT'))
    if (!isName(type) || type.value !== 'Sig') continue
    const signature = document.resolve(field.entries.get('V'))
    if (isDictionary(signature)) yield { field, signature }
  }
}
