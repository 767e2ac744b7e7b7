// Tells what a stamp would hide of its page before the page is signed, since afterwards it cannot
// be moved any more. It helps whoever places the stamp, and judges nothing: shapes, shadings and
// what only a layer shows are not looked at.

import { type VisibleArea, visibleAreas } from '../../document/page-areas/visible-areas.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import type { PdfDictionary } from '../../pdf/objects.ts'
import type { PdfInput } from '../../pdf/reading/file-bytes.ts'
import { type OpeningOptions, withSignableDocument } from '../prepare/open-for-signing.ts'
import { type CoveredArea, joinedBoxes, mergedAreas, sharedBox } from './merged-areas.ts'
import { type Box, type DisplayedPage, displayedBox, geometryOf } from './page-geometry.ts'
import { findPageToSign } from './page-to-sign.ts'

/** What a box would hide of a page. */
export type CoveredContent =
  | { readonly kind: 'nothing' }
  /** At most ten areas; what lies close together is one. */
  | { readonly kind: 'covered'; readonly areas: readonly CoveredArea[] }
  | { readonly kind: 'unknown'; readonly reason: 'too-large' | 'unreadable' }

/** Which page, which box, and how much work may be done. */
export interface CoveredContentOptions extends OpeningOptions {
  /**
   * Text that is meant to be hidden, as an anchor is: points, as displayed. Covered text within is
   * passed over. Default none.
   */
  readonly meant?: readonly Box[]
}

/**
 * Points by which a box may lie over something without hiding it: letters have room around them.
 */
const TOLERANCE_POINTS = 1
/** The part of the height of capitals that may be hidden: a line can still be read. */
const READABLE_SHARE = 0.15
/** For an anchor, whose ends somebody else has guessed. */
const MEANT_TOLERANCE_POINTS = 3
/** The part of the page from which on pictures are its background. */
const BACKGROUND_SHARE = 0.8

/**
 * Says which text, pictures and fields of a page lie under a box. A field with this very box is the
 * place to sign, and not counted.
 * @param pageNumber 1-based
 * @param box points, origin at the lower left of the page as displayed, as in
 *   `SignatureAppearance.rect`
 * @throws PadesError PAGE_NOT_FOUND, PAGE_TREE_INVALID, DOCUMENT_AMBIGUOUS; PdfError when the
 *   document cannot be read at all
 */
export function coveredContent(
  pdf: PdfInput | PdfDocument,
  pageNumber: number,
  box: Box,
  options: CoveredContentOptions = {},
): CoveredContent {
  return withSignableDocument(pdf, options, (document) => {
    const page = findPageToSign(document, pageNumber)
    const shown = readAreas(document, page.page)
    if ('kind' in shown) return shown
    const geometry = geometryOf(document, page)
    const areas = shown.areas.map(({ what, box: area }) => ({ what, box: displayedBox(geometry, area) }))
    const covered = coveredAreas(areas, box, geometry, options.meant ?? [])
    return covered.length === 0 ? { kind: 'nothing' } : { kind: 'covered', areas: covered }
  })
}

function readAreas(
  document: PdfDocument,
  page: PdfDictionary,
): { readonly areas: readonly VisibleArea[] } | Extract<CoveredContent, { kind: 'unknown' }> {
  try {
    return { areas: visibleAreas(document, page) }
  } catch (error) {
    if (!(error instanceof PdfError)) throw error
    return { kind: 'unknown', reason: error.code === 'LIMIT_EXCEEDED' ? 'too-large' : 'unreadable' }
  }
}

/** Returns the parts of the areas that the box hides. @param areas as displayed */
function coveredAreas(
  areas: readonly CoveredArea[],
  box: Box,
  geometry: DisplayedPage,
  meant: readonly Box[],
): readonly CoveredArea[] {
  const background = backgroundOf(areas, geometry)
  const covered: CoveredArea[] = []
  for (const area of areas) {
    const part = sharedBox(area.box, box)
    if (part === undefined || !isHidden(area, part)) continue
    if (area.what === 'text' && meant.some((each) => isWithin(part, each, MEANT_TOLERANCE_POINTS))) continue
    if (area.what === 'field' && isSame(area.box, box)) continue
    const isBackground =
      area.what === 'picture' && background !== undefined && isWithin(area.box, background, TOLERANCE_POINTS)
    covered.push({ what: area.what, box: part, ...(isBackground ? { background: true } : {}) })
  }
  return mergedAreas(covered)
}

/**
 * Says whether the part that is covered hides the area. For text it counts across the line: a line
 * along the edge stays readable.
 */
function isHidden({ what, box }: CoveredArea, part: Box): boolean {
  if (part.width <= TOLERANCE_POINTS || part.height <= TOLERANCE_POINTS) return false
  if (what !== 'text') return true
  return box.width >= box.height
    ? part.height > READABLE_SHARE * box.height
    : part.width > READABLE_SHARE * box.width
}

/**
 * Returns the box of the pictures that are the page's background: scans come in one piece, or in
 * strips beside each other.
 */
function backgroundOf(areas: readonly CoveredArea[], page: DisplayedPage): Box | undefined {
  const whole = { x: 0, y: 0, width: page.width, height: page.height }
  const pictures = areas.flatMap(({ what, box }) => (what === 'picture' ? (sharedBox(box, whole) ?? []) : []))
  const needed = BACKGROUND_SHARE * page.width * page.height
  return joinedBoxes(pictures, TOLERANCE_POINTS).find(
    ({ box, area }) => box.width * box.height >= needed && area >= needed,
  )?.box
}

function isWithin(inner: Box, outer: Box, tolerance: number): boolean {
  return (
    inner.x >= outer.x - tolerance &&
    inner.y >= outer.y - tolerance &&
    inner.x + inner.width <= outer.x + outer.width + tolerance &&
    inner.y + inner.height <= outer.y + outer.height + tolerance
  )
}

function isSame(one: Box, other: Box): boolean {
  return isWithin(one, other, TOLERANCE_POINTS) && isWithin(other, one, TOLERANCE_POINTS)
}
