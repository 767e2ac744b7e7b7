// Annotations of a page that lie over each other, by page: said of the file, whenever they came,
// since one may hide what another shows. By their rectangles alone: with the margins that the
// judgement of remarks takes (modification/rules/pages/remarks.ts), marks on neighbouring lines
// would all be said to overlap.

import { annotationBox, isEmpty, overlap, type Rectangle } from '../../document/page-areas/rectangle.ts'
import { pagesOf } from '../../document/pages/page-tree.ts'
import { arrayEntry, nameEntry, resolved } from '../../document/pdf-view.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { isDictionary } from '../../pdf/objects.ts'

const MAXIMUM_PAGES = 2000
/** Of one page, and of the file. */
const MAXIMUM_COMPARED = 500
const MAXIMUM_COMPARISONS = 1_000_000

/**
 * Returns the numbers of the pages, from 1, with annotations that overlap. Bounded: of very many
 * annotations only the first are looked at.
 */
function pagesWithOverlaps(document: PdfDocument): readonly number[] {
  const found: number[] = []
  let comparisons = 0
  for (const [index, { page }] of pagesOf(document).slice(0, MAXIMUM_PAGES).entries()) {
    const annotations = arrayEntry(document, page, 'Annots') ?? []
    const boxes: Rectangle[] = []
    for (const item of annotations.slice(0, MAXIMUM_COMPARED)) {
      const annotation = resolved(document, item)
      if (!isDictionary(annotation) || nameEntry(document, annotation, 'Subtype') === 'Popup') continue
      const box = annotationBox(document, annotation)
      if (box !== undefined && !isEmpty(box)) boxes.push(box)
    }
    comparisons += boxes.length ** 2
    if (comparisons > MAXIMUM_COMPARISONS) return found
    const overlaps = boxes.some((box, at) => boxes.slice(at + 1).some((other) => overlap(box, other)))
    if (overlaps) found.push(index + 1)
  }
  return found
}

/** Returns the remark of it for a report; none where nothing overlaps. */
export function overlapWarnings(document: PdfDocument): readonly string[] {
  const pages = pagesWithOverlaps(document)
  if (pages.length === 0) return []
  return [`ANNOTATIONS_OVERLAP: annotations lie over each other on page ${pages.join(', ')}`]
}
