// What a signature permits afterwards: DocMDP (ISO 32000-2 §12.8.2.2), FieldMDP (§12.8.2.4) and the
// lock of its field (§12.7.5.5). Where a permission is unclear the strictest holds: readers differ
// in what they take it for.

import { present } from '@tapis/pki'
import type { PdfDocument } from '../../pdf/document.ts'
import { isDictionary, type PdfDictionary } from '../../pdf/objects.ts'
import type { OnDamage } from '../damage.ts'
import { arrayEntry, dictionaryEntry, entryOf, nameEntry, resolved } from '../pdf-view.ts'
import { type LockedFields, locks, readLockedFields } from './field-lock.ts'

/** Table 257: 1 nothing but validation data, 2 form filling and signing, 3 annotations too. */
export type DocMdpPermission = 1 | 2 | 3

/** Table 257: what a DocMDP without /P permits. */
const DEFAULT_PERMISSION = 2
const STRICTEST = 1

interface SignatureRestrictions {
  /** Present on a certification signature. */
  readonly docMdp?: DocMdpPermission
  /**
   * Present when the field's lock states a permission, which holds for all that comes after the
   * signature.
   */
  readonly lockPermission?: DocMdpPermission
  /**
   * The /P that FieldMDP parameters state. No clause has it there: validation passes over it,
   * signing heeds a 1.
   */
  readonly fieldMdpPermission?: DocMdpPermission
  /** Present when a FieldMDP, or the field's lock, locks fields. */
  readonly isLocked?: (fieldName: string) => boolean
}

/** Returns the stricter of two permissions; undefined restricts nothing. */
export function stricterOf(
  one: DocMdpPermission | undefined,
  other: DocMdpPermission | undefined,
): DocMdpPermission | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return one < other ? one : other
}

/**
 * Reads /Reference of a signature dictionary and /Lock of its field. A permission that is none of
 * the three, or stated by what is no dictionary, counts as the strictest one. What the lock says
 * holds whether or not the signature repeats it as FieldMDP: the signer saw it in the field.
 * @throws PdfError unless damage is skipped, which is the default
 */
export function readRestrictions(
  document: PdfDocument,
  signature: PdfDictionary,
  field?: PdfDictionary,
  onDamage: OnDamage = 'skip',
): SignatureRestrictions {
  let docMdp: DocMdpPermission | undefined
  let fieldMdpPermission: DocMdpPermission | undefined
  const locked: LockedFields[] = []
  for (const item of arrayEntry(document, signature, 'Reference', onDamage) ?? []) {
    const reference = resolved(document, item, onDamage)
    if (!isDictionary(reference)) continue
    const parameters = dictionaryEntry(document, reference, 'TransformParams', onDamage)
    switch (nameEntry(document, reference, 'TransformMethod', onDamage)) {
      case 'DocMDP':
        // §12.8.2.2.1 has one of them. Where there are more, readers differ in which one they
        // follow.
        docMdp = stricterOf(docMdp, certifiedPermission(document, reference, onDamage))
        break
      case 'FieldMDP':
        locked.push(readLockedFields(document, parameters, onDamage))
        fieldMdpPermission = stricterOf(
          fieldMdpPermission,
          parameters && statedPermission(document, parameters, onDamage),
        )
        break
    }
  }
  const lock = field === undefined ? undefined : dictionaryEntry(document, field, 'Lock', onDamage)
  if (lock !== undefined) locked.push(readLockedFields(document, lock, onDamage))
  const lockPermission = lock && statedPermission(document, lock, onDamage)
  return {
    ...present({ docMdp, lockPermission, fieldMdpPermission }),
    ...(locked.length === 0
      ? {}
      : { isLocked: (fieldName: string) => locked.some((each) => locks(each, fieldName)) }),
  }
}

/**
 * Returns the strictest permission of all certification signatures in a file; undefined when it is
 * not certified. Signing and validating both end here.
 */
export function certificationOf(
  document: PdfDocument,
  signatures: readonly (PdfDictionary | undefined)[],
  onDamage: OnDamage = 'skip',
): DocMdpPermission | undefined {
  return signatures
    .map((signature) => signature && readRestrictions(document, signature, undefined, onDamage).docMdp)
    .reduce(stricterOf, undefined)
}

/** Returns what a DocMDP reference permits. */
function certifiedPermission(
  document: PdfDocument,
  reference: PdfDictionary,
  onDamage: OnDamage,
): DocMdpPermission {
  const parameters = entryOf(document, reference, 'TransformParams', onDamage)
  if (parameters === null) return DEFAULT_PERMISSION
  if (!isDictionary(parameters)) return STRICTEST
  return statedPermission(document, parameters, onDamage) ?? DEFAULT_PERMISSION
}

/**
 * Returns /P of a dictionary; undefined when it states none, the strictest when it is none of the
 * three or stated twice.
 */
function statedPermission(
  document: PdfDocument,
  parameters: PdfDictionary,
  onDamage: OnDamage,
): DocMdpPermission | undefined {
  if (parameters.duplicateKeys?.includes('P') === true) return STRICTEST
  const value = entryOf(document, parameters, 'P', onDamage)
  if (value === null) return undefined
  return value === 2 || value === 3 ? value : STRICTEST
}
