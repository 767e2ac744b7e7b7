// Where the stamp goes: what was asked for, turned into one box on one page that is known to exist.
import {
  type OpeningOptions,
  type PdfDocument,
  type PdfInput,
  pageGeometry,
  wholePdf,
} from '@tapis/pades/create'
import { type AnchorPosition, MOST_OCCURRENCES } from './anchor-search.ts'
import { PlaceError } from './place-error.ts'
import type { FoundText } from './text-lines.ts'

/** Lower left corner and size in points, on the page as displayed. */
interface StampBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A place as it is asked for; a template has been replaced by what it stands for. */
export type Place = BoxPlace | AnchorPlace

/** A place that numbers give, in points of the page as it is displayed. */
export interface BoxPlace {
  readonly kind: 'box'
  readonly page: number | 'last'
  readonly box: StampBox
}

/** A place that a text on the page gives. */
export interface AnchorPlace {
  readonly kind: 'anchor'
  readonly anchor: string
  /** From 1, in reading order. Default: there must be one only. */
  readonly occurrence?: number | 'last' | undefined
  readonly width: number
  readonly height: number
  /**
   * What becomes of the stamp when the text is not there, or not as often. Default: the document is
   * refused.
   */
  readonly otherwise?: BoxPlace | 'invisible' | undefined
}

/** A place that lies on a page of the document. */
export interface ResolvedPlace {
  readonly page: number
  readonly box: StampBox
  /** Where the text is that was searched for: the stamp is meant to cover it. */
  readonly anchor?: StampBox
}

/** The displayed size of every page, by number from 1. */
export interface PageSizes {
  readonly count: number
  size(page: number): { readonly width: number; readonly height: number }
}

/**
 * Finds a text in a document that is in memory, in reading order: `searchAnchor` in this thread, or
 * in another one.
 */
export type AnchorFinder = (pdf: Uint8Array, tag: string) => Promise<readonly AnchorPosition[]>

/**
 * Coordinates come from programs that round: a box this far over the edge still counts as on the
 * page.
 */
const TOLERANCE_POINTS = 0.01
/** Where the ends of a tag are guessed from a longer run, this share of its size is certain. */
const GUESSED_SHARE = 0.6
const MOST_PAGES = 1_000_000

/**
 * Returns the sizes of the pages of a PDF, which is opened as it will be for signing, or is open
 * already.
 * @throws PlaceError PDF_DAMAGED when the number of pages is absurd; PdfError, PadesError
 */
export function pageSizes(pdf: PdfInput | PdfDocument, opening: OpeningOptions = {}): PageSizes {
  const { count } = pageGeometry(pdf, 1, opening)
  if (!Number.isInteger(count) || count < 1 || count > MOST_PAGES) {
    const reason = 'PAGE_COUNT_INVALID'
    const advice = 'Open it in a PDF editor and save it as a new file.'
    throw new PlaceError('PDF_DAMAGED', `The structure of the PDF is broken (${reason}). ${advice}`, {
      facts: { reason },
    })
  }
  return { count, size: (page) => pageGeometry(pdf, page, opening) }
}

/**
 * Returns the place, or undefined for an invisible signature where `otherwise` says so. Only an
 * anchor is searched for, in the whole document in memory.
 * @throws PlaceError PAGE_NOT_FOUND, BOX_OFF_PAGE, ANCHOR_NOT_FOUND, ANCHOR_AMBIGUOUS,
 *   ANCHOR_NOT_COVERED, ANCHOR_SEARCH_TOO_LARGE; what `find` throws
 */
export async function resolvePlace(
  pdf: PdfInput,
  pages: PageSizes,
  place: Place,
  find: AnchorFinder,
): Promise<ResolvedPlace | undefined> {
  if (place.kind === 'box') return requireOnPage(pages, placeBox(pages, place))
  const found = await placeAtAnchor(pdf, place, find)
  if (typeof found === 'object') return requireOnPage(pages, found)
  const { otherwise } = place
  if (otherwise === 'invisible') return undefined
  if (otherwise !== undefined) return requireOnPage(pages, placeBox(pages, otherwise))
  const message = `the anchor text occurs ${found} time(s) in the text of the document`
  throw new PlaceError('ANCHOR_NOT_FOUND', message, { facts: { found } })
}

/** @throws PlaceError BOX_OFF_PAGE */
function requireOnPage(pages: PageSizes, place: ResolvedPlace): ResolvedPlace {
  const { page, box } = place
  const { width, height } = pages.size(page)
  const inside =
    box.x >= -TOLERANCE_POINTS &&
    box.y >= -TOLERANCE_POINTS &&
    box.x + box.width <= width + TOLERANCE_POINTS &&
    box.y + box.height <= height + TOLERANCE_POINTS
  if (inside) return place
  const facts = {
    page,
    width: round(width),
    height: round(height),
    x: round(box.x),
    y: round(box.y),
    boxWidth: round(box.width),
    boxHeight: round(box.height),
  }
  throw new PlaceError(
    'BOX_OFF_PAGE',
    `The stamp box was asked for at x ${facts.x}, y ${facts.y} with ${facts.boxWidth} x ${facts.boxHeight} points; ` +
      `page ${page} is ${facts.width} x ${facts.height} points as displayed, with the origin at its lower left corner. ` +
      'Move the box or make it smaller, so that it lies wholly on the page.',
    { facts },
  )
}

/** @throws PlaceError PAGE_NOT_FOUND */
function placeBox(pages: PageSizes, { page, box }: BoxPlace): ResolvedPlace {
  const number = page === 'last' ? pages.count : page
  if (number >= 1 && number <= pages.count) return { page: number, box }
  throw new PlaceError(
    'PAGE_NOT_FOUND',
    `Page ${number} was asked for; the document has ${pages.count} page(s), counted from 1. Ask for one of these, or for "last".`,
    { facts: { page: number, pages: pages.count } },
  )
}

/**
 * Returns the place at the anchor, or how often the text is there when it is not there as asked.
 * @throws PlaceError ANCHOR_AMBIGUOUS, ANCHOR_SEARCH_TOO_LARGE, ANCHOR_NOT_COVERED
 */
async function placeAtAnchor(
  pdf: PdfInput,
  { anchor, occurrence, width, height }: AnchorPlace,
  find: AnchorFinder,
): Promise<ResolvedPlace | number> {
  const found = await find(wholePdf(pdf), anchor)
  if (occurrence === undefined && found.length > 1) {
    const message = `the anchor text occurs ${found.length} times in the text of the document, expected once`
    throw new PlaceError('ANCHOR_AMBIGUOUS', message, { facts: { found: found.length } })
  }
  if (occurrence === 'last' && found.length >= MOST_OCCURRENCES) {
    const message = `the search ends after ${MOST_OCCURRENCES} occurrences, so that the last one is not known`
    throw new PlaceError('ANCHOR_SEARCH_TOO_LARGE', message)
  }
  const chosen = occurrence === 'last' ? found.at(-1) : found[(occurrence ?? 1) - 1]
  if (chosen === undefined) return found.length
  requireCovered(chosen, { width, height })
  const { page } = chosen
  return { page, box: boxAround(chosen, { width, height }), anchor: boxAround(chosen, chosen) }
}

/**
 * Returns the box of a size whose middle is that of the text: a found text is named by its middle.
 */
function boxAround({ x, y }: FoundText, { width, height }: Pick<StampBox, 'width' | 'height'>): StampBox {
  return { x: x - width / 2, y: y - height / 2, width, height }
}

/**
 * Refuses a box beside which a reader would still see the tag.
 * @throws PlaceError ANCHOR_NOT_COVERED
 */
function requireCovered(tag: FoundText, box: { readonly width: number; readonly height: number }): void {
  const share = tag.isMeasured ? 1 : GUESSED_SHARE
  const fits = (needed: number, given: number) => given + TOLERANCE_POINTS >= needed * share
  if (fits(tag.width, box.width) && fits(tag.height, box.height)) return
  const facts = { width: Math.ceil(tag.width), height: Math.ceil(tag.height) }
  throw new PlaceError(
    'ANCHOR_NOT_COVERED',
    `The anchor text takes ${facts.width} x ${facts.height} points, more than the box of the stamp: it would be seen beside it. ` +
      'Give a larger box or print the anchor smaller.',
    { facts },
  )
}

const round = (points: number) => Math.round(points * 100) / 100
