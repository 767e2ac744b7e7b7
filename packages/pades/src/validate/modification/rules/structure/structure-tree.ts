// The rule for the structure tree of a tagged document (ISO 32000-2 §14.7): it may take in the
// widget of a signature field that the later revision added, in the one shape that PDF/UA asks for,
// and otherwise stays as it was signed.

import { leavesOf } from '../../../../document/tree-leaves.ts'
import { isArray, isDictionary, isRef, type PdfDictionary, type PdfValue } from '../../../../pdf/objects.ts'
import { type Difference, found } from '../../findings.ts'
import { entriesUnder, type Revisions, resolveSides, type Sides } from '../../revisions.ts'
import { isSameReference } from '../../walk/compare-values.ts'
import { type Inputs, type Judging, sameEntries, sameValue } from '../rule.ts'
import { type AddedElement, findAddedElements } from './added-elements.ts'
import { judgeElements } from './elements.ts'

/** Entries of the root that are judged by themselves. */
const rootEntries: ReadonlySet<string> = new Set(['K', 'ParentTree', 'ParentTreeNextKey', 'IDTree'])
const modified: Difference = {
  code: 'STRUCT_TREE_MODIFIED',
  level: 'UNDEFINED',
  message: '/StructTreeRoot of the catalog was changed',
}

export function* judgeStructureTree(
  { catalog, addedFields, addedAnnotations }: Pick<Inputs, 'catalog' | 'addedFields' | 'addedAnnotations'>,
  revisions: Revisions,
): Judging {
  const stated = entriesUnder(catalog, 'StructTreeRoot')
  const { before, after } = resolveSides(revisions, stated)
  const isSameRoot = isRef(stated.before)
    ? isSameReference(stated.before, stated.after)
    : !isRef(stated.after)
  if (!isDictionary(before) || !isDictionary(after) || !isSameRoot) {
    yield sameValue(stated, modified)
    return
  }
  const widgets = [...addedFields, ...addedAnnotations]
  const added = widgets.length === 0 ? [] : findAddedElements(revisions, after, widgets)
  if (added.length === 0) yield sameValue(stated, modified)
  else {
    const object = isRef(stated.after) ? stated.after.objectNumber : undefined
    yield* judgeTrees(revisions, { before, after }, object, added)
  }
}

/** Judges two trees of which the later one has elements that the earlier one has not. */
function* judgeTrees(
  revisions: Revisions,
  roots: Sides<PdfDictionary>,
  object: number | undefined,
  added: readonly AddedElement[],
): Judging {
  yield sameEntries(revisions, roots, rootEntries, () => modified, object)
  const isExplained =
    isRaised(resolveSides(revisions, entriesUnder(roots, 'ParentTreeNextKey'))) &&
    hasSameParents(revisions, roots, added) &&
    hasSameNames(revisions, roots)
  if (!isExplained) yield found(modified)
  yield* judgeElements(revisions, roots, object, added)
  for (const { objectNumber } of added) {
    const message = 'the widget of an added signature field was tagged'
    yield found({ code: 'STRUCT_TREE_ELEMENT_ADDED', level: 'LTA_UPDATES', message }, objectNumber)
  }
}

/** Whether the next key of the parent tree stayed or was raised; absent is 0. */
function isRaised({ before, after }: Sides<PdfValue>): boolean {
  const keyBefore = before ?? 0
  const keyAfter = after ?? 0
  return Number.isInteger(keyAfter) && typeof keyBefore === 'number' && Number(keyAfter) >= keyBefore
}

/**
 * Whether the parent tree (§14.7.5.4) has what it had, and the added elements under the keys of
 * their widgets.
 */
function hasSameParents(
  revisions: Revisions,
  roots: Sides<PdfDictionary>,
  added: readonly AddedElement[],
): boolean {
  const stated = entriesUnder(roots, 'ParentTree')
  const before = leavesOf(revisions.before, stated.before, 'Nums', revisions.spend)
  const after = leavesOf(revisions.after, stated.after, 'Nums', revisions.spend)
  if (before === undefined || after === undefined) return false
  const isAdded = ({ key, objectNumber }: AddedElement): boolean =>
    !before.has(key) && isReferenceTo(after.get(key), objectNumber)
  if (!added.every(isAdded)) return false
  const keys = new Set(added.map(({ key }) => key))
  return hasSameLeaves(revisions, { before, after: new Map([...after].filter(([key]) => !keys.has(key))) })
}

function hasSameNames(revisions: Revisions, roots: Sides<PdfDictionary>): boolean {
  const stated = entriesUnder(roots, 'IDTree')
  const before = leavesOf(revisions.before, stated.before, 'Names', revisions.spend)
  const after = leavesOf(revisions.after, stated.after, 'Names', revisions.spend)
  return before !== undefined && after !== undefined && hasSameLeaves(revisions, { before, after })
}

/** References are compared as such: what they lead to is compared where the tree has it. */
function hasSameLeaves(
  revisions: Revisions,
  { before, after }: Sides<ReadonlyMap<string, PdfValue>>,
): boolean {
  revisions.spend(before.size + after.size)
  if (before.size !== after.size) return false
  return [...before].every(([key, value]) =>
    hasSameReferences(revisions, { before: value, after: after.get(key) }),
  )
}

/** Whether two leaves are one reference, or lists of the same references. */
function hasSameReferences(revisions: Revisions, stated: Sides<PdfValue | undefined>): boolean {
  const before = revisions.before.resolve(stated.before)
  const isOne = isRef(stated.before) && isReferenceTo(stated.after, stated.before.objectNumber)
  if (isOne && !isArray(before)) return true
  const after = revisions.after.resolve(stated.after)
  if (!isArray(before) || !isArray(after)) return false
  revisions.spend(before.length)
  return (
    before.length === after.length &&
    before.every((item, index) => {
      const counterpart = after[index]
      return isRef(item) ? isReferenceTo(counterpart, item.objectNumber) : item === counterpart
    })
  )
}

function isReferenceTo(value: PdfValue | undefined, objectNumber: number): boolean {
  return isRef(value) && value.objectNumber === objectNumber
}
