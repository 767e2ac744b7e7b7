// What a signature permits afterwards: DocMDP (ISO 32000-2 §12.8.2.2), FieldMDP (§12.8.2.4) and the lock of its field (§12.7.5.5).

import type { PdfDocument } from '../../pdf/document.ts'
import { isArray, isDictionary, isString, type PdfDictionary } from '../../pdf/objects.ts'
import { textOf } from '../../pdf/text.ts'
import { arrayEntry, dictionaryEntry, entryOf, nameEntry, resolved } from '../pdf-view.ts'

/** Table 257: 1 nothing but validation data, 2 form filling and signing, 3 annotations too. */
export type DocMdpPermission = 1 | 2 | 3

export interface SignatureRestrictions {
  /** Present on a certification signature. */
  readonly docMdp?: DocMdpPermission
  /** Present when the field's lock states a permission, which holds for all that comes after the signature. */
  readonly lockPermission?: DocMdpPermission
  /** Present when a FieldMDP, or the field's lock, locks fields. */
  readonly isLocked?: (fieldName: string) => boolean
}

/** The stricter of two permissions; undefined restricts nothing. */
export function stricterOf(
  one: DocMdpPermission | undefined,
  other: DocMdpPermission | undefined,
): DocMdpPermission | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return one < other ? one : other
}

/**
 * Reads /Reference of a signature dictionary and /Lock of its field. A permission that cannot be read counts as the strictest one.
 * What the lock says holds whether or not the signature repeats it as FieldMDP: the signer saw it in the field.
 */
export function readRestrictions(
  document: PdfDocument,
  signature: PdfDictionary,
  field?: PdfDictionary,
): SignatureRestrictions {
  let docMdp: DocMdpPermission | undefined
  const locks: ((fieldName: string) => boolean)[] = []
  for (const item of arrayEntry(document, signature, 'Reference') ?? []) {
    const reference = resolved(document, item)
    if (!isDictionary(reference)) continue
    const parameters = dictionaryEntry(document, reference, 'TransformParams')
    switch (nameEntry(document, reference, 'TransformMethod')) {
      case 'DocMDP':
        // §12.8.2.2.1 has one of them. Where there are more, readers differ in which one they follow.
        docMdp = stricterOf(docMdp, permissionOf(document, reference))
        break
      case 'FieldMDP':
        locks.push(readLock(document, parameters))
        break
    }
  }
  const lock = field === undefined ? undefined : dictionaryEntry(document, field, 'Lock')
  if (lock !== undefined) locks.push(readLock(document, lock))
  const lockPermission =
    lock === undefined || (entryOf(document, lock, 'P') ?? null) === null
      ? undefined
      : readPermission(document, lock)
  return {
    ...(docMdp === undefined ? {} : { docMdp }),
    ...(lockPermission === undefined ? {} : { lockPermission }),
    // A field without a name cannot be told from one that a lock names.
    ...(locks.length === 0
      ? {}
      : { isLocked: (fieldName) => fieldName === '' || locks.some((lock) => lock(fieldName)) }),
  }
}

function permissionOf(document: PdfDocument, reference: PdfDictionary): DocMdpPermission {
  const parameters = entryOf(document, reference, 'TransformParams')
  if (parameters === null) return readPermission(document, undefined)
  return isDictionary(parameters) ? readPermission(document, parameters) : 1
}

function readPermission(document: PdfDocument, parameters: PdfDictionary | undefined): DocMdpPermission {
  const value = parameters === undefined ? null : entryOf(document, parameters, 'P')
  if (parameters?.duplicateKeys?.includes('P') === true) return 1
  // Table 257: the default is 2.
  if (value === null) return 2
  return value === 2 || value === 3 ? value : 1
}

/** Action All, Include or Exclude with /Fields; a name stands for the field and all below it. */
function readLock(
  document: PdfDocument,
  parameters: PdfDictionary | undefined,
): (fieldName: string) => boolean {
  if (parameters === undefined) return () => true
  const fields = entryOf(document, parameters, 'Fields')
  const names = (isArray(fields) ? fields : []).flatMap((item) => {
    const name = resolved(document, item)
    return isString(name) ? [textOf(name)] : []
  })
  const listed = (fieldName: string): boolean =>
    names.some((name) => fieldName === name || fieldName.startsWith(`${name}.`))
  switch (nameEntry(document, parameters, 'Action')) {
    case 'Include':
      return listed
    case 'Exclude':
      return (fieldName) => !listed(fieldName)
    default:
      return () => true
  }
}

/** The strictest permission of all certification signatures in a file; undefined when it is not certified. */
export function certificationOf(
  document: PdfDocument,
  signatures: readonly (PdfDictionary | undefined)[],
): DocMdpPermission | undefined {
  const permissions = signatures.flatMap((signature) =>
    signature === undefined ? [] : (readRestrictions(document, signature).docMdp ?? []),
  )
  return permissions.reduce<DocMdpPermission | undefined>(
    (least, permission) => (least === undefined || permission < least ? permission : least),
    undefined,
  )
}
