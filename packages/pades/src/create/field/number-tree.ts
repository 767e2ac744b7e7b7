// Finds the highest key of a number tree (ISO 32000-2 §7.9.7), and adds one more leaf behind it.

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

const DEPTH_LIMIT = 32

/**
 * Returns the highest key of the last leaf, -1 for an empty or missing tree; undefined when the
 * tree is of another shape, or does not end.
 * @throws PdfError when a node cannot be read
 */
export function highestKey(document: PdfDocument, tree: PdfValue | undefined): number | undefined {
  let node = document.resolve(tree)
  if (node === null) return -1
  for (let depth = 0; depth < DEPTH_LIMIT && isDictionary(node); depth++) {
    const kids = document.resolve(node.entries.get('Kids'))
    if (!isArray(kids) || kids.length === 0) return lastNumber(document, node)
    node = document.resolve(kids.at(-1))
  }
  return undefined
}

function lastNumber(document: PdfDocument, { entries }: PdfDictionary): number | undefined {
  const stated = document.resolve(entries.get('Nums'))
  if (stated === null) return -1
  if (!isArray(stated) || stated.length % 2 !== 0) return undefined
  let highest = -1
  for (let index = 0; index < stated.length; index += 2) {
    const key = document.resolve(stated[index])
    // Readers search by halves, so that nothing can be added to a leaf that is out of order.
    if (typeof key !== 'number' || !Number.isSafeInteger(key) || key <= highest) return undefined
    highest = key
  }
  return highest
}

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
