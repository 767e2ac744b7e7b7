// Lists of fields and annotations in two revisions: what stayed, in its order, what was added, and
// what was removed.
import { isRef, type PdfArray, type PdfValue } from '../../../pdf/objects.ts'
import type { Sides } from '../revisions.ts'

interface PairedLists {
  readonly kept: readonly Sides<PdfValue>[]
  readonly added: readonly PdfValue[]
  readonly removed: readonly PdfValue[]
}

/**
 * Pairs two lists of references in order. What the list after no longer has is removed, and what it
 * has between or behind is added; an item that changed its place is both. Direct items pair by
 * position.
 */
export function pairLists({ before, after }: Sides<PdfArray>): PairedLists {
  const remaining = new Set(after.map(keyOf))
  const removed = before.filter((item) => isRef(item) && !remaining.has(keyOf(item)))
  const stayed = before.filter((item) => !isRef(item) || remaining.has(keyOf(item)))
  const kept: Sides<PdfValue>[] = []
  const added: PdfValue[] = []
  let next = 0
  for (const item of after) {
    const counterpart = stayed[next]
    if (counterpart !== undefined && keyOf(counterpart) === keyOf(item)) {
      kept.push({ before: counterpart, after: item })
      next += 1
    } else added.push(item)
  }
  return { kept, added, removed: [...removed, ...stayed.slice(next)] }
}

/** Returns the same for references to one object, and for all direct items. */
function keyOf(item: PdfValue): string | number {
  if (!isRef(item)) return 'direct'
  return item.generation === 0 ? item.objectNumber : `${item.objectNumber} ${item.generation}`
}
