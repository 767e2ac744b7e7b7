// Tells where a page shows text and pictures, as boxes on the large side, so that a rule can say
// whether an annotation covers any. Content that cannot be followed to its end counts as being
// everywhere.

import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { isDictionary, type PdfDictionary } from '../../pdf/objects.ts'
import { ContentReader, contentsOf } from './content-reader.ts'
import { inheritedEntry } from './inherited.ts'
import type { Rectangle } from './rectangle.ts'
import { generousText } from './text/generous-text.ts'

const BYTES_PER_STEP = 16
/** For one page; what a whole file may cost is accounted for by `spend`. */
const limits = { operations: 300_000, bytes: 64 * 1024 * 1024, shown: 300_000 } as const

/**
 * Returns the boxes in user space; undefined when nobody can tell what the page shows.
 * @param spend accounts for steps of work, and may throw: many pages can share one content
 */
export function contentAreas(
  document: PdfDocument,
  page: PdfDictionary,
  spend: (steps: number) => void,
): readonly Rectangle[] | undefined {
  const reader = new ContentReader(document, { measure: generousText(document), isClipped: false, limits })
  try {
    const content = contentsOf(document, page)
    spend(Math.ceil(content.length / BYTES_PER_STEP))
    reader.read(content, inheritedEntry(document, page, 'Resources', isDictionary))
    return reader.shown.map(({ box }) => box)
  } catch (error) {
    if (!(error instanceof PdfError)) throw error
    return undefined
  } finally {
    spend(reader.operations)
  }
}
