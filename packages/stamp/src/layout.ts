// Where the QR code and the words go in the box that a document leaves for its signature: side by
// side in a wide box, one above the other in a tall one, whichever lets the words be larger without
// making the QR code small.

import { QUIET_ZONE_MODULES, SMALLEST_MODULE_POINTS } from '@tapis/qr-seal'
import type { Glyph } from './font.ts'

/** A shaped word, or space, and its width at font size 1. */
export interface Word {
  readonly glyphs: readonly Glyph[]
  readonly width: number
}

/**
 * A paragraph shaped word by word, so that lines can be broken at any size without shaping again.
 */
export interface ShapedParagraph {
  readonly words: readonly Word[]
  readonly space: Word
  readonly bold: boolean
  readonly scale: number
  readonly gap: number
}

/** One line of words, with the baseline's position from the box's lower left corner, in points. */
export interface PlacedLine {
  readonly glyphs: readonly Glyph[]
  readonly bold: boolean
  readonly size: number
  readonly x: number
  readonly y: number
}

/** The square of a QR code with its quiet zone, in points from the box's lower left corner. */
export interface QrSquare {
  readonly x: number
  readonly y: number
  readonly side: number
}

/** The QR code, where there is one, and the lines beside or under it. */
export interface StampLayout {
  readonly qr: QrSquare | undefined
  readonly lines: readonly PlacedLine[]
}

const LARGEST_SIZE = 9
/**
 * Office printers do not keep smaller letters apart (0.86 × 5 pt is about 1.5 mm of line height).
 */
const SMALLEST_SIZE = 5
const SIZE_STEP = 0.125
const SIZES = (LARGEST_SIZE - SMALLEST_SIZE) / SIZE_STEP + 1
const LEADING = 1.16
const ASCENT = 0.86
const PADDING = 1.5

interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A size in points. */
export interface BoxSize {
  readonly width: number
  readonly height: number
}

/**
 * Returns the layout with large legible words and a large QR code for a box, or undefined when no
 * arrangement holds the QR code at 0.34 mm a module and the words at 5 pt.
 */
export function layOut(
  box: BoxSize,
  qrModules: number | undefined,
  paragraphs: readonly ShapedParagraph[],
): StampLayout | undefined {
  const fitting = arrangements(box, qrModules).flatMap((candidate) => fitWords(candidate, paragraphs))
  const largest = Math.max(...fitting.map(({ size }) => size))
  // A larger QR code scans from further away: it is worth a tenth of the size of the words.
  const chosen = fitting
    .filter(({ size }) => size >= largest * 0.9)
    .sort((a, b) => (b.qr?.side ?? 0) - (a.qr?.side ?? 0))[0]
  return chosen && { qr: chosen.qr, lines: placeLines(chosen.lines, chosen.text) }
}

/** Says whether {@link layOut} would find a layout. */
export function isLargeEnough(
  box: BoxSize,
  qrModules: number | undefined,
  paragraphs: readonly ShapedParagraph[],
): boolean {
  return arrangements(box, qrModules).some(
    ({ text }) => setLines(paragraphs, SMALLEST_SIZE, text) !== undefined,
  )
}

function arrangements(box: BoxSize, qrModules: number | undefined): readonly Candidate[] {
  if (qrModules === undefined) return [wordsOnly(box)]
  const smallestQr = (qrModules + 2 * QUIET_ZONE_MODULES) * SMALLEST_MODULE_POINTS
  return [...sideBySide(box, smallestQr), ...stacked(box, smallestQr)]
}

/**
 * Returns the candidate with its words as large as they fit, or nothing when they do not fit
 * legibly.
 */
function fitWords({ qr, text }: Candidate, paragraphs: readonly ShapedParagraph[]): readonly Fitted[] {
  // Larger words never fit where smaller ones do not, so the size is found by halving.
  let [fits, fails] = [0, SIZES]
  let best = setLines(paragraphs, SMALLEST_SIZE, text)
  if (best === undefined) return []
  while (fails - fits > 1) {
    const middle = (fits + fails) >> 1
    const lines = setLines(paragraphs, sizeAt(middle), text)
    if (lines === undefined) fails = middle
    else [fits, best] = [middle, lines]
  }
  return [{ size: sizeAt(fits), qr, lines: best, text }]
}

const sizeAt = (step: number) => SMALLEST_SIZE + step * SIZE_STEP

interface Fitted extends Candidate {
  /** Base size of the words, in points. */
  readonly size: number
  readonly lines: readonly Line[]
}

interface Candidate {
  readonly qr: QrSquare | undefined
  readonly text: Area
}

function wordsOnly({ width, height }: BoxSize): Candidate {
  const text = { x: PADDING, y: PADDING, width: width - 2 * PADDING, height: height - 2 * PADDING }
  return { qr: undefined, text }
}

function* sideBySide({ width, height }: BoxSize, smallestQr: number): Generator<Candidate> {
  // The words may need more width than a full-height QR code leaves: try it smaller too, down to
  // what phones still read.
  for (const share of [1, 0.9, 0.8, 0.7]) {
    const side = Math.min(height * share, width / 2)
    if (side < smallestQr) continue
    yield {
      qr: { x: 0, y: (height - side) / 2, side },
      text: { x: side, y: PADDING, width: width - side - PADDING, height: height - 2 * PADDING },
    }
  }
}

function* stacked({ width, height }: BoxSize, smallestQr: number): Generator<Candidate> {
  for (const share of [0.5, 0.4]) {
    const side = Math.min(height * share, width)
    if (side < smallestQr) continue
    yield {
      qr: { x: (width - side) / 2, y: height - side, side },
      text: { x: PADDING, y: PADDING, width: width - 2 * PADDING, height: height - side - PADDING },
    }
  }
}

interface Line {
  readonly words: readonly Word[]
  readonly space: Word
  readonly bold: boolean
  readonly size: number
  readonly top: number
}

/**
 * Returns the lines of all paragraphs at one base size, or undefined when they do not fit into
 * `area`.
 */
function setLines(
  paragraphs: readonly ShapedParagraph[],
  base: number,
  area: Area,
): readonly Line[] | undefined {
  const lines: Line[] = []
  let top = 0
  for (const { words, space, bold, scale, gap } of paragraphs) {
    const size = base * scale
    top += gap * base
    const broken = breakLines(words, space.width, area.width / size)
    if (broken === undefined) return undefined
    for (const line of broken) {
      lines.push({ words: line, space, bold, size, top })
      top += size * LEADING
    }
    if (top > area.height) return undefined
  }
  return lines
}

/** Centres the lines vertically in `area`. */
function placeLines(lines: readonly Line[], area: Area): readonly PlacedLine[] {
  const last = lines.at(-1)
  const height = last === undefined ? 0 : last.top + last.size * LEADING
  const start = area.y + area.height - (area.height - height) / 2
  return lines.map(({ words, space, bold, size, top }) => ({
    glyphs: words.flatMap(({ glyphs }, index) => (index === 0 ? glyphs : [...space.glyphs, ...glyphs])),
    bold,
    size,
    x: area.x,
    y: start - top - size * ASCENT,
  }))
}

/**
 * Breaks lines greedily at font size 1; returns undefined when a single word is wider than the
 * line.
 */
function breakLines(
  words: readonly Word[],
  spaceWidth: number,
  width: number,
): readonly (readonly Word[])[] | undefined {
  const lines: Word[][] = []
  let room = 0
  for (const word of words) {
    if (word.width > width) return undefined
    const line = lines.at(-1)
    if (line !== undefined && spaceWidth + word.width <= room) {
      line.push(word)
      room -= spaceWidth + word.width
    } else {
      lines.push([word])
      room = width - word.width
    }
  }
  return lines
}
