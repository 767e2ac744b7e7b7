// A field that lies over what the page shows is no place to be filled in but a cover that waits for its picture. Forms have fields over the
// odd dotted line, and over the picture of a scanned page, so that it takes more than that.

import { annotationBox, type Box, numbersOf } from '../../../../document/page-areas/box.ts'
import { contentAreas } from '../../../../document/page-areas/content-areas.ts'
import { inheritedEntry } from '../../../../document/page-areas/inherited.ts'
import { isArray, type PdfDictionary } from '../../../../pdf/objects.ts'
import type { Comparison } from '../rule.ts'

const LINES_COVERED = 3
/** Of what is written on one line, the middles are the same, but for small letters above or below. */
const LINE_HEIGHT = 6

/**
 * Whether a field covers three lines of a page, or more than half of them. Of a page whose content cannot be followed, more than half of
 * the page.
 * @returns a question for any number of fields of the page
 */
export function coverJudge(comparison: Comparison, page: PdfDictionary): (field: PdfDictionary) => boolean {
  const { before } = comparison
  let known: { readonly areas: readonly Box[] } | undefined
  const areasOf = (): readonly Box[] => {
    const found = contentAreas(before, page, (steps) => comparison.spend(steps))
    return found ?? [wholePage(comparison, page)]
  }
  return (field) => {
    const box = annotationBox(before, field)
    if (box === undefined) return true
    known ??= { areas: areasOf() }
    comparison.spend(Math.ceil(known.areas.length / LINE_HEIGHT))
    const covered = linesOf(known.areas.filter((area) => isMostlyIn(area, box)))
    return covered >= LINES_COVERED || covered * 2 > linesOf(known.areas)
  }
}

function wholePage({ before }: Comparison, page: PdfDictionary): Box {
  const sides = numbersOf(before, inheritedEntry(before, page, 'MediaBox', isArray), 4)
  const [left = 0, bottom = 0, right = 612, top = 792] = sides ?? []
  return [Math.min(left, right), Math.min(bottom, top), Math.max(left, right), Math.max(bottom, top)]
}

function isMostlyIn(area: Box, box: Box): boolean {
  const width = Math.min(area[2], box[2]) - Math.max(area[0], box[0])
  const height = Math.min(area[3], box[3]) - Math.max(area[1], box[1])
  if (width <= 0 || height <= 0) return false
  return width * height * 2 > (area[2] - area[0]) * (area[3] - area[1])
}

function linesOf(areas: readonly Box[]): number {
  return new Set(areas.map(([, bottom, , top]) => Math.round((bottom + top) / 2 / LINE_HEIGHT))).size
}
