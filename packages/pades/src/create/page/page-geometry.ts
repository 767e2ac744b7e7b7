// A page as it is displayed: the crop box, turned clockwise by /Rotate, in points (ISO 32000-2
// §7.7.3.3, §14.11.2). Positions given by people are in that picture; what is written into the file
// is in the page's own user space.

import { type Page, pageAttribute, statedPageCount } from '../../document/pages/page-tree.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { isArray, type PdfValue } from '../../pdf/objects.ts'
import type { PdfInput } from '../../pdf/reading/file-bytes.ts'
import { PadesError, refuseDamage } from '../errors.ts'
import { type OpeningOptions, withSignableDocument } from '../prepare/open-for-signing.ts'
import { findPageToSign } from './page-to-sign.ts'

/** A rectangle in points, with its origin at the lower left of the page as displayed. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A page as it is displayed, whatever document it is in. */
export interface DisplayedPage {
  /** In points as displayed: turned by /Rotate, scaled by /UserUnit. */
  readonly width: number
  readonly height: number
  /** Degrees clockwise. */
  readonly rotate: 0 | 90 | 180 | 270
  /** Left, bottom, right, top in user space: the crop box within the media box. */
  readonly cropBox: readonly [number, number, number, number]
  /** Points per user space unit; 1 unless the page says otherwise. */
  readonly userUnit: number
}

/** A page as it is displayed, in points. */
export interface PageGeometry extends DisplayedPage {
  /** How many pages the document says it has. */
  readonly count: number
}

/** Where a box lies in user space, and the form matrix that makes its content appear upright. */
export interface Placement {
  readonly rect: readonly [number, number, number, number]
  readonly matrix: readonly [number, number, number, number, number, number]
}

/** What readers assume when no node states a media box: US Letter. */
const DEFAULT_MEDIA_BOX = [0, 0, 612, 792] as const
/** A box that touches the edge may miss it by rounding. */
const TOLERANCE_POINTS = 0.01

/**
 * Returns the geometry of a page.
 * @param pageNumber 1-based
 * @throws PadesError PAGE_NOT_FOUND, PAGE_TREE_INVALID, DOCUMENT_AMBIGUOUS; PdfError
 */
export function pageGeometry(
  pdf: PdfInput | PdfDocument,
  pageNumber: number,
  options: OpeningOptions = {},
): PageGeometry {
  const geometry = (document: PdfDocument): PageGeometry => {
    const page = findPageToSign(document, pageNumber)
    const count = Math.max(statedPageCount(document, refuseDamage) ?? 0, pageNumber)
    return { ...geometryOf(document, page), count }
  }
  return withSignableDocument(pdf, options, geometry)
}

/**
 * Returns the geometry of a page already found. Boxes without an area, or beside each other, are
 * passed over as readers do.
 */
export function geometryOf(document: PdfDocument, page: Page): DisplayedPage {
  const mediaBox = withArea(rectangle(document, pageAttribute(page, 'MediaBox'))) ?? DEFAULT_MEDIA_BOX
  const stated = rectangle(document, pageAttribute(page, 'CropBox')) ?? mediaBox
  const cropBox = withArea(overlap(mediaBox, stated)) ?? mediaBox
  const unit = document.resolve(page.page.entries.get('UserUnit'))
  const userUnit = typeof unit === 'number' && unit > 0 ? unit : 1
  const across = (cropBox[2] - cropBox[0]) * userUnit
  const up = (cropBox[3] - cropBox[1]) * userUnit
  const rotate = rotation(document.resolve(pageAttribute(page, 'Rotate')))
  const sideways = rotate === 90 || rotate === 270
  const [width, height] = sideways ? [up, across] : [across, up]
  return { width, height, rotate, cropBox, userUnit }
}

/**
 * Places a box on the page. @throws PadesError BOX_OFF_PAGE unless it lies wholly within the
 * displayed page
 */
export function placeBox(geometry: DisplayedPage, box: Box): Placement {
  const { x, y, width: w, height: h } = box
  const within =
    w > 0 &&
    h > 0 &&
    x >= -TOLERANCE_POINTS &&
    y >= -TOLERANCE_POINTS &&
    x + w <= geometry.width + TOLERANCE_POINTS &&
    y + h <= geometry.height + TOLERANCE_POINTS
  if (!within) {
    const page = `${rounded(geometry.width)} x ${rounded(geometry.height)}`
    throw new PadesError('BOX_OFF_PAGE', `expected a box within ${page} points, found ${x},${y} ${w} x ${h}`)
  }
  // Turning the page clockwise by r shows user space point (px, py) at: 90 (py, W - px), 180 (W -
  // px, H - py), 270 (H - py, px), W and H being the crop box in points before turning. These are
  // the inverses.
  const matrix = uprightMatrix(geometry.rotate, w, h)
  switch (geometry.rotate) {
    case 0:
      return { rect: inUserSpace(geometry, x, y, w, h), matrix }
    case 90:
      return { rect: inUserSpace(geometry, geometry.height - y - h, x, h, w), matrix }
    case 180:
      return { rect: inUserSpace(geometry, geometry.width - x - w, geometry.height - y - h, w, h), matrix }
    case 270:
      return { rect: inUserSpace(geometry, y, geometry.width - x - w, h, w), matrix }
  }
}

/**
 * Returns the form matrix by which content of this size stands upright on a page that is turned.
 */
export function uprightMatrix(
  rotate: DisplayedPage['rotate'],
  width: number,
  height: number,
): Placement['matrix'] {
  switch (rotate) {
    case 0:
      return [1, 0, 0, 1, 0, 0]
    case 90:
      return [0, 1, -1, 0, height, 0]
    case 180:
      return [-1, 0, 0, -1, width, height]
    case 270:
      return [0, -1, 1, 0, 0, width]
  }
}

/** Returns where a rectangle of user space is displayed: the inverse of `placeBox`. */
export function displayedBox(geometry: DisplayedPage, rect: Placement['rect']): Box {
  const { cropBox, userUnit, rotate } = geometry
  const left = rounded((rect[0] - cropBox[0]) * userUnit)
  const bottom = rounded((rect[1] - cropBox[1]) * userUnit)
  const right = rounded((rect[2] - cropBox[0]) * userUnit)
  const top = rounded((rect[3] - cropBox[1]) * userUnit)
  const [across, up] = [rounded(right - left), rounded(top - bottom)]
  switch (rotate) {
    case 0:
      return { x: left, y: bottom, width: across, height: up }
    case 90:
      return { x: bottom, y: rounded(geometry.height - right), width: up, height: across }
    case 180:
      return {
        x: rounded(geometry.width - right),
        y: rounded(geometry.height - top),
        width: across,
        height: up,
      }
    case 270:
      return { x: rounded(geometry.width - top), y: left, width: up, height: across }
  }
}

function inUserSpace(
  { cropBox, userUnit }: DisplayedPage,
  left: number,
  bottom: number,
  width: number,
  height: number,
): Placement['rect'] {
  const [originX, originY] = cropBox
  return [
    rounded(originX + left / userUnit),
    rounded(originY + bottom / userUnit),
    rounded(originX + (left + width) / userUnit),
    rounded(originY + (bottom + height) / userUnit),
  ]
}

/** Rounds to thousandths of a point, which are far below what any device shows. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}

/**
 * Returns a rectangle (§7.9.5), stated by any two opposite corners, as left, bottom, right, top.
 */
export function rectangle(document: PdfDocument, value: PdfValue | undefined): Rectangle | undefined {
  const corners = document.resolve(value)
  if (!isArray(corners)) return undefined
  const [left, bottom, right, top] = corners.map((corner) => document.resolve(corner))
  if (typeof left !== 'number' || typeof bottom !== 'number') return undefined
  if (typeof right !== 'number' || typeof top !== 'number') return undefined
  return [Math.min(left, right), Math.min(bottom, top), Math.max(left, right), Math.max(bottom, top)]
}

type Rectangle = readonly [number, number, number, number]

function overlap(one: Rectangle, other: Rectangle): Rectangle {
  return [
    Math.max(one[0], other[0]),
    Math.max(one[1], other[1]),
    Math.min(one[2], other[2]),
    Math.min(one[3], other[3]),
  ]
}

function withArea(box: Rectangle | undefined): Rectangle | undefined {
  return box !== undefined && box[2] > box[0] && box[3] > box[1] ? box : undefined
}

/**
 * Returns the quarter turns of /Rotate, a multiple of 90 of either sign; readers ignore anything
 * else.
 */
function rotation(value: PdfValue): DisplayedPage['rotate'] {
  const turned = typeof value === 'number' ? ((value % 360) + 360) % 360 : 0
  return turned === 90 || turned === 180 || turned === 270 ? turned : 0
}
