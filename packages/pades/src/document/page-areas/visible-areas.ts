// Tells what a page shows and where, as boxes that fit: its content, its annotations' appearances
// (ISO 32000-2 §12.5.5), and the places of its fields, whether or not they are filled in. It tells
// people what a stamp would hide, and never judges what somebody hid.

import type { PdfDocument } from '../../pdf/document.ts'
import { isDictionary, isStream, type PdfDictionary, type PdfStream } from '../../pdf/objects.ts'
import { arrayEntry, dictionaryEntry, entryOf, nameEntry, resolved } from '../pdf-view.ts'
import { ContentReader, contentsOf } from './content-reader.ts'
import { inheritedEntry } from './inherited.ts'
import {
  annotationBox,
  isEmpty,
  type Matrix,
  matrixOf,
  numbersOf,
  product,
  type Rectangle,
  transformed,
} from './rectangle.ts'
import { measuredText } from './text/measured-text.ts'

export interface VisibleArea {
  readonly what: 'text' | 'picture' | 'field'
  /** User space. */
  readonly box: Rectangle
}

/** §12.5.3: Hidden and NoView. */
const UNSEEN = 2 | 32
const MOST_ANNOTATIONS = 10_000
/**
 * About a second of work, while somebody waits for a signature; pages of an office take some
 * milliseconds.
 */
const limits = { operations: 100_000, bytes: 4 * 1024 * 1024, shown: 50_000 } as const

/**
 * Returns the areas in user space.
 * @throws PdfError OBJECT_INVALID, STREAM_INVALID and others, LIMIT_EXCEEDED, where the content
 *   cannot be followed to its end
 */
export function visibleAreas(document: PdfDocument, page: PdfDictionary): readonly VisibleArea[] {
  const reader = new ContentReader(document, { measure: measuredText(document), isClipped: true, limits })
  reader.read(contentsOf(document, page), inheritedEntry(document, page, 'Resources', isDictionary))
  const fields: VisibleArea[] = []
  for (const item of (arrayEntry(document, page, 'Annots') ?? []).slice(0, MOST_ANNOTATIONS)) {
    const annotation = resolved(document, item)
    if (!isDictionary(annotation) || isUnseen(document, annotation)) continue
    const box = annotationBox(document, annotation)
    if (box === undefined || isEmpty(box)) continue
    // A place to write in is hidden also where nothing stands in it yet.
    if (nameEntry(document, annotation, 'Subtype') === 'Widget') fields.push({ what: 'field', box })
    else readAppearance(document, annotation, box, reader)
  }
  return [...reader.shown, ...fields]
}

function isUnseen(document: PdfDocument, annotation: PdfDictionary): boolean {
  const flags = entryOf(document, annotation, 'F')
  const isPopup = nameEntry(document, annotation, 'Subtype') === 'Popup'
  return isPopup || (typeof flags === 'number' && (flags & UNSEEN) !== 0)
}

function readAppearance(
  document: PdfDocument,
  annotation: PdfDictionary,
  rect: Rectangle,
  reader: ContentReader,
): void {
  const form = normalAppearance(document, annotation)
  const box = numbersOf(document, form && entryOf(document, form.dictionary, 'BBox'), 4)
  if (form === undefined || box === undefined) return
  const [left = 0, bottom = 0, right = 0, top = 0] = box
  const own = transformed(matrixOf(document, form.dictionary.entries.get('Matrix')), [
    left,
    bottom,
    right,
    top,
  ])
  if (!isEmpty(own)) reader.readForm(form, undefined, fitting(own, rect))
}

/**
 * Returns the matrix of §12.5.5, step 2: it scales and moves the form's box, its own matrix
 * applied, onto the rectangle.
 */
function fitting(from: Rectangle, to: Rectangle): Matrix {
  const [across, up] = [(to[2] - to[0]) / (from[2] - from[0]), (to[3] - to[1]) / (from[3] - from[1])]
  return product([across, 0, 0, up, 0, 0], [1, 0, 0, 1, to[0] - from[0] * across, to[1] - from[1] * up])
}

/** Returns the normal appearance; of several states the one that /AS names. */
function normalAppearance(document: PdfDocument, annotation: PdfDictionary): PdfStream | undefined {
  const appearances = dictionaryEntry(document, annotation, 'AP')
  const normal = appearances && entryOf(document, appearances, 'N')
  if (isStream(normal)) return normal
  const state = nameEntry(document, annotation, 'AS')
  const named = isDictionary(normal) && state !== undefined ? entryOf(document, normal, state) : undefined
  return isStream(named) ? named : undefined
}
