// What a signature permits afterwards: DocMDP (ISO 32000-2 §12.8.2.2) and FieldMDP (§12.8.2.4).
import type { PdfDocument } from '../pdf/document.ts'
import { isArray, isDictionary, isString, type PdfDictionary } from '../pdf/objects.ts'
import { textOf } from '../pdf/text.ts'
import type { ModificationLevel } from './modification/level.ts'
import { arrayEntry, dictionaryEntry, entryOf, nameEntry, resolved } from './pdf-view.ts'

/** Table 257: 1 nothing but validation data, 2 form filling and signing, 3 annotations too. */
export type DocMdpPermission = 1 | 2 | 3

export interface SignatureRestrictions {
  /** Present on a certification signature. */
  readonly docMdp?: DocMdpPermission
  /** Present when a FieldMDP locks fields. */
  readonly isLocked?: (fieldName: string) => boolean
}

const permittedLevels: Readonly<Record<DocMdpPermission, ModificationLevel>> = {
  1: 'LTA_UPDATES',
  2: 'FORM_FILLING',
  3: 'ANNOTATIONS',
}

export function permittedLevel(permission: DocMdpPermission): ModificationLevel {
  return permittedLevels[permission]
}

/** Reads /Reference of a signature dictionary. A permission that cannot be read counts as the strictest one. */
export function readRestrictions(document: PdfDocument, signature: PdfDictionary): SignatureRestrictions {
  let docMdp: DocMdpPermission | undefined
  const locks: ((fieldName: string) => boolean)[] = []
  for (const item of arrayEntry(document, signature, 'Reference') ?? []) {
    const reference = resolved(document, item)
    if (!isDictionary(reference)) continue
    const parameters = dictionaryEntry(document, reference, 'TransformParams')
    switch (nameEntry(document, reference, 'TransformMethod')) {
      case 'DocMDP':
        docMdp = readPermission(document, parameters)
        break
      case 'FieldMDP':
        locks.push(readLock(document, parameters))
        break
    }
  }
  return {
    ...(docMdp === undefined ? {} : { docMdp }),
    ...(locks.length === 0 ? {} : { isLocked: (fieldName) => locks.some((lock) => lock(fieldName)) }),
  }
}

function readPermission(document: PdfDocument, parameters: PdfDictionary | undefined): DocMdpPermission {
  const value = parameters === undefined ? null : entryOf(document, parameters, 'P')
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
