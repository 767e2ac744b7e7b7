// What a signature looks like: one form XObject, ISO 32000-2 §8.10 and §12.5.5. No transparency group and embedded
// fonts only, so that a PDF/A file stays one.

import { dictionary, name, type PdfStream, type PdfValue, ref } from '../pdf/objects.ts'
import type { IncrementalUpdate } from '../pdf/update.ts'
import type { Deflate } from './deflate.ts'
import { addFont, compressed, type EmbeddedFont } from './embedded-font.ts'
import type { Box, Placement } from './page-geometry.ts'

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

export interface Drawing {
  readonly deflate: Deflate
  /** The part of PDF/A that the document conforms to and must go on to; default none. */
  readonly archivalPart?: number | undefined
}

/** Writes the form XObject and its fonts; gives the form's object number. */
export function addAppearance(
  update: IncrementalUpdate,
  appearance: SignatureAppearance,
  placement: Pick<Placement, 'matrix'>,
  { deflate, archivalPart }: Drawing,
): number {
  const fonts: Record<string, PdfValue> = {}
  for (const font of appearance.fonts) {
    fonts[font.resourceName] = addFont(
      font,
      () => update.allocate(),
      (objectNumber, value) => update.add(objectNumber, value),
      { deflate, hasCidSet: archivalPart === 1 },
    )
  }
  const entries = {
    Type: name('XObject'),
    Subtype: name('Form'),
    BBox: [0, 0, appearance.rect.width, appearance.rect.height],
    Matrix: placement.matrix,
    Resources: dictionary({
      ...(appearance.fonts.length > 0 ? { Font: dictionary(fonts) } : {}),
      ...(archivalPart === undefined ? {} : { ColorSpace: calibrated }),
    }),
  }
  const form = compressed(appearance.content, entries, deflate)
  return add(update, form)
}

/** CIE 1931 coordinates of the white of sRGB (D65), and of its primaries. */
const whitePoint = [0.9505, 1, 1.089]
const primaries = [0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505]

/** What device colours mean (§8.6.5.6): PDF/A allows none in a document without an output intent (ISO 19005-1 §6.2.3.3). */
const calibrated = dictionary({
  DefaultGray: [name('CalGray'), dictionary({ WhitePoint: whitePoint, Gamma: 2.2 })],
  DefaultRGB: [
    name('CalRGB'),
    dictionary({ WhitePoint: whitePoint, Gamma: [2.2, 2.2, 2.2], Matrix: primaries }),
  ],
})

/** Writes an empty form: PDF/A-1 wants an appearance even of a field that shows nothing (ISO 19005-1 §6.9). */
export function addEmptyAppearance(update: IncrementalUpdate): number {
  const entries = { Type: name('XObject'), Subtype: name('Form'), BBox: [0, 0, 0, 0] }
  return add(update, {
    kind: 'stream',
    dictionary: dictionary({ ...entries, Resources: dictionary({}) }),
    bytes: new Uint8Array(),
  })
}

/** The /AP of a widget whose only appearance is the form. */
export function appearanceDictionary(form: number): PdfValue {
  return dictionary({ N: ref(form) })
}

function add(update: IncrementalUpdate, form: PdfStream): number {
  const objectNumber = update.allocate()
  update.add(objectNumber, form)
  return objectNumber
}
