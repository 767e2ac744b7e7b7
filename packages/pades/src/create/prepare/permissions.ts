// Tells whether the document allows a signature. ISO 32000-2 §12.8.2.2: a certification signature
// whose DocMDP says P = 1 allows no change; §12.7.5.5: neither does a signed field's lock that says
// so. Checked before anything is written, by the reading that validation has.

import type { EarlierSignatures } from '../../document/form/signature-fields.ts'
import { dictionaryEntry } from '../../document/pdf-view.ts'
import {
  certificationOf,
  type DocMdpPermission,
  readRestrictions,
} from '../../document/permissions/doc-mdp.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { PadesError, refuseDamage } from '../errors.ts'

const NO_CHANGES = 1

/** The signature that is about to be made. */
interface IntendedSignature {
  /** Fully qualified, and by /Parent too where that is another name: a lock may state either. */
  readonly fieldNames: readonly string[]
  /** Whether the document does not have the field yet. */
  readonly isNewField: boolean
  /** Whether it shows on a page. */
  readonly isVisible: boolean
  readonly certify: DocMdpPermission | undefined
}

/**
 * Refuses a signature that would break what an earlier one permits.
 * @throws PadesError SIGNING_NOT_PERMITTED, CERTIFICATION_NOT_FIRST; PdfError when a permission
 *   cannot be read
 */
export function requireSigningPermitted(
  document: PdfDocument,
  { held, loose }: EarlierSignatures,
  { fieldNames, isNewField, isVisible, certify }: IntendedSignature,
): void {
  const permissions = dictionaryEntry(document, document.catalog, 'Perms', refuseDamage)
  const named = permissions && dictionaryEntry(document, permissions, 'DocMDP', refuseDamage)
  const signatures = [named, ...held.map(({ signature }) => signature), ...loose]
  const certification = certificationOf(document, signatures, refuseDamage)
  if (certify !== undefined && (held.length > 0 || certification !== undefined)) {
    throw new PadesError('CERTIFICATION_NOT_FIRST', 'only the first signature of a document can certify it')
  }
  if (certification === NO_CHANGES) {
    throw new PadesError(
      'SIGNING_NOT_PERMITTED',
      'the document is certified to allow no changes (DocMDP, P = 1)',
      { obstacle: 'CERTIFIED_FINAL' },
    )
  }
  for (const { field, signature } of held) {
    const restrictions = readRestrictions(document, signature, field, refuseDamage)
    const { lockPermission, fieldMdpPermission, isLocked } = restrictions
    if (lockPermission === NO_CHANGES || fieldMdpPermission === NO_CHANGES) {
      throw new PadesError('SIGNING_NOT_PERMITTED', 'an earlier signature allows no changes (P = 1)', {
        obstacle: 'SIGNED_FINAL',
      })
    }
    if (isLocked !== undefined && fieldNames.some(isLocked)) {
      throw new PadesError('SIGNING_NOT_PERMITTED', 'an earlier signature has locked the field', {
        obstacle: 'FIELD_LOCKED',
      })
    }
  }
  // Filling and signing are permitted, putting a new picture on a page is not: validators fail the
  // certification then, since a visible field could as well cover what was certified (the sneaky
  // signature attack).
  if (isNewField && isVisible && certification !== undefined) {
    throw new PadesError(
      'SIGNING_NOT_PERMITTED',
      'the document is certified (DocMDP): a new visible signature would break that; an invisible one is permitted',
      { obstacle: 'VISIBLE_IN_CERTIFIED' },
    )
  }
}

/**
 * Refuses a damaged document that is signed. Whoever rebuilds a cross-reference makes one revision
 * of all, and no earlier signature covers a revision of the file any more.
 * @throws PadesError DAMAGED_AND_SIGNED
 */
export function requireSoundWhereSigned({ recovered }: PdfDocument, { held }: EarlierSignatures): void {
  if (!recovered || held.length === 0) return
  throw new PadesError(
    'DAMAGED_AND_SIGNED',
    'the file is damaged and signed already: repairing it for another signature would break the earlier one',
  )
}

/**
 * Refuses what the password does not permit. ISO 32000-2 table 22: a new signature field takes the
 * permission to change the document and its annotations, signing one that is there the permission
 * to fill in forms.
 * @throws PadesError SIGNING_NOT_PERMITTED when the document is encrypted and its password does not
 *   give that
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
