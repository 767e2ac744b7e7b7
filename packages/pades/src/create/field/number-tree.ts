// Adds a leaf to a number tree (ISO 32000-2 §7.9.7), behind all others. What a tree holds is read
// in document/tree-leaves.ts.

import type { PdfDocument } from '../../pdf/document.ts'
import {
  dictionary,
  isArray,
  isDictionary,
  isRef,
  type PdfDictionary,
  type PdfRef,
  type PdfValue,
  ref,
} from '../../pdf/objects.ts'
import type { IncrementalUpdate } from '../../pdf/update.ts'

/**
 * Returns the object that `withLeaf` writes anew; undefined when that is the holder of the tree.
 */
export function objectForLeaf(document: PdfDocument, tree: PdfValue | undefined): PdfRef | undefined {
  const found = document.resolve(tree)
  if (!isDictionary(found)) return undefined
  const list = found.entries.get(hasKids(document, found) ? 'Kids' : 'Nums')
  if (isRef(list) && isArray(document.resolve(list))) return list
  return isRef(tree) ? tree : undefined
}

function hasKids(document: PdfDocument, { entries }: PdfDictionary): boolean {
  const kids = document.resolve(entries.get('Kids'))
  return isArray(kids) && kids.length > 0
}

/**
 * Adds a leaf whose key is above all others.
 * @returns the value of the tree where its holder states it itself, or has none; undefined when the
 *   tree is an object of its own, written here
 * @throws PdfError as the update does
 */
export function withLeaf(
  document: PdfDocument,
  update: IncrementalUpdate,
  tree: PdfValue | undefined,
  key: number,
  value: PdfRef,
): PdfValue | undefined {
  const found = document.resolve(tree)
  const before = isDictionary(found) ? found : dictionary({})
  const entries = new Map(before.entries)
  const [list, added] = newLeaf(document, update, before, key, value)
  const stated = entries.get(list)
  const items = document.resolve(stated)
  const grown = [...(isArray(items) ? items : []), ...added]
  if (isRef(stated) && isArray(items)) {
    update.replace(stated, grown)
    return undefined
  }
  entries.set(list, grown)
  const changed: PdfDictionary = { kind: 'dictionary', entries }
  if (!isRef(tree) || !isDictionary(found)) return changed
  update.replace(tree, changed)
  return undefined
}

/**
 * Returns what to add: a pair to a root that holds its leaves, or a node of its own to one that has
 * kids.
 */
function newLeaf(
  document: PdfDocument,
  update: IncrementalUpdate,
  root: PdfDictionary,
  key: number,
  value: PdfRef,
): readonly [list: 'Nums' | 'Kids', added: readonly PdfValue[]] {
  if (!hasKids(document, root)) return ['Nums', [key, value]]
  const node = update.allocate()
  update.add(node, dictionary({ Limits: [key, key], Nums: [key, value] }))
  return ['Kids', [ref(node)]]
}
