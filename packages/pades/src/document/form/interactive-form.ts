// The interactive form (ISO 32000-2 §12.7.3): /AcroForm of the catalog and its list of root fields,
// as they stand.

import type { PdfDocument } from '../../pdf/document.ts'
import {
  isArray,
  isDictionary,
  isRef,
  type PdfArray,
  type PdfDictionary,
  type PdfRef,
} from '../../pdf/objects.ts'
import type { OnDamage } from '../damage.ts'
import { entryOf } from '../pdf-view.ts'

/** Table 225, /SigFlags: bit 1. */
const SIGNATURES_EXIST = 1

export interface InteractiveForm {
  /**
   * /AcroForm; undefined when there is none. The reference is absent where it stands in the catalog
   * itself.
   */
  readonly form: { readonly reference: PdfRef | undefined; readonly dictionary: PdfDictionary } | undefined
  /** /Fields; the reference is absent where the list stands in the form itself, or is missing. */
  readonly fields: { readonly reference: PdfRef | undefined; readonly items: PdfArray }
  /** /SigFlags; 0 when absent. */
  readonly signatureFlags: number
}

/**
 * Reads the form. Damage is an /AcroForm that is no dictionary, and /Fields that are no array:
 * FORM_INVALID.
 */
export function readForm(document: PdfDocument, onDamage: OnDamage): InteractiveForm {
  const stated = document.catalog.entries.get('AcroForm')
  const found = entryOf(document, document.catalog, 'AcroForm', onDamage) ?? null
  if (found !== null && !isDictionary(found) && onDamage !== 'skip') {
    return onDamage({ code: 'FORM_INVALID', message: 'expected /AcroForm to be a dictionary' })
  }
  if (!isDictionary(found)) {
    return { form: undefined, fields: { reference: undefined, items: [] }, signatureFlags: 0 }
  }
  const statedFields = found.entries.get('Fields')
  // A reference to nothing is the same as no entry at all.
  const listed = entryOf(document, found, 'Fields', onDamage) ?? null
  if (listed !== null && !isArray(listed) && onDamage !== 'skip') {
    return onDamage({ code: 'FORM_INVALID', message: 'expected /Fields to be an array' })
  }
  const flags = entryOf(document, found, 'SigFlags', onDamage)
  return {
    form: { reference: isRef(stated) ? stated : undefined, dictionary: found },
    fields: {
      reference: isRef(statedFields) && listed !== null ? statedFields : undefined,
      items: isArray(listed) ? listed : [],
    },
    signatureFlags: typeof flags === 'number' && Number.isInteger(flags) ? flags : 0,
  }
}

/** Says whether the form states that some of its fields is signed. */
export function statesSignatures({ signatureFlags }: InteractiveForm): boolean {
  return (signatureFlags & SIGNATURES_EXIST) !== 0
}
