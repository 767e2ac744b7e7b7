// Where the stamp goes: what the request says, turned into one box on one page that is known to exist.
import { type PdfInput, wholePdf } from '@tapis/pades/create'
import { ApiError } from '../problems/problem.ts'
import { type AnchorPosition, MOST_OCCURRENCES } from './anchor-search.ts'
import type { FoundText } from './text-lines.ts'

/** Lower left corner and size in points, on the page as displayed. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A place as it is asked for, a template already replaced by what it stands for. */
export type Place = BoxPlace | AnchorPlace

export interface BoxPlace {
  readonly kind: 'box'
  readonly page: number | 'last'
  readonly box: Box
}

export interface AnchorPlace {
  readonly kind: 'anchor'
  readonly anchor: string
  /** From 1, in reading order. Default: there must be one only. */
  readonly occurrence?: number | 'last' | undefined
  readonly width: number
  readonly height: number
  /** What becomes of the stamp when the text is not there, or not as often. Default: the document is refused. */
  readonly otherwise?: BoxPlace | 'invisible' | undefined
}

/** A place on a page, checked. */
export interface ResolvedPlace {
  readonly page: number
  readonly box: Box
  /** What was searched for and found: the stamp is meant to cover it. */
  readonly anchor?: Box
}

/** The displayed size of every page, by number from 1. */
export interface PageSizes {
  readonly count: number
  size(page: number): { readonly width: number; readonly height: number }
}

/** Coordinates come from programs that round: this far over the edge is still on the page. */
const TOLERANCE_POINTS = 0.01
/** Of a tag whose ends are guessed from a longer run, so much is certain. */
const GUESSED_SHARE = 0.6

/** Where a text stands in a document that is in memory, in reading order: `findAnchor`, or a search in the thread at hand. */
export type AnchorFinder = (pdf: Uint8Array, tag: string) => Promise<readonly AnchorPosition[]>

/**
 * Undefined for an invisible signature, where `otherwise` says so. Only an anchor is searched for, in the whole document in memory.
 * @throws ApiError PAGE_NOT_FOUND, BOX_OFF_PAGE, ANCHOR_NOT_FOUND, ANCHOR_AMBIGUOUS, ANCHOR_NOT_COVERED, and what `find` throws
 */
export async function resolvePlace(
  pdf: PdfInput,
  pages: PageSizes,
  place: Place,
  find: AnchorFinder,
): Promise<ResolvedPlace | undefined> {
  if (place.kind === 'box') return onPage(pages, boxed(pages, place))
  const found = await anchored(pdf, place, find)
  if (typeof found === 'object') return onPage(pages, found)
  const { otherwise } = place
  if (otherwise === 'invisible') return undefined
  if (otherwise !== undefined) return onPage(pages, boxed(pages, otherwise))
  throw new ApiError('ANCHOR_NOT_FOUND', { facts: { found } })
}

/** @throws ApiError BOX_OFF_PAGE */
function onPage(pages: PageSizes, place: ResolvedPlace): ResolvedPlace {
  const { page, box } = place
  const { width, height } = pages.size(page)
  const inside =
    box.x >= -TOLERANCE_POINTS &&
    box.y >= -TOLERANCE_POINTS &&
    box.x + box.width <= width + TOLERANCE_POINTS &&
    box.y + box.height <= height + TOLERANCE_POINTS
  if (inside) return place
  throw new ApiError('BOX_OFF_PAGE', {
    facts: {
      page,
      width: rounded(width),
      height: rounded(height),
      x: rounded(box.x),
      y: rounded(box.y),
      boxWidth: rounded(box.width),
      boxHeight: rounded(box.height),
    },
  })
}

function boxed(pages: PageSizes, { page, box }: BoxPlace): ResolvedPlace {
  const number = page === 'last' ? pages.count : page
  if (number < 1 || number > pages.count)
    throw new ApiError('PAGE_NOT_FOUND', { facts: { page: number, pages: pages.count } })
  return { page: number, box }
}

/** How often the text is there, when it is not there as asked. */
async function anchored(
  pdf: PdfInput,
  { anchor, occurrence, width, height }: AnchorPlace,
  find: AnchorFinder,
): Promise<ResolvedPlace | number> {
  const found = await find(wholePdf(pdf), anchor)
  if (occurrence === undefined && found.length > 1)
    throw new ApiError('ANCHOR_AMBIGUOUS', { facts: { found: found.length } })
  // Reading stops there, so that the last one is not known.
  if (occurrence === 'last' && found.length >= MOST_OCCURRENCES) throw new ApiError('ANCHOR_SEARCH_TOO_LARGE')
  const chosen = occurrence === 'last' ? found.at(-1) : found[(occurrence ?? 1) - 1]
  if (chosen === undefined) return found.length
  requireCovered(chosen, { width, height })
  const { page } = chosen
  return { page, box: around(chosen, { width, height }), anchor: around(chosen, chosen) }
}

/** A found text is named by its middle. */
function around({ x, y }: FoundText, { width, height }: Pick<Box, 'width' | 'height'>): Box {
  return { x: x - width / 2, y: y - height / 2, width, height }
}

/** A tag that a reader still sees beside the stamp was not meant to be there. @throws ApiError ANCHOR_NOT_COVERED */
function requireCovered(tag: FoundText, box: { readonly width: number; readonly height: number }): void {
  const share = tag.isMeasured ? 1 : GUESSED_SHARE
  const fits = (needed: number, given: number) => given + TOLERANCE_POINTS >= needed * share
  if (fits(tag.width, box.width) && fits(tag.height, box.height)) return
  throw new ApiError('ANCHOR_NOT_COVERED', {
    facts: { width: Math.ceil(tag.width), height: Math.ceil(tag.height) },
  })
}

const rounded = (points: number) => Math.round(points * 100) / 100
