// Lists of fields and annotations in two revisions: what stayed, in its order, what was added, what was removed.
import { isRef, type PdfArray, type PdfValue } from '../../pdf/objects.ts'

/** Pairs two lists of references in order; what the later one has between or after is added. Direct items pair by position. */
export function pairLists(before: PdfArray, after: PdfArray) {
  const kept: { readonly earlier: PdfValue; readonly later: PdfValue }[] = []
  const added: PdfValue[] = []
  let next = 0
  for (const later of after) {
    const earlier = before[next]
    const pairs =
      earlier !== undefined &&
      (isRef(earlier)
        ? isRef(later) &&
          earlier.objectNumber === later.objectNumber &&
          earlier.generation === later.generation
        : !isRef(later))
    if (pairs) {
      kept.push({ earlier, later })
      next += 1
    } else added.push(later)
  }
  return { kept, added, removed: before.slice(next) }
}
