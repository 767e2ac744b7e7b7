// Where the stamp goes: what the request says, turned into one box on one page that is known to exist.
import { type PdfInput, wholePdf } from '@tapis/pades/create'
import { ApiError } from '../problem.ts'
import { type FindAnchorOptions, findAnchor } from './anchor.ts'

/** Lower left corner and size in points, on the page as displayed. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A place as it is asked for, a template already replaced by what it stands for. */
export type Place =
  | { readonly kind: 'box'; readonly page: number | 'last'; readonly box: Box }
  | {
      readonly kind: 'anchor'
      readonly anchor: string
      readonly occurrence?: number | undefined
      readonly width: number
      readonly height: number
    }

/** A place on a page, checked. */
export interface ResolvedPlace {
  readonly page: number
  readonly box: Box
}

/** The displayed size of every page, by number from 1. */
export interface PageSizes {
  readonly count: number
  size(page: number): { readonly width: number; readonly height: number }
}

/** Coordinates come from programs that round: this far over the edge is still on the page. */
const TOLERANCE_POINTS = 0.01

/**
 * Only an anchor is searched for, in the whole document in memory; `options` are for that search.
 * @throws ApiError PAGE_NOT_FOUND, BOX_OFF_PAGE, ANCHOR_NOT_FOUND, ANCHOR_AMBIGUOUS, and those of `findAnchor`
 */
export async function resolvePlace(
  pdf: PdfInput,
  pages: PageSizes,
  place: Place,
  options: FindAnchorOptions = {},
): Promise<ResolvedPlace> {
  const { page, box } = place.kind === 'box' ? boxed(pages, place) : await anchored(pdf, place, options)
  const { width, height } = pages.size(page)
  const inside =
    box.x >= -TOLERANCE_POINTS &&
    box.y >= -TOLERANCE_POINTS &&
    box.x + box.width <= width + TOLERANCE_POINTS &&
    box.y + box.height <= height + TOLERANCE_POINTS
  if (!inside)
    throw new ApiError('BOX_OFF_PAGE', { facts: { width: rounded(width), height: rounded(height) } })
  return { page, box }
}

function boxed(pages: PageSizes, { page, box }: Extract<Place, { kind: 'box' }>): ResolvedPlace {
  const number = page === 'last' ? pages.count : page
  if (number < 1 || number > pages.count)
    throw new ApiError('PAGE_NOT_FOUND', { facts: { page: number, pages: pages.count } })
  return { page: number, box }
}

async function anchored(
  pdf: PdfInput,
  place: Extract<Place, { kind: 'anchor' }>,
  options: FindAnchorOptions,
): Promise<ResolvedPlace> {
  const { anchor, occurrence, width, height } = place
  const found = await findAnchor(wholePdf(pdf), anchor, options)
  if (occurrence === undefined && found.length > 1)
    throw new ApiError('ANCHOR_AMBIGUOUS', { facts: { found: found.length } })
  const chosen = found[(occurrence ?? 1) - 1]
  if (chosen === undefined) throw new ApiError('ANCHOR_NOT_FOUND', { facts: { found: found.length } })
  const { page, centre } = chosen
  return { page, box: { x: centre.x - width / 2, y: centre.y - height / 2, width, height } }
}

const rounded = (points: number) => Math.round(points * 100) / 100
