// Tells how far beyond its lines an annotation may paint (ISO 32000-2 §12.5.4, §12.5.6.7): half a
// border on each side at least, and more where lines meet in a mitre, end in an arrow, are drawn as
// clouds, or measure a dimension.
import type { PdfDocument } from '../../pdf/document.ts'
import { isArray, isDictionary, isName, type PdfDictionary } from '../../pdf/objects.ts'
import { entryOf, resolved } from '../pdf-view.ts'
import { isPlace } from './rectangle.ts'

/** How far an annotation reaches, in units of user space. */
interface Reach {
  /** Beyond a rectangle. */
  readonly frame: number
  /** Beyond the points of a line, whose pieces meet at any angle. */
  readonly figure: number
}

/** Half of a mitre at the default limit (§8.4.3.5), in widths of the line. */
const MITRE = 5
/** The longest arrow or slash that viewers draw, in widths of the line. */
const LINE_ENDING = 10
/** Twice the arcs that viewers draw for an intensity of 1. */
const CLOUD = 10
/** Table 178: leader lines, what they stand out and their distance from the line. */
const leaders = ['LL', 'LLE', 'LLO'] as const

/** Returns how far the border reaches; undefined when an entry is not what the clauses allow. */
export function borderReach(document: PdfDocument, annotation: PdfDictionary): Reach | undefined {
  const width = borderWidth(document, annotation)
  const intensity = sizeIn(document, annotation, 'BE', 'I', 0)
  const lengths = leaders.map((key) => entryOf(document, annotation, key)).filter((length) => length !== null)
  if (width === undefined || intensity === undefined) return undefined
  let figure = MITRE * width + CLOUD * (intensity ?? 0)
  for (const length of lengths) {
    if (!isPlace(length)) return undefined
    figure += Math.abs(length)
  }
  if (hasLineEnding(document, annotation)) figure += LINE_ENDING * Math.max(width, 1)
  return { frame: width + CLOUD * (intensity ?? 0), figure }
}

/**
 * Returns the width of the border: the larger one where it is stated twice, since readers differ in
 * which they follow; 1 by default (table 166).
 */
function borderWidth(document: PdfDocument, annotation: PdfDictionary): number | undefined {
  const style = sizeIn(document, annotation, 'BS', 'W', 1)
  const border = entryOf(document, annotation, 'Border')
  if (style === undefined) return undefined
  if (border === null) return style ?? 1
  if (!isArray(border) || border.length < 3 || border.length > 4) return undefined
  const [horizontal, vertical, width] = border.slice(0, 3).map((item) => resolved(document, item))
  if (!isPlace(horizontal) || !isPlace(vertical) || !isPlace(width) || width < 0) return undefined
  return Math.max(width, style ?? 0)
}

/**
 * Returns a number that is not negative from a dictionary of the annotation; null where there is no
 * dictionary, undefined for anything else.
 */
function sizeIn(
  document: PdfDocument,
  annotation: PdfDictionary,
  key: string,
  entry: string,
  otherwise: number,
): number | null | undefined {
  const value = entryOf(document, annotation, key)
  if (value === null) return null
  if (!isDictionary(value) || value.duplicateKeys !== undefined) return undefined
  const size = entryOf(document, value, entry)
  if (size === null) return otherwise
  return isPlace(size) && size >= 0 ? size : undefined
}

/**
 * Says whether a line may end in something (table 179). A value that is no name may be read as one.
 */
function hasLineEnding(document: PdfDocument, annotation: PdfDictionary): boolean {
  const value = entryOf(document, annotation, 'LE')
  if (value === null) return false
  const ends = isArray(value) ? value.map((item) => resolved(document, item)) : [value]
  return ends.some((end) => !isName(end) || end.value !== 'None')
}
