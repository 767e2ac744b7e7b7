// The signatures of a file (ISO 32000-2 §12.7.5.5), looked for in three ways: the form's fields,
// the widgets of the pages, and every indirect object of every revision. Those of the newest form
// and pages are fields; an object that no field leads to has a complaint. Usage rights (§12.8.2.3)
// and values that neither a field nor an object holds are no signatures.

import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import {
  isDictionary,
  isRef,
  type PdfDictionary,
  type PdfRef,
  type PdfValue,
  ref,
} from '../../pdf/objects.ts'
import type { OnDamage } from '../damage.ts'
import { dictionaryEntry, entryOf } from '../pdf-view.ts'
import { allFields, formFields, isSignature } from './form-fields.ts'
import { readForm, statesSignatures } from './interactive-form.ts'

export interface SignatureField {
  /**
   * Fully qualified name (§12.7.4.2), or a description in parentheses where no field holds the
   * signature, or the file is locked.
   */
  readonly name: string
  /** What /V leads to; null, or not a dictionary, where the signature was garbled. */
  readonly value: PdfValue | undefined
  readonly valueRef: PdfRef | undefined
  readonly field: PdfDictionary | undefined
  /** Number of the object that /V is, or of the field where /V stands in the field itself. */
  readonly valueObject: number | undefined
  /** Why the field or value cannot stand for one signature. */
  readonly complaint?: string
}

const MAXIMUM_SIGNATURES = 256
const MAXIMUM_OBJECTS = 2_000_000

/**
 * Returns the signatures in the order of the form, then what only pages or objects show. What
 * cannot be read is none.
 * @throws PdfError LIMIT_EXCEEDED where not all could be looked at, or there are more than 256
 */
export function findSignatures(document: PdfDocument): readonly SignatureField[] {
  const found = new Map<PdfDictionary, SignatureField>()
  for (const { field, name, objectNumber } of allFields(document)) {
    if (!found.has(field) && isSignature(document, field) && field.entries.has('V')) {
      found.set(field, signatureOf(document, field, name, objectNumber))
    }
  }
  requireAllRead(document)
  const known = new Set<number>()
  for (const { valueRef } of found.values()) if (valueRef !== undefined) known.add(valueRef.objectNumber)
  for (const reference of usageRights(document)) known.add(reference.objectNumber)
  const direct = new Set([...found.values()].map(({ value }) => value))
  const orphans = signatureObjects(document)
    .filter(({ objectNumber, value }) => !known.has(objectNumber) && !direct.has(value))
    .map(({ objectNumber, value, generation }) => ({
      name: `(object ${objectNumber})`,
      value,
      valueRef: ref(objectNumber, generation),
      field: undefined,
      valueObject: objectNumber,
      complaint: 'no signature field of the document leads to this signature',
    }))
  const signatures = [...refuseDoubles([...found.values()]), ...orphans]
  if (signatures.length > MAXIMUM_SIGNATURES) {
    throw new PdfError('LIMIT_EXCEEDED', `more than ${MAXIMUM_SIGNATURES} signatures`)
  }
  return signatures
}

/** A field of the form, or of a page, and the signature dictionary that is its value. */
interface HeldSignature {
  readonly name: string
  readonly field: PdfDictionary
  readonly signature: PdfDictionary
}

export interface EarlierSignatures {
  readonly held: readonly HeldSignature[]
  /**
   * Signature dictionaries that no field leads to. Looked for only beside one that a field holds.
   */
  readonly loose: readonly PdfDictionary[]
}

/**
 * Returns the signatures that whoever changes the document has to heed: those that validation will
 * judge. Every object is looked at only where something says that the document may be signed: a
 * signed field of the form, /SigFlags, /Perms, or more than one revision. Elsewhere a signature
 * that only a page leads to is not found.
 * @throws PdfError LIMIT_EXCEEDED as `findSignatures`; that of a field of the form that cannot be
 *   read, unless damage is skipped
 */
export function earlierSignatures(document: PdfDocument, onDamage: OnDamage): EarlierSignatures {
  const isSigned = formFields(document, onDamage).some(
    ({ field }) => isDictionary(entryOf(document, field, 'V', onDamage)) && isSignature(document, field),
  )
  if (!isSigned && !mayBeSigned(document, onDamage)) return { held: [], loose: [] }
  const found = findSignatures(document)
  const held = found.flatMap(({ name, field, value }) =>
    field !== undefined && isDictionary(value) ? [{ name, field, signature: value }] : [],
  )
  const loose = held.length === 0 ? [] : found.filter(({ field }) => field === undefined)
  return { held, loose: loose.map(({ value }) => value).filter(isDictionary) }
}

function mayBeSigned(document: PdfDocument, onDamage: OnDamage): boolean {
  const permissions = dictionaryEntry(document, document.catalog, 'Perms', onDamage)
  const isCertified = permissions?.entries.has('DocMDP') === true
  return isCertified || document.revisions.length > 1 || statesSignatures(readForm(document, onDamage))
}

/** Where not all could be read, nobody knows what signatures there are. */
function requireAllRead({ exhausted }: PdfDocument): void {
  if (exhausted !== undefined) throw exhausted
}

function signatureOf(
  document: PdfDocument,
  field: PdfDictionary,
  name: string,
  objectNumber: number | undefined,
): SignatureField {
  const value = field.entries.get('V')
  return {
    name,
    field,
    value: entryOf(document, field, 'V'),
    valueRef: isRef(value) ? value : undefined,
    valueObject: isRef(value) ? value.objectNumber : objectNumber,
  }
}

/**
 * Viewers show one of two fields with one name, and one signature for two fields: which one is not
 * ours to guess.
 */
function refuseDoubles(signatures: readonly SignatureField[]): readonly SignatureField[] {
  const names = new Map<string, number>()
  const values = new Map<PdfValue | undefined, number>()
  for (const { name, value } of signatures) {
    names.set(name, (names.get(name) ?? 0) + 1)
    if (isDictionary(value)) values.set(value, (values.get(value) ?? 0) + 1)
  }
  return signatures.map((signature) => {
    if ((names.get(signature.name) ?? 0) > 1) {
      return { ...signature, complaint: 'more than one signature field has this name' }
    }
    if ((values.get(signature.value) ?? 0) > 1) {
      return { ...signature, complaint: 'more than one signature field has this signature as its value' }
    }
    return signature
  })
}

/**
 * §12.8.2.3: usage rights signatures unlock functions of one viewer and sign nothing on anybody's
 * behalf.
 */
function usageRights(document: PdfDocument): readonly PdfRef[] {
  const permissions = dictionaryEntry(document, document.catalog, 'Perms')
  return ['UR', 'UR3'].map((key) => permissions?.entries.get(key)).filter(isRef)
}

interface SignatureObject {
  readonly objectNumber: number
  readonly generation: number
  readonly value: PdfDictionary
}

/**
 * Objects that look like signatures, of every revision: one that a later revision freed or replaced
 * counts too.
 */
function signatureObjects(document: PdfDocument): readonly SignatureObject[] {
  const found = new Map<PdfDictionary, SignatureObject>()
  let examined = 0
  for (const { index, entries } of document.revisions) {
    const view = document.at(index)
    for (const [objectNumber, entry] of entries) {
      if (entry.kind === 'free') continue
      requireAllRead(document)
      examined += 1
      if (examined > MAXIMUM_OBJECTS) {
        throw new PdfError('LIMIT_EXCEEDED', `more than ${MAXIMUM_OBJECTS} objects to look for signatures in`)
      }
      const generation = entry.kind === 'offset' ? entry.generation : 0
      const value = readObject(view, ref(objectNumber, generation))
      if (isDictionary(value) && looksLikeSignature(value)) {
        found.set(value, { objectNumber, generation, value })
      }
    }
  }
  requireAllRead(document)
  return [...found.values()]
}

function readObject(view: PdfDocument, reference: PdfRef): PdfValue {
  try {
    return view.get(reference)
  } catch (error) {
    // An object that nobody can read is no signature that anybody is shown.
    if (error instanceof PdfError) return null
    throw error
  }
}

function looksLikeSignature({ entries }: PdfDictionary): boolean {
  const type = entries.get('Type')
  const named = typeof type === 'object' && type !== null && 'kind' in type && type.kind === 'name'
  if (entries.has('ByteRange') && entries.has('Contents')) return true
  return named && (type.value === 'Sig' || type.value === 'DocTimeStamp') && entries.has('Contents')
}
