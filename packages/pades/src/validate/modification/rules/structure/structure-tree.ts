// The rule for the structure tree of a tagged document (ISO 32000-2 §14.7): it may take in the widget of a signature field that the later
// revision added, in the one shape that PDF/UA asks for, and otherwise stays as it was signed.
import { isDictionary, isRef, type PdfDictionary, type PdfValue } from '../../../../pdf/objects.ts'
import type { Comparison, Difference } from '../rule.ts'
import { type AddedElement, addedElements } from './added-elements.ts'
import { compareElements } from './elements.ts'
import { leavesOf } from './tree-leaves.ts'

const rootRules: ReadonlySet<string> = new Set(['K', 'ParentTree', 'ParentTreeNextKey', 'IDTree'])
const modified: Difference = {
  code: 'STRUCT_TREE_MODIFIED',
  level: 'UNDEFINED',
  message: '/StructTreeRoot of the catalog was changed',
}

/** To be called after the rules that find added widgets. */
export function compareStructureTrees(comparison: Comparison): void {
  const stated = comparison.before.catalog.entries.get('StructTreeRoot')
  const later = comparison.after.catalog.entries.get('StructTreeRoot')
  const before = comparison.resolveBefore(stated)
  const after = comparison.resolveAfter(later)
  const isSame = isRef(stated)
    ? isRef(later) && stated.objectNumber === later.objectNumber && stated.generation === later.generation
    : !isRef(later)
  const added = isDictionary(before) && isDictionary(after) && isSame ? additionsTo(comparison, after) : []
  if (added.length === 0 || !isDictionary(before) || !isDictionary(after)) {
    comparison.same(stated, later, modified)
    return
  }
  const object = isRef(later) ? later.objectNumber : undefined
  comparison.sameEntries(before, after, rootRules, () => modified, object)
  compareNextKey(comparison, before, after)
  compareParentTrees(comparison, before, after, added)
  compareLeaves(comparison, before, after, 'IDTree')
  compareElements(comparison, before, after, object, added)
  for (const { objectNumber } of added) {
    const message = 'the widget of an added signature field was tagged'
    comparison.report({ code: 'STRUCT_TREE_ELEMENT_ADDED', level: 'LTA_UPDATES', message }, objectNumber)
  }
}

function additionsTo(comparison: Comparison, after: PdfDictionary): readonly AddedElement[] {
  return comparison.addedWidgets.size === 0 ? [] : addedElements(comparison, after)
}

function compareNextKey(comparison: Comparison, before: PdfDictionary, after: PdfDictionary): void {
  const earlier = comparison.resolveBefore(before.entries.get('ParentTreeNextKey')) ?? 0
  const later = comparison.resolveAfter(after.entries.get('ParentTreeNextKey')) ?? 0
  const isRaised = Number.isInteger(later) && typeof earlier === 'number' && Number(later) >= earlier
  if (!isRaised) comparison.report(modified)
}

/** §14.7.5.4: the parent tree has what it had, and the added elements under the keys of their widgets. */
function compareParentTrees(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  added: readonly AddedElement[],
): void {
  const earlier = leavesOf(comparison, comparison.before, before.entries.get('ParentTree'), 'Nums')
  const later = leavesOf(comparison, comparison.after, after.entries.get('ParentTree'), 'Nums')
  if (earlier === undefined || later === undefined) {
    comparison.report(modified)
    return
  }
  for (const { key, objectNumber } of added) {
    if (earlier.has(key) || !isReferenceTo(later.get(key), objectNumber)) comparison.report(modified)
    later.delete(key)
  }
  compareMaps(comparison, earlier, later)
}

function compareLeaves(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  key: 'IDTree',
): void {
  const earlier = leavesOf(comparison, comparison.before, before.entries.get(key), 'Names')
  const later = leavesOf(comparison, comparison.after, after.entries.get(key), 'Names')
  if (earlier === undefined || later === undefined) comparison.report(modified)
  else compareMaps(comparison, earlier, later)
}

/** References are compared as such: what they lead to is compared where the tree has it. */
function compareMaps(
  comparison: Comparison,
  earlier: ReadonlyMap<string, PdfValue>,
  later: ReadonlyMap<string, PdfValue>,
): void {
  comparison.spend(earlier.size + later.size)
  if (earlier.size !== later.size) comparison.report(modified)
  for (const [key, value] of earlier) {
    if (!sameReferences(comparison, value, later.get(key))) comparison.report(modified)
  }
}

function sameReferences(comparison: Comparison, before: PdfValue, after: PdfValue | undefined): boolean {
  if (isReferenceTo(after, isRef(before) ? before.objectNumber : -1) && !isList(comparison, before))
    return true
  const left = comparison.resolveBefore(before)
  const right = comparison.resolveAfter(after)
  if (!Array.isArray(left) || !Array.isArray(right)) return false
  comparison.spend(left.length)
  return (
    left.length === right.length &&
    left.every((item, index) => {
      const other: PdfValue | undefined = right[index]
      return isRef(item) ? isReferenceTo(other, item.objectNumber) : item === other
    })
  )
}

function isList(comparison: Comparison, value: PdfValue): boolean {
  return Array.isArray(comparison.resolveBefore(value))
}

function isReferenceTo(value: PdfValue | undefined, objectNumber: number): boolean {
  return isRef(value) && value.objectNumber === objectNumber
}
