// Writes what a signature forbids from now on: certification (DocMDP, ISO 32000-2 §12.8.2.2) and
// locked fields (FieldMDP, §12.8.2.4; /Lock, §12.7.5.5). It stands in /Reference of the signature
// dictionary, without digests, which ISO 32000-2 has taken out.

import { present } from '@tapis/pki'
import type { DocMdpPermission } from '../../document/permissions/doc-mdp.ts'
import type { LockedFields } from '../../document/permissions/field-lock.ts'
import {
  dictionary,
  name,
  type PdfDictionary,
  type PdfRef,
  type PdfValue,
  textString,
} from '../../pdf/objects.ts'

/** Which fields may not be changed any more. A name stands for the field and all below it. */
export type FieldLock = LockedFields & {
  /** Which later changes of the document are permitted. Default: the lock does not say. */
  readonly permission?: DocMdpPermission
}

const actions = { all: 'All', include: 'Include', exclude: 'Exclude' } as const

/** Returns the /Lock of a new field. */
export function lockDictionary(lock: FieldLock): PdfDictionary {
  return dictionary({
    Type: name('SigFieldLock'),
    ...lockEntries(lock),
    ...present({ P: lock.permission }),
  })
}

/**
 * Returns the value of /Reference; undefined when the signature forbids nothing. @param catalog
 * what the restrictions are about
 */
export function signatureReferences(
  restrictions: { readonly certify?: DocMdpPermission; readonly lock?: FieldLock },
  catalog: PdfRef,
): PdfValue | undefined {
  const { certify, lock } = restrictions
  const references = [
    ...(certify === undefined ? [] : [reference('DocMDP', { P: certify })]),
    ...(lock === undefined ? [] : [reference('FieldMDP', lockEntries(lock), catalog)]),
  ]
  return references.length === 0 ? undefined : references
}

function reference(method: string, parameters: Readonly<Record<string, PdfValue>>, data?: PdfRef): PdfValue {
  return dictionary({
    Type: name('SigRef'),
    TransformMethod: name(method),
    TransformParams: dictionary({ Type: name('TransformParams'), V: name('1.2'), ...parameters }),
    ...present({ Data: data }),
  })
}

function lockEntries(lock: FieldLock): Readonly<Record<string, PdfValue>> {
  return {
    Action: name(actions[lock.action]),
    ...(lock.action === 'all' ? {} : { Fields: lock.fields.map((field) => textString(field)) }),
  }
}
