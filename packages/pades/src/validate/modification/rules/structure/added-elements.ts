// Structure elements that a later revision added for the widgets of its signature fields: a Form element whose one kid is an object
// reference to the widget (ISO 32000-2 §14.7.5.3, §14.8.4.8.5), and nothing more.

import { entryOf, nameEntry } from '../../../../document/pdf-view.ts'
import { isArray, isDictionary, isRef, type PdfDictionary, type PdfValue } from '../../../../pdf/objects.ts'
import type { Comparison } from '../rule.ts'
import { leavesOf } from './tree-leaves.ts'

export interface AddedElement {
  readonly objectNumber: number
  /** /StructParent of the widget: its key in the parent tree. */
  readonly key: string
  /** The element, or the root of the tree, that it is a kid of. */
  readonly parent: number
}

const elementKeys: ReadonlySet<string> = new Set(['Type', 'S', 'P', 'Pg', 'K'])
const referenceKeys: ReadonlySet<string> = new Set(['Type', 'Obj', 'Pg'])

/** The elements, under the keys that the added widgets state, that are of the shape. @throws PdfError LIMIT_EXCEEDED */
export function addedElements(comparison: Comparison, root: PdfDictionary): readonly AddedElement[] {
  const { before, after, addedWidgets } = comparison
  const leaves = leavesOf(comparison, after, root.entries.get('ParentTree'), 'Nums')
  if (leaves === undefined) return []
  return [...addedWidgets].flatMap(([widgetNumber, widget]) => {
    const key = entryOf(after, widget, 'StructParent')
    const reference = typeof key === 'number' ? leaves.get(String(key)) : undefined
    if (!isRef(reference) || (before.entry(reference.objectNumber)?.kind ?? 'free') !== 'free') return []
    const element = comparison.resolveAfter(reference)
    const parent = isDictionary(element) ? element.entries.get('P') : undefined
    if (!isDictionary(element) || !isRef(parent) || !isFormElement(comparison, element, widgetNumber))
      return []
    return [{ objectNumber: reference.objectNumber, key: String(key), parent: parent.objectNumber }]
  })
}

function isFormElement(comparison: Comparison, element: PdfDictionary, widget: number): boolean {
  const { after } = comparison
  const type = nameEntry(after, element, 'Type')
  if (![...element.entries.keys()].every((key) => elementKeys.has(key))) return false
  if (element.duplicateKeys !== undefined || (type !== undefined && type !== 'StructElem')) return false
  if (nameEntry(after, element, 'S') !== 'Form') return false
  const kids = entryOf(after, element, 'K')
  const only: PdfValue | undefined = isArray(kids) && kids.length === 1 ? kids[0] : kids
  const reference = comparison.resolveAfter(only)
  return isDictionary(reference) && isObjectReference(comparison, reference, widget)
}

function isObjectReference({ after }: Comparison, reference: PdfDictionary, widget: number): boolean {
  const object = reference.entries.get('Obj')
  return (
    nameEntry(after, reference, 'Type') === 'OBJR' &&
    reference.duplicateKeys === undefined &&
    [...reference.entries.keys()].every((key) => referenceKeys.has(key)) &&
    isRef(object) &&
    object.objectNumber === widget
  )
}
