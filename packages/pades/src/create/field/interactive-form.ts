// Writes the interactive form (ISO 32000-2 §12.7.3): finds or makes it, and adds one field.
// Everything that it already holds is kept, and the fewest objects are written anew.

import { type InteractiveForm, readForm } from '../../document/form/interactive-form.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import {
  isDictionary,
  isRef,
  isString,
  type PdfDictionary,
  type PdfRef,
  type PdfValue,
  ref,
} from '../../pdf/objects.ts'
import { textOf } from '../../pdf/syntax/text.ts'
import type { IncrementalUpdate } from '../../pdf/update.ts'
import { PadesError, refuseDamage } from '../errors.ts'

/** §12.7.3, table 225: bit 1 SignaturesExist, bit 2 AppendOnly. */
const SIGNATURES_EXIST_APPEND_ONLY = 3

/** A form that can be written anew, in a catalog that can. */
interface WritableForm extends InteractiveForm {
  readonly catalog: { readonly reference: PdfRef; readonly dictionary: PdfDictionary }
  /** The partial names of the root fields. */
  readonly names: ReadonlySet<string>
}

/**
 * Reads the form and the names in it. @throws PadesError FORM_INVALID; PdfError when a field cannot
 * be read
 */
export function readWritableForm(document: PdfDocument): WritableForm {
  const root = document.trailer.entries.get('Root')
  if (!isRef(root)) throw new PadesError('FORM_INVALID', 'expected the catalog to be an indirect object')
  const form = readForm(document, refuseDamage)
  return {
    ...form,
    catalog: { reference: root, dictionary: document.catalog },
    names: new Set(form.fields.items.flatMap((field) => partialName(document, field) ?? [])),
  }
}

/**
 * Returns the name for a new root field: the one asked for, or the first free of Signature1,
 * Signature2, ...
 * @param signed names of the fields that are signed, which need not be in the form
 * @throws PadesError FIELD_NAME_INVALID (empty, or with a period, §12.7.4.2), FIELD_NAME_TAKEN
 */
export function freeFieldName(
  { names }: WritableForm,
  wanted: string | undefined,
  signed: readonly string[],
): string {
  const isTaken = (name: string): boolean => names.has(name) || signed.includes(name)
  if (wanted !== undefined) {
    if (wanted === '' || wanted.includes('.')) {
      throw new PadesError('FIELD_NAME_INVALID', 'expected a field name that is not empty and has no period')
    }
    if (isTaken(wanted)) {
      throw new PadesError('FIELD_NAME_TAKEN', 'the document already has a field of that name')
    }
    return wanted
  }
  let number = 1
  while (isTaken(`Signature${number}`)) number++
  return `Signature${number}`
}

/** What changes in the form and in the catalog with a signature. */
interface FormChange {
  /**
   * The field that comes at the end of the root fields; left out where an existing field is signed.
   */
  readonly newField?: PdfRef
  /** Entries for the catalog beside /AcroForm. */
  readonly catalogEntries?: ReadonlyMap<string, PdfValue>
  readonly hasEarlierSignature: boolean
  /**
   * Whether what is added has no appearance that viewers could draw anew, so that /NeedAppearances
   * stays. Default false.
   */
  readonly showsNothing?: boolean
}

/**
 * Writes the form, with a new field at the end of its root fields, and the catalog where it has to
 * change. Left out of the form are /NeedAppearances, by which viewers draw fields anew and the
 * signature's appearance vanishes, and the /XFA of a form that is in /Fields too, by which they
 * show another form than the one that is signed. With an earlier signature /XFA stays: taking it
 * away would break that one, while /NeedAppearances may go with whatever may fill in a form. A
 * document timestamp may not, and leaves both.
 */
export function changeForm(update: IncrementalUpdate, before: WritableForm, change: FormChange): void {
  const { catalog, form, fields } = before
  const { newField, catalogEntries = new Map(), hasEarlierSignature, showsNothing = false } = change
  const items = newField === undefined ? fields.items : [...fields.items, newField]
  const isListOwn = fields.reference === undefined
  // Some one-page forms use one array as /Fields and /Annots: it is written for both at once.
  if (newField !== undefined && fields.reference !== undefined && !update.has(fields.reference)) {
    update.replace(fields.reference, items)
  }
  const entries = new Map<string, PdfValue>(form?.dictionary.entries)
  if (newField !== undefined && isListOwn) entries.set('Fields', items)
  const flags = before.signatureFlags | SIGNATURES_EXIST_APPEND_ONLY
  entries.set('SigFlags', flags)
  const cleared = !showsNothing && entries.delete('NeedAppearances')
  const flattened = !hasEarlierSignature && entries.delete('XFA')
  const changed: PdfDictionary = { kind: 'dictionary', entries }
  const isChanged =
    (newField !== undefined && isListOwn) || flags !== before.signatureFlags || cleared || flattened
  const changedCatalog = new Map([...catalog.dictionary.entries, ...catalogEntries])
  if (form?.reference !== undefined) {
    if (isChanged) update.replace(form.reference, changed)
    if (catalogEntries.size > 0)
      update.replace(catalog.reference, { kind: 'dictionary', entries: changedCatalog })
    return
  }
  let acroForm: PdfValue = changed
  if (form === undefined) {
    const objectNumber = update.allocate()
    update.add(objectNumber, changed)
    acroForm = ref(objectNumber)
  }
  changedCatalog.set('AcroForm', acroForm)
  update.replace(catalog.reference, { kind: 'dictionary', entries: changedCatalog })
}

/**
 * Refuses a form that only XFA describes (ISO 32000-1 §12.7.8, gone from ISO 32000-2): its pages
 * hold a placeholder, and what a reader is shown would not be signed.
 * @throws PadesError FORM_INVALID
 */
export function refuseXfaAlone(document: PdfDocument, { catalog, form, fields }: WritableForm): void {
  if (document.resolve(form?.dictionary.entries.get('XFA')) === null) return
  const needsRendering = document.resolve(catalog.dictionary.entries.get('NeedsRendering')) === true
  if (fields.items.length === 0 || needsRendering) {
    throw new PadesError(
      'FORM_INVALID',
      'expected a form with fields of its own, found one that only XFA describes',
    )
  }
}

function partialName(document: PdfDocument, field: PdfValue): string | undefined {
  const value = document.resolve(field)
  const title = isDictionary(value) ? document.resolve(value.entries.get('T')) : null
  return isString(title) ? textOf(title) : undefined
}

/** Returns the dictionary with an entry set or replaced. */
export function withEntry(before: PdfDictionary, key: string, value: PdfValue): PdfDictionary {
  return { kind: 'dictionary', entries: new Map(before.entries).set(key, value) }
}
