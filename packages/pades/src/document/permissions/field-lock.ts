// Which fields a signature locks: the parameters of FieldMDP (ISO 32000-2 §12.8.2.4, table 259) and
// the /Lock of a signature field (§12.7.5.5, table 236), which state it alike.

import type { PdfDocument } from '../../pdf/document.ts'
import { isString, type PdfDictionary } from '../../pdf/objects.ts'
import { textOf } from '../../pdf/syntax/text.ts'
import type { OnDamage } from '../damage.ts'
import { arrayEntry, nameEntry, resolved } from '../pdf-view.ts'

/** Which fields may not be changed any more. A name stands for the field and all below it. */
export type LockedFields =
  | { readonly action: 'all' }
  | { readonly action: 'include' | 'exclude'; readonly fields: readonly string[] }

/**
 * Returns what a dictionary locks; everything when there is none, or its /Action is none that there
 * is.
 */
export function readLockedFields(
  document: PdfDocument,
  parameters: PdfDictionary | undefined,
  onDamage: OnDamage = 'skip',
): LockedFields {
  if (parameters === undefined) return { action: 'all' }
  switch (nameEntry(document, parameters, 'Action', onDamage)) {
    case 'Include':
      return { action: 'include', fields: namesOf(document, parameters, onDamage) }
    case 'Exclude':
      return { action: 'exclude', fields: namesOf(document, parameters, onDamage) }
    default:
      return { action: 'all' }
  }
}

/**
 * Says whether the field of that fully qualified name is locked. A field without a name cannot be
 * told from one that is.
 */
export function locks(locked: LockedFields, fieldName: string): boolean {
  if (locked.action === 'all' || fieldName === '') return true
  const isListed = locked.fields.some((listed) => fieldName === listed || fieldName.startsWith(`${listed}.`))
  return isListed === (locked.action === 'include')
}

function namesOf(document: PdfDocument, parameters: PdfDictionary, onDamage: OnDamage): readonly string[] {
  return (arrayEntry(document, parameters, 'Fields', onDamage) ?? []).flatMap((item) => {
    const name = resolved(document, item, onDamage)
    return isString(name) ? [textOf(name)] : []
  })
}
