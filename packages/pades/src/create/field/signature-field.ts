// Writes the signature field, merged with its widget annotation (ISO 32000-2 §12.7.5.5,
// §12.5.6.19), and its place on a page.

import { present } from '@tapis/pki'
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import {
  dictionary,
  isArray,
  isDictionary,
  isRef,
  name,
  type PdfRef,
  type PdfValue,
  ref,
  textString,
} from '../../pdf/objects.ts'
import type { IncrementalUpdate } from '../../pdf/update.ts'
import { appearanceDictionary } from '../appearance/appearance.ts'
import type { PageToSign } from '../page/page-to-sign.ts'
import type { EmptySignatureField } from './empty-field.ts'
import { withEntry } from './interactive-form.ts'
import { type FieldLock, lockDictionary } from './restrictions.ts'

/** §12.5.3, table 167: Print (4) and Locked (128). */
const PRINT_AND_LOCKED = 132

/** Returns the field's dictionary; `signature` and `appearance` are object numbers. */
export function signatureField(field: {
  readonly fieldName: string
  readonly signature: number
  readonly page: PdfRef
  /** In user space; an invisible field has all zeros. */
  readonly rect: readonly [number, number, number, number]
  readonly appearance: number
  /** Object number of the /Lock (table 235: an indirect object). */
  readonly lock: number | undefined
  /** /TU: what it is called to people, a screen reader among others (ISO 14289-1 §7.18.1). */
  readonly tooltip: string
  /** /StructParent: its key in the parent tree of a tagged document. */
  readonly structParent: number | undefined
}): PdfValue {
  return dictionary({
    Type: name('Annot'),
    Subtype: name('Widget'),
    FT: name('Sig'),
    T: textString(field.fieldName),
    TU: textString(field.tooltip),
    F: PRINT_AND_LOCKED,
    Rect: field.rect,
    P: field.page,
    V: ref(field.signature),
    AP: appearanceDictionary(field.appearance),
    ...present({ Lock: field.lock && ref(field.lock), StructParent: field.structParent }),
  })
}

/** Writes the lock of a new field, and returns its object number. */
export function addLock(update: IncrementalUpdate, lock: FieldLock): number {
  const objectNumber = update.allocate()
  update.add(objectNumber, lockDictionary(lock))
  return objectNumber
}

/**
 * Signs an empty field: /V into the field, /AP into its widget, and nothing else of them changed.
 */
export function fillField(
  update: IncrementalUpdate,
  { field, widget }: EmptySignatureField,
  { signature, appearance }: { readonly signature: number; readonly appearance: number },
): void {
  const filled = withEntry(field.dictionary, 'V', ref(signature))
  const shown = appearanceDictionary(appearance)
  if (widget.reference.objectNumber === field.reference.objectNumber) {
    update.replace(field.reference, withEntry(filled, 'AP', shown))
    return
  }
  update.replace(field.reference, filled)
  update.replace(widget.reference, withEntry(widget.dictionary, 'AP', shown))
}

/** How many pages beside it are looked at for the same list of annotations. */
const MOST_NEIGHBOURS = 100

/**
 * Adds the widget to the page's annotations: in their own object where they have one for this page
 * alone, else in the page.
 * @param isTagged gives a page without /Tabs the order of the structure (ISO 14289-1 §7.18.3)
 */
export function addAnnotation(
  update: IncrementalUpdate,
  document: PdfDocument,
  page: PageToSign,
  widget: PdfRef,
  isTagged = false,
): void {
  const isOrdered = !isTagged || document.resolve(page.page.entries.get('Tabs')) !== null
  const changed = isOrdered ? page.page : withEntry(page.page, 'Tabs', name('S'))
  const stated = page.page.entries.get('Annots')
  const annotations = document.resolve(stated)
  if (isRef(stated) && isArray(annotations) && !isOfOtherPages(document, page, stated)) {
    // Some one-page forms use one array as /Fields and /Annots: the widget is in it already.
    if (!update.has(stated)) update.replace(stated, [...annotations, widget])
    if (!isOrdered) update.replace(page.reference, changed)
    return
  }
  const kept = isArray(annotations) ? annotations : []
  update.replace(page.reference, withEntry(changed, 'Annots', [...kept, widget]))
}

/**
 * Says whether other pages share the list: some writers give every page the same one, and what is
 * added would stand on all of them.
 */
function isOfOtherPages(document: PdfDocument, page: PageToSign, annotations: PdfRef): boolean {
  const parent = readOrNull(document, page.page.entries.get('Parent'))
  const kids = isDictionary(parent) ? readOrNull(document, parent.entries.get('Kids')) : null
  if (!isArray(kids)) return false
  return kids.slice(0, MOST_NEIGHBOURS).some((kid) => {
    if (!isRef(kid) || kid.objectNumber === page.reference.objectNumber) return false
    const other = readOrNull(document, kid)
    const stated = isDictionary(other) ? other.entries.get('Annots') : undefined
    return isRef(stated) && stated.objectNumber === annotations.objectNumber
  })
}

/** Reads a value, or null: what is wrong with other pages keeps nobody from signing this one. */
function readOrNull(document: PdfDocument, value: PdfValue | undefined): PdfValue {
  try {
    return document.resolve(value)
  } catch (error) {
    if (error instanceof PdfError) return null
    throw error
  }
}
