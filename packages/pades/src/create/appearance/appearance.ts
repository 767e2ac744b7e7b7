// What a signature looks like: one form XObject, ISO 32000-2 §8.10 and §12.5.5. No transparency
// group and embedded fonts only, so that a PDF/A file stays one.

import type { PdfDocument } from '../../pdf/document.ts'
import { dictionary, name, type PdfStream, type PdfValue, ref } from '../../pdf/objects.ts'
import type { IncrementalUpdate } from '../../pdf/update.ts'
import type { Box, Placement } from '../page/page-geometry.ts'
import { type ArchivalPage, colourDefaults } from './colour-defaults.ts'
import { compressedStream, type Deflate } from './deflate.ts'
import { addFont, type EmbeddedFont } from './embedded-font.ts'

/** How and where a signature is shown. Without one the signature is invisible. */
export interface SignatureAppearance {
  /** 1-based. */
  readonly page: number
  /** Points, origin at the lower left of the page as displayed (crop box, after /Rotate). */
  readonly rect: Box
  /** A content stream that draws into the box 0 0 width height. */
  readonly content: Uint8Array
  /** The fonts that `content` names. */
  readonly fonts: readonly EmbeddedFont[]
}

interface Drawing {
  readonly deflate: Deflate
  /** Present where the document conforms to PDF/A, and has to go on doing so. */
  readonly archival?: ArchivalPage | undefined
}

/**
 * Writes the form XObject, its fonts and what its colours need, and returns the form's object
 * number.
 */
export function addAppearance(
  document: PdfDocument,
  update: IncrementalUpdate,
  appearance: SignatureAppearance,
  placement: Pick<Placement, 'matrix'>,
  { deflate, archival }: Drawing,
): number {
  const fonts: Record<string, PdfValue> = {}
  for (const font of appearance.fonts) {
    fonts[font.resourceName] = addFont(
      font,
      () => update.allocate(),
      (objectNumber, value) => update.add(objectNumber, value),
      { deflate, hasCidSet: archival?.part === 1 },
    )
  }
  const colours = archival === undefined ? {} : colourDefaults(document, archival, update)
  const entries = {
    Type: name('XObject'),
    Subtype: name('Form'),
    BBox: [0, 0, appearance.rect.width, appearance.rect.height],
    Matrix: placement.matrix,
    Resources: dictionary({
      ...(appearance.fonts.length > 0 ? { Font: dictionary(fonts) } : {}),
      ...(Object.keys(colours).length > 0 ? { ColorSpace: dictionary(colours) } : {}),
    }),
  }
  const form = compressedStream(appearance.content, entries, deflate)
  return add(update, form)
}

/**
 * Writes an empty form: PDF/A-1 wants an appearance even of a field that shows nothing (ISO 19005-1
 * §6.9).
 */
export function addEmptyAppearance(update: IncrementalUpdate): number {
  const entries = { Type: name('XObject'), Subtype: name('Form'), BBox: [0, 0, 0, 0] }
  return add(update, {
    kind: 'stream',
    dictionary: dictionary({ ...entries, Resources: dictionary({}) }),
    bytes: new Uint8Array(),
  })
}

/** Returns the /AP of a widget whose only appearance is the form. */
export function appearanceDictionary(form: number): PdfValue {
  return dictionary({ N: ref(form) })
}

function add(update: IncrementalUpdate, form: PdfStream): number {
  const objectNumber = update.allocate()
  update.add(objectNumber, form)
  return objectNumber
}
