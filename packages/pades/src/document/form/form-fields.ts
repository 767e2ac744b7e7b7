// The fields of a form and of the pages' widgets, with their names and what they inherit (ISO
// 32000-2 §12.7.4). A field has two parents, which should be one: the field whose /Kids lead to it,
// and the one that its /Parent names. Its name comes by the first, as readers walk; what it
// inherits, /FT among it, comes by the second.

import type { PdfDocument } from '../../pdf/document.ts'
import { isDictionary, isRef, type PdfArray, type PdfDictionary, type PdfValue } from '../../pdf/objects.ts'
import type { OnDamage } from '../damage.ts'
import { pagesOf } from '../pages/page-tree.ts'
import { arrayEntry, dictionaryEntry, entryOf, nameEntry, resolved, textEntry } from '../pdf-view.ts'
import { readForm } from './interactive-form.ts'

const MAXIMUM_FIELDS = 100_000
const MAXIMUM_DEPTH = 32

/** A field, between or at the end of the tree, or a widget of one. */
export interface FormField {
  readonly field: PdfDictionary
  /** Fully qualified (§12.7.4.2); a description in parentheses where the file is locked. */
  readonly name: string
  /** Absent where the field stands in its list itself. */
  readonly objectNumber?: number
  /** As it stands in the list that leads to it. */
  readonly value: PdfValue
  /** What /Kids lists, as it stands: fields and widgets. */
  readonly kids: PdfArray
  /**
   * The field whose /Kids lead to it; absent for a root field, and for a widget that only a page
   * leads to.
   */
  readonly lister?: PdfDictionary
}

/**
 * Returns the fields that the form leads to, each once, in the order of their lists. Damage is a
 * tree of more fields, or deeper, than is read: FORM_INVALID. What is no dictionary is left out in
 * any case.
 * @throws PdfError unless damage is skipped
 */
export function formFields(document: PdfDocument, onDamage: OnDamage): readonly FormField[] {
  const walk = new FieldWalk(document, onDamage)
  for (const value of readForm(document, onDamage).fields.items) walk.visit(value, {})
  return walk.fields
}

/**
 * Returns the fields of the form, then those of page widgets that it does not lead to. What cannot
 * be read is left out.
 */
export function allFields(document: PdfDocument): readonly FormField[] {
  const walk = new FieldWalk(document, 'skip')
  for (const value of readForm(document, 'skip').fields.items) walk.visit(value, {})
  // Thousands of pages may share one long list.
  const lists = new Set<PdfArray>()
  for (const { page } of pagesOf(document)) {
    const list = arrayEntry(document, page, 'Annots') ?? []
    if (lists.has(list)) continue
    lists.add(list)
    for (const annotation of list) {
      if (document.exhausted !== undefined) return walk.fields
      const widget = resolved(document, annotation)
      if (!isDictionary(widget) || walk.has(widget)) continue
      if (nameEntry(document, widget, 'Subtype') === 'Widget') {
        const parent = dictionaryEntry(document, widget, 'Parent')
        const name = parent === undefined ? '' : nameByParents(document, parent)
        walk.visit(annotation, name === '' ? {} : { parentName: name })
      }
    }
  }
  return walk.fields
}

interface Above {
  readonly parentName?: string
  readonly lister?: PdfDictionary
  readonly depth?: number
}

class FieldWalk {
  readonly fields: FormField[] = []
  readonly #document: PdfDocument
  readonly #onDamage: OnDamage
  readonly #visited = new Set<PdfDictionary>()

  constructor(document: PdfDocument, onDamage: OnDamage) {
    this.#document = document
    this.#onDamage = onDamage
  }

  has(field: PdfDictionary): boolean {
    return this.#visited.has(field)
  }

  /** Adds the field and those below it. */
  visit(value: PdfValue, { parentName, lister, depth = 0 }: Above): void {
    const document = this.#document
    // Of hundreds of thousands, each would fail by itself.
    if (document.exhausted !== undefined && this.#onDamage === 'skip') return
    const field = resolved(document, value, this.#onDamage)
    if (!isDictionary(field) || this.#visited.has(field)) return
    if (depth > MAXIMUM_DEPTH || this.#visited.size >= MAXIMUM_FIELDS) {
      this.#refuse()
      return
    }
    this.#visited.add(field)
    const partial = textEntry(document, field, 'T', this.#onDamage)
    const stated = [parentName, partial].filter((part) => part !== undefined).join('.')
    const objectNumber = isRef(value) ? value.objectNumber : undefined
    const kids = arrayEntry(document, field, 'Kids', this.#onDamage) ?? []
    this.fields.push({
      field,
      name: document.locked === undefined ? stated : `(object ${objectNumber ?? this.fields.length})`,
      value,
      kids,
      // Plain spreads, where `present` would be felt: forms have thousands of fields.
      ...(objectNumber === undefined ? {} : { objectNumber }),
      ...(lister === undefined ? {} : { lister }),
    })
    for (const kid of kids) this.visit(kid, { parentName: stated, lister: field, depth: depth + 1 })
  }

  #refuse(): void {
    if (this.#onDamage === 'skip') return
    const message = `expected at most ${MAXIMUM_FIELDS} form fields in ${MAXIMUM_DEPTH} levels, found more`
    this.#onDamage({ code: 'FORM_INVALID', message })
  }
}

/** Returns the field and those above it by /Parent, nearest first, as many as there may be. */
export function lineOf(document: PdfDocument, field: PdfDictionary): readonly PdfDictionary[] {
  const line: PdfDictionary[] = []
  let current: PdfDictionary | undefined = field
  while (current !== undefined && line.length < MAXIMUM_DEPTH) {
    line.push(current)
    current = dictionaryEntry(document, current, 'Parent')
  }
  return line
}

/**
 * Returns the fully qualified name by /Parent (§12.7.4.2), wherever the form has the field; empty
 * when no part of it is stated.
 */
export function nameByParents(document: PdfDocument, field: PdfDictionary): string {
  const parts = lineOf(document, field).map((holder) => textEntry(document, holder, 'T'))
  return parts
    .filter((part) => part !== undefined)
    .toReversed()
    .join('.')
}

/** Returns an entry that a field has or inherits (§12.7.4.1); undefined where there is none. */
export function inherited(document: PdfDocument, field: PdfDictionary, key: string): PdfValue | undefined {
  for (const holder of lineOf(document, field)) {
    const value = entryOf(document, holder, key)
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

/** Says whether a field is a signature field; /FT is inheritable (§12.7.4.1). */
export function isSignature(document: PdfDocument, field: PdfDictionary): boolean {
  return fieldType(document, field) === 'Sig'
}

/** Returns /FT, own or inherited: the nearest that is a name. */
export function fieldType(document: PdfDocument, field: PdfDictionary): string | undefined {
  for (const holder of lineOf(document, field)) {
    const type = nameEntry(document, holder, 'FT')
    if (type !== undefined) return type
  }
  return undefined
}
