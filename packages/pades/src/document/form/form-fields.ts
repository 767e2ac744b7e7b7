// The fields of a form and of the pages' widgets, with their names and what they inherit (ISO 32000-2 §12.7.4).

import type { PdfDocument } from '../../pdf/document.ts'
import { isDictionary, isRef, type PdfArray, type PdfDictionary, type PdfValue } from '../../pdf/objects.ts'
import { pagesOf } from '../pages/page-tree.ts'
import { arrayEntry, dictionaryEntry, entryOf, nameEntry, resolved, textEntry } from '../pdf-view.ts'

const MAXIMUM_FIELDS = 100_000
const MAXIMUM_DEPTH = 32

/** Every terminal or intermediate field with its fully qualified name: of the form, then of page widgets outside it. */
export function allFields(
  document: PdfDocument,
): readonly { readonly field: PdfDictionary; readonly name: string; readonly objectNumber?: number }[] {
  const fields: { field: PdfDictionary; name: string; objectNumber?: number }[] = []
  const visited = new Set<PdfDictionary>()
  const visit = (value: PdfValue | undefined, parentName: string | undefined, depth: number): void => {
    // Of hundreds of thousands, each would fail by itself.
    if (document.exhausted !== undefined) return
    const field = resolved(document, value)
    if (!isDictionary(field) || visited.has(field)) return
    if (depth > MAXIMUM_DEPTH || visited.size >= MAXIMUM_FIELDS) return
    visited.add(field)
    const partial = textEntry(document, field, 'T')
    const stated = [parentName, partial].filter((part) => part !== undefined).join('.')
    const objectNumber = isRef(value) ? value.objectNumber : undefined
    const name = document.locked === undefined ? stated : `(object ${objectNumber ?? fields.length})`
    fields.push({ field, name, ...(objectNumber === undefined ? {} : { objectNumber }) })
    for (const kid of arrayEntry(document, field, 'Kids') ?? []) visit(kid, stated, depth + 1)
  }
  const form = dictionaryEntry(document, document.catalog, 'AcroForm')
  if (form !== undefined) {
    for (const field of arrayEntry(document, form, 'Fields') ?? []) visit(field, undefined, 0)
  }
  // Thousands of pages may share one long list.
  const lists = new Set<PdfArray>()
  for (const { page } of pagesOf(document)) {
    const list = arrayEntry(document, page, 'Annots') ?? []
    if (lists.has(list)) continue
    lists.add(list)
    for (const annotation of list) {
      if (document.exhausted !== undefined) return fields
      const widget = resolved(document, annotation)
      if (!isDictionary(widget) || visited.has(widget)) continue
      if (nameEntry(document, widget, 'Subtype') === 'Widget') {
        visit(annotation, parentName(document, widget), 0)
      }
    }
  }
  return fields
}

/** The field and those above it by /Parent, nearest first, as many as there may be. */
export function lineOf(document: PdfDocument, field: PdfDictionary): readonly PdfDictionary[] {
  const line: PdfDictionary[] = []
  let current: PdfDictionary | undefined = field
  while (current !== undefined && line.length < MAXIMUM_DEPTH) {
    line.push(current)
    current = dictionaryEntry(document, current, 'Parent')
  }
  return line
}

/** Fully qualified name by /Parent (§12.7.4.2), wherever the form has the field; empty when no part of it is stated. */
export function nameByParents(document: PdfDocument, field: PdfDictionary): string {
  const parts = lineOf(document, field).map((holder) => textEntry(document, holder, 'T'))
  return parts
    .filter((part) => part !== undefined)
    .toReversed()
    .join('.')
}

function parentName(document: PdfDocument, widget: PdfDictionary): string | undefined {
  const parent = dictionaryEntry(document, widget, 'Parent')
  const name = parent === undefined ? '' : nameByParents(document, parent)
  return name === '' ? undefined : name
}

/** An entry that a field has or inherits (§12.7.4.1); undefined where there is none. */
export function inherited(document: PdfDocument, field: PdfDictionary, key: string): PdfValue | undefined {
  for (const holder of lineOf(document, field)) {
    const value = entryOf(document, holder, key)
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

/** Whether a field is a signature field; /FT is inheritable (§12.7.4.1). */
export function isSignature(document: PdfDocument, field: PdfDictionary): boolean {
  return fieldType(document, field) === 'Sig'
}

/** /FT, own or inherited: the nearest that is a name. */
export function fieldType(document: PdfDocument, field: PdfDictionary): string | undefined {
  for (const holder of lineOf(document, field)) {
    const type = nameEntry(document, holder, 'FT')
    if (type !== undefined) return type
  }
  return undefined
}
