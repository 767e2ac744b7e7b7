// Lists of fields and annotations in two revisions: what stayed, in its order, what was added, what was removed.
import { isRef, type PdfArray, type PdfValue } from '../../../pdf/objects.ts'

/**
 * Pairs two lists of references in order: what the later one no longer has is removed, what it has between or after is added; one that
 * changed its place is both. Direct items pair by position.
 */
export function pairLists(before: PdfArray, after: PdfArray) {
  const remaining = new Set(after.map(keyOf))
  const removed = before.filter((item) => isRef(item) && !remaining.has(keyOf(item)))
  const stayed = before.filter((item) => !isRef(item) || remaining.has(keyOf(item)))
  const kept: { readonly earlier: PdfValue; readonly later: PdfValue }[] = []
  const added: PdfValue[] = []
  let next = 0
  for (const later of after) {
    const earlier = stayed[next]
    if (earlier !== undefined && keyOf(earlier) === keyOf(later)) {
      kept.push({ earlier, later })
      next += 1
    } else added.push(later)
  }
  return { kept, added, removed: [...removed, ...stayed.slice(next)] }
}

/** The same for references to one object, and for all direct items. */
function keyOf(item: PdfValue): string | number {
  if (!isRef(item)) return 'direct'
  return item.generation === 0 ? item.objectNumber : `${item.objectNumber} ${item.generation}`
}
