// Fields that lie over what a page shows: no place to be filled in (ISO 32000-2 §12.7) but a cover
// that waits for its picture. Forms have fields over the odd dotted line, and over the picture of a
// scanned page, so that it takes more than that.

import { contentAreas } from '../../../../document/page-areas/content-areas.ts'
import { inheritedEntry } from '../../../../document/page-areas/inherited.ts'
import { annotationBox, numbersOf, type Rectangle } from '../../../../document/page-areas/rectangle.ts'
import type { PdfDocument } from '../../../../pdf/document.ts'
import { isArray, type PdfDictionary } from '../../../../pdf/objects.ts'
import type { Revisions } from '../../revisions.ts'

const LINES_COVERED = 3
/** What is written on one line has the same middle, but for small letters above or below. */
const LINE_HEIGHT = 6

/**
 * Returns the judge of the fields of one page: whether one covers three lines of the page, or more
 * than half of them. Of a page whose content cannot be followed, it may not cover more than half.
 * The judge looks at the page when it is first asked.
 * @param page as it was before
 */
export function coverJudge(
  { before, spend }: Revisions,
  page: PdfDictionary,
): (field: PdfDictionary) => boolean {
  let known: { readonly areas: readonly Rectangle[] } | undefined
  return (field) => {
    const box = annotationBox(before, field)
    if (box === undefined) return true
    known ??= { areas: contentAreas(before, page, spend) ?? [wholePage(before, page)] }
    spend(Math.ceil(known.areas.length / LINE_HEIGHT))
    const covered = countLines(known.areas.filter((area) => isMostlyIn(area, box)))
    return covered >= LINES_COVERED || covered * 2 > countLines(known.areas)
  }
}

function wholePage(document: PdfDocument, page: PdfDictionary): Rectangle {
  const sides = numbersOf(document, inheritedEntry(document, page, 'MediaBox', isArray), 4)
  const [left = 0, bottom = 0, right = 612, top = 792] = sides ?? []
  return [Math.min(left, right), Math.min(bottom, top), Math.max(left, right), Math.max(bottom, top)]
}

function isMostlyIn(area: Rectangle, box: Rectangle): boolean {
  const width = Math.min(area[2], box[2]) - Math.max(area[0], box[0])
  const height = Math.min(area[3], box[3]) - Math.max(area[1], box[1])
  if (width <= 0 || height <= 0) return false
  return width * height * 2 > (area[2] - area[0]) * (area[3] - area[1])
}

function countLines(areas: readonly Rectangle[]): number {
  return new Set(areas.map(([, bottom, , top]) => Math.round((bottom + top) / 2 / LINE_HEIGHT))).size
}
