// Structure elements that a later revision added for the widgets of its signature fields: a Form
// element whose one kid is an object reference to the widget (ISO 32000-2 §14.7.5.3, §14.8.4.8.5),
// and nothing more.
import { entryOf, nameEntry } from '../../../../document/pdf-view.ts'
import { leavesOf } from '../../../../document/tree-leaves.ts'
import { isArray, isDictionary, isRef, type PdfDictionary, type PdfValue } from '../../../../pdf/objects.ts'
import type { Revisions } from '../../revisions.ts'
import type { AddedWidget } from '../rule.ts'

export interface AddedElement {
  readonly objectNumber: number
  /** /StructParent of the widget: its key in the parent tree. */
  readonly key: string
  /** The element, or the root of the tree, that it is a kid of. */
  readonly parent: number
}

const elementKeys: ReadonlySet<string> = new Set(['Type', 'S', 'P', 'Pg', 'K'])
const referenceKeys: ReadonlySet<string> = new Set(['Type', 'Obj', 'Pg'])

/**
 * Returns the elements, under the keys that added widgets state, that are of the shape.
 * @param root of the tree as it is after
 * @param widgets of signature fields that were added, some perhaps twice
 * @throws PdfError when an element cannot be read, or LIMIT_EXCEEDED
 */
export function findAddedElements(
  revisions: Revisions,
  root: PdfDictionary,
  widgets: readonly AddedWidget[],
): readonly AddedElement[] {
  const { before, after, spend } = revisions
  const leaves = leavesOf(after, root.entries.get('ParentTree'), 'Nums', spend)
  if (leaves === undefined) return []
  const byNumber = new Map(widgets.map(({ objectNumber, widget }) => [objectNumber, widget]))
  return [...byNumber].flatMap(([widgetNumber, widget]) => {
    const key = entryOf(after, widget, 'StructParent')
    const reference = typeof key === 'number' ? leaves.get(String(key)) : undefined
    if (!isRef(reference) || (before.entry(reference.objectNumber)?.kind ?? 'free') !== 'free') return []
    const element = after.resolve(reference)
    const parent = isDictionary(element) ? element.entries.get('P') : undefined
    if (!isDictionary(element) || !isRef(parent) || !isFormElement(revisions, element, widgetNumber)) {
      return []
    }
    return [{ objectNumber: reference.objectNumber, key: String(key), parent: parent.objectNumber }]
  })
}

function isFormElement({ after }: Revisions, element: PdfDictionary, widget: number): boolean {
  const type = nameEntry(after, element, 'Type')
  if (![...element.entries.keys()].every((key) => elementKeys.has(key))) return false
  if (element.duplicateKeys !== undefined || (type !== undefined && type !== 'StructElem')) return false
  if (nameEntry(after, element, 'S') !== 'Form') return false
  const kids = entryOf(after, element, 'K')
  const only: PdfValue | undefined = isArray(kids) && kids.length === 1 ? kids[0] : kids
  const reference = after.resolve(only)
  if (!isDictionary(reference) || reference.duplicateKeys !== undefined) return false
  const object = reference.entries.get('Obj')
  return (
    nameEntry(after, reference, 'Type') === 'OBJR' &&
    [...reference.entries.keys()].every((key) => referenceKeys.has(key)) &&
    isRef(object) &&
    object.objectNumber === widget
  )
}
