// Whether an earlier signature allows another one. ISO 32000-2 §12.8.2.2: a certification signature whose DocMDP says
// P = 1 allows no change; §12.7.5.5: neither does a signed field's lock that says so. Checked before anything is written.

import type { PdfDocument } from '../pdf/document.ts'
import { isArray, isDictionary, isName, type PdfDictionary, type PdfValue } from '../pdf/objects.ts'
import { PadesError } from './errors.ts'

const NO_CHANGES = 1
/** §12.8.2.2.2: form filling and signing, when /P is absent. */
const DEFAULT_PERMISSION = 2
const FIELD_LIMIT = 100_000

/** A signed field of the document. */
export interface EarlierSignature {
  readonly field: PdfDictionary
  readonly signature: PdfDictionary
}

/**
 * @param signatures what `earlierSignatures` found
 * @param isVisible whether the new signature shows on a page
 * @throws PadesError SIGNING_NOT_PERMITTED; PdfError when the certification cannot be read
 */
export function requireSigningPermitted(
  document: PdfDocument,
  signatures: readonly EarlierSignature[],
  { isVisible }: { readonly isVisible: boolean },
): void {
  const permissions = document.resolve(document.catalog.entries.get('Perms'))
  const certification = isDictionary(permissions) ? document.resolve(permissions.entries.get('DocMDP')) : null
  const certifications = [
    ...(isDictionary(certification) ? [certification] : []),
    ...signatures.map(({ signature }) => signature),
  ].flatMap((signature) => certifiedPermission(document, signature) ?? [])
  if (certifications.includes(NO_CHANGES)) {
    throw new PadesError(
      'SIGNING_NOT_PERMITTED',
      'the document is certified to allow no changes (DocMDP, P = 1)',
    )
  }
  for (const { field } of signatures) {
    const lock = document.resolve(field.entries.get('Lock'))
    if (isDictionary(lock) && document.resolve(lock.entries.get('P')) === NO_CHANGES) {
      throw new PadesError('SIGNING_NOT_PERMITTED', 'an earlier signature allows no changes (P = 1)')
    }
  }
  // Filling and signing are permitted, putting a new picture on a page is not: validators fail the certification then, since a
  // visible field could as well cover what was certified (the sneaky signature attack).
  if (isVisible && certifications.length > 0) {
    throw new PadesError(
      'SIGNING_NOT_PERMITTED',
      'the document is certified (DocMDP): a new visible signature would break that; an invisible one is permitted',
    )
  }
}

/** /P of the signature's DocMDP; undefined when it certifies nothing. One that is not known counts as the strictest. */
function certifiedPermission(document: PdfDocument, signature: PdfDictionary): 1 | 2 | 3 | undefined {
  const references = document.resolve(signature.entries.get('Reference'))
  for (const item of isArray(references) ? references : []) {
    const reference = document.resolve(item)
    if (!isDictionary(reference)) continue
    const method = document.resolve(reference.entries.get('TransformMethod'))
    if (!isName(method) || method.value !== 'DocMDP') continue
    const parameters = document.resolve(reference.entries.get('TransformParams'))
    const stated = isDictionary(parameters) ? document.resolve(parameters.entries.get('P')) : null
    const permission = stated ?? DEFAULT_PERMISSION
    return permission === 2 || permission === 3 ? permission : NO_CHANGES
  }
  return undefined
}

/** Signature fields with a value, wherever they are in the field tree. @throws PadesError FORM_INVALID; PdfError */
export function earlierSignatures(
  document: PdfDocument,
  roots: readonly PdfValue[],
): readonly EarlierSignature[] {
  const found: EarlierSignature[] = []
  // §12.7.4.1: /FT is inherited.
  const waiting: { readonly value: PdfValue; readonly inherited: string | undefined }[] = roots.map(
    (value) => ({ value, inherited: undefined }),
  )
  const seen = new Set<PdfValue>()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const field = document.resolve(next.value)
    if (!isDictionary(field) || seen.has(field)) continue
    seen.add(field)
    if (seen.size > FIELD_LIMIT) throw new PadesError('FORM_INVALID', `more than ${FIELD_LIMIT} form fields`)
    const stated = document.resolve(field.entries.get('FT'))
    const type = isName(stated) ? stated.value : next.inherited
    const kids = document.resolve(field.entries.get('Kids'))
    for (const kid of isArray(kids) ? kids : []) waiting.push({ value: kid, inherited: type })
    const signature = type === 'Sig' ? document.resolve(field.entries.get('V')) : null
    if (isDictionary(signature)) found.push({ field, signature })
  }
  return found
}
