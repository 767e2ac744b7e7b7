// Whether an earlier signature allows another one. ISO 32000-2 §12.8.2.2: a certification signature whose DocMDP says
// P = 1 allows no change; §12.7.5.5: neither does a signed field's lock that says so. Checked before anything is written.

import type { PdfDocument } from '../pdf/document.ts'
import {
  dictionary,
  isArray,
  isDictionary,
  isName,
  type PdfDictionary,
  type PdfValue,
} from '../pdf/objects.ts'
import { PadesError } from './errors.ts'
import { formFields } from './field-tree.ts'
import { type DocMdpPermission, locks, readLock } from './restrictions.ts'

const NO_CHANGES = 1
/** §12.8.2.2.2: form filling and signing, when /P is absent. */
const DEFAULT_PERMISSION = 2

/** A signed field of the document. */
export interface EarlierSignature {
  readonly field: PdfDictionary
  readonly signature: PdfDictionary
}

/** The signature that is about to be made. */
export interface IntendedSignature {
  readonly fieldName: string
  /** Left out of the document so far. */
  readonly isNewField: boolean
  /** Whether it shows on a page. */
  readonly isVisible: boolean
  readonly certify: DocMdpPermission | undefined
}

/**
 * @param signatures what `earlierSignatures` found
 * @throws PadesError SIGNING_NOT_PERMITTED, CERTIFICATION_NOT_FIRST; PdfError when the certification cannot be read
 */
export function requireSigningPermitted(
  document: PdfDocument,
  signatures: readonly EarlierSignature[],
  { fieldName, isNewField, isVisible, certify }: IntendedSignature,
): void {
  const permissions = document.resolve(document.catalog.entries.get('Perms'))
  const certification = isDictionary(permissions) ? document.resolve(permissions.entries.get('DocMDP')) : null
  const certifications = [
    ...(isDictionary(certification) ? [certification] : []),
    ...signatures.map(({ signature }) => signature),
  ].flatMap((signature) => certifiedPermission(document, signature) ?? [])
  if (certify !== undefined && (signatures.length > 0 || certifications.length > 0)) {
    throw new PadesError('CERTIFICATION_NOT_FIRST', 'only the first signature of a document can certify it')
  }
  if (certifications.includes(NO_CHANGES)) {
    throw new PadesError(
      'SIGNING_NOT_PERMITTED',
      'the document is certified to allow no changes (DocMDP, P = 1)',
      { obstacle: 'CERTIFIED_FINAL' },
    )
  }
  for (const lock of signatures.flatMap((earlier) => locksOf(document, earlier))) {
    if (document.resolve(lock.entries.get('P')) === NO_CHANGES) {
      throw new PadesError('SIGNING_NOT_PERMITTED', 'an earlier signature allows no changes (P = 1)', {
        obstacle: 'SIGNED_FINAL',
      })
    }
    const locked = readLock(document, lock)
    if (locked !== undefined && locks(locked, fieldName)) {
      throw new PadesError('SIGNING_NOT_PERMITTED', 'an earlier signature has locked the field', {
        obstacle: 'FIELD_LOCKED',
      })
    }
  }
  // Filling and signing are permitted, putting a new picture on a page is not: validators fail the certification then, since a
  // visible field could as well cover what was certified (the sneaky signature attack).
  if (isNewField && isVisible && certifications.length > 0) {
    throw new PadesError(
      'SIGNING_NOT_PERMITTED',
      'the document is certified (DocMDP): a new visible signature would break that; an invisible one is permitted',
      { obstacle: 'VISIBLE_IN_CERTIFIED' },
    )
  }
}

/** The /Lock of the signed field, and the parameters of each FieldMDP of its signature. */
function locksOf(document: PdfDocument, { field, signature }: EarlierSignature): readonly PdfDictionary[] {
  const lock = document.resolve(field.entries.get('Lock'))
  return [...(isDictionary(lock) ? [lock] : []), ...transformParameters(document, signature, 'FieldMDP')]
}

/**
 * What rebuilds a cross-reference makes one revision of all, and no earlier signature covers a revision of the file any more.
 * @throws PadesError DAMAGED_AND_SIGNED
 */
export function requireSoundWhereSigned(
  { recovered }: PdfDocument,
  signatures: readonly EarlierSignature[],
): void {
  if (!recovered || signatures.length === 0) return
  throw new PadesError(
    'DAMAGED_AND_SIGNED',
    'the file is damaged and signed already: repairing it for another signature would break the earlier one',
  )
}

/**
 * ISO 32000-2 table 22: a new signature field takes the permission to change the document and its annotations, signing one that is there
 * the permission to fill in forms.
 * @throws PadesError SIGNING_NOT_PERMITTED when the document is encrypted and its password does not give that
 */
export function requirePermittedByPassword({ permissions }: PdfDocument, isNewField: boolean): void {
  if (permissions === undefined || permissions.createFields) return
  if (!isNewField && permissions.fillForms) return
  throw new PadesError(
    'SIGNING_NOT_PERMITTED',
    'the document is encrypted and its password does not permit new signature fields; the owner password does',
    { obstacle: 'PASSWORD_PERMISSIONS' },
  )
}

/** /P of the signature's DocMDP; undefined when it certifies nothing. One that is not known counts as the strictest. */
function certifiedPermission(document: PdfDocument, signature: PdfDictionary): DocMdpPermission | undefined {
  const [parameters] = transformParameters(document, signature, 'DocMDP')
  if (parameters === undefined) return undefined
  const permission = document.resolve(parameters.entries.get('P')) ?? DEFAULT_PERMISSION
  return permission === 2 || permission === 3 ? permission : NO_CHANGES
}

/** /TransformParams of each reference with that method; an empty dictionary where there are none. */
function transformParameters(
  document: PdfDocument,
  signature: PdfDictionary,
  wanted: 'DocMDP' | 'FieldMDP',
): readonly PdfDictionary[] {
  const references = document.resolve(signature.entries.get('Reference'))
  return (isArray(references) ? references : []).flatMap((item) => {
    const reference = document.resolve(item)
    if (!isDictionary(reference)) return []
    const method = document.resolve(reference.entries.get('TransformMethod'))
    if (!isName(method) || method.value !== wanted) return []
    const parameters = document.resolve(reference.entries.get('TransformParams'))
    return [isDictionary(parameters) ? parameters : dictionary({})]
  })
}

/** Signature fields with a value, wherever they are in the field tree. @throws PadesError FORM_INVALID; PdfError */
export function earlierSignatures(
  document: PdfDocument,
  roots: readonly PdfValue[],
): readonly EarlierSignature[] {
  const found: EarlierSignature[] = []
  for (const { dictionary: field, type } of formFields(document, roots)) {
    const signature = type === 'Sig' ? document.resolve(field.entries.get('V')) : null
    if (isDictionary(signature)) found.push({ field, signature })
  }
  return found
}
