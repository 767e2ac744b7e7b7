// The leaves of a number tree or name tree (ISO 32000-2 §7.9.6, §7.9.7), wherever its nodes were
// split. Signing adds no leaf to a tree that validation could not read.
import type { PdfDocument } from '../pdf/document.ts'
import { isArray, isDictionary, isString, type PdfValue } from '../pdf/objects.ts'
import type { OnDamage } from './damage.ts'
import { resolved } from './pdf-view.ts'

const MAXIMUM_DEPTH = 32
const MAXIMUM_KEY_BYTES = 1024

/**
 * Returns the leaves by key, numbers and strings as text; undefined when the tree is not well
 * formed, or states a key twice.
 *
 * @param values `Nums` or `Names`
 * @param spend accounts for the work
 * @throws PdfError LIMIT_EXCEEDED from `spend`; that of a node that cannot be read, unless damage
 *   is skipped
 */
export function leavesOf(
  document: PdfDocument,
  tree: PdfValue | undefined,
  values: 'Nums' | 'Names',
  spend: (steps: number) => void,
  onDamage: OnDamage = 'skip',
): ReadonlyMap<string, PdfValue> | undefined {
  const leaves = new Map<string, PdfValue>()
  const visit = (value: PdfValue | undefined, depth: number): boolean => {
    spend(1)
    const node = resolved(document, value, onDamage)
    if (!isDictionary(node) || node.duplicateKeys !== undefined || depth > MAXIMUM_DEPTH) return false
    const list = resolved(document, node.entries.get(values), onDamage) ?? []
    if (!isArray(list)) return false
    spend(list.length)
    for (let index = 0; index < list.length; index += 2) {
      const key = keyOf(resolved(document, list[index], onDamage))
      const leaf = list[index + 1]
      if (key === undefined || leaf === undefined || leaves.has(key)) return false
      leaves.set(key, leaf)
    }
    const kids = resolved(document, node.entries.get('Kids'), onDamage) ?? []
    return isArray(kids) && kids.every((kid) => visit(kid, depth + 1))
  }
  return tree === undefined || visit(tree, 0) ? leaves : undefined
}

/**
 * Returns the highest key of a number tree's leaves, -1 where there are none; undefined where they
 * are not in ascending order. Readers search by halves (§7.9.7), so that they would not find a leaf
 * that is added to such a tree.
 */
export function highestKey(leaves: ReadonlyMap<string, PdfValue>): number | undefined {
  let highest = -1
  for (const key of leaves.keys()) {
    const number = Number(key)
    if (!Number.isSafeInteger(number) || number <= highest) return undefined
    highest = number
  }
  return highest
}

function keyOf(value: PdfValue | undefined): string | undefined {
  if (typeof value === 'number') return String(value)
  return isString(value) ? String.fromCharCode(...value.bytes.subarray(0, MAXIMUM_KEY_BYTES)) : undefined
}
