// Says what device colours mean in the appearance of a PDF/A document (ISO 32000-2 §8.6.5.6): its
// output intent says it already, or else the form has to (ISO 19005-1 §6.2.3.3, ISO 19005-2
// §6.2.4.3). A default beside an intent would give the stamp another white than the page.

import { type Page, pageAttribute } from '../../document/pages/page-tree.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import {
  dictionary,
  isArray,
  isDictionary,
  isName,
  isStream,
  name,
  type PdfValue,
  ref,
} from '../../pdf/objects.ts'
import type { IncrementalUpdate } from '../../pdf/update.ts'
import { grayProfile } from './gray-profile.ts'

/** The intent of PDF/A, whatever its part (ISO 19005-1 §6.2.2). */
const INTENT = 'GTS_PDFA1'
/** From which part on a page may have intents of its own (ISO 19005-4 §6.2.3). */
const PART_OF_PAGE_INTENTS = 4
const RGB = 3

export interface ArchivalPage {
  readonly page: Page
  readonly part: number
}

/**
 * Returns entries of the form's /ColorSpace for grey and RGB; none where the intent's profile
 * covers them. DeviceGray is covered by any profile, DeviceRGB by an RGB one. Without an intent,
 * what the page has itself is taken.
 */
export function colourDefaults(
  document: PdfDocument,
  { page, part }: ArchivalPage,
  update: IncrementalUpdate,
): Readonly<Record<string, PdfValue>> {
  const components = intentComponents(document, page, part)
  if (components === RGB) return {}
  const DefaultRGB = ownDefault(document, page, 'DefaultRGB') ?? calibratedRgb
  if (components !== undefined) return { DefaultRGB }
  const DefaultGray = ownDefault(document, page, 'DefaultGray') ?? addCalibratedGray(update)
  return { DefaultGray, DefaultRGB }
}

/** Returns how many colours the profile of the intent has: 1, 3 or 4; undefined without one. */
function intentComponents(document: PdfDocument, { page }: Page, part: number): number | undefined {
  const own = part >= PART_OF_PAGE_INTENTS ? page.entries.get('OutputIntents') : undefined
  return componentsIn(document, own) ?? componentsIn(document, document.catalog.entries.get('OutputIntents'))
}

function componentsIn(document: PdfDocument, intents: PdfValue | undefined): number | undefined {
  const list = document.resolve(intents)
  for (const item of isArray(list) ? list : []) {
    const intent = document.resolve(item)
    if (!isDictionary(intent)) continue
    const kind = document.resolve(intent.entries.get('S'))
    if (!isName(kind) || kind.value !== INTENT) continue
    const profile = document.resolve(intent.entries.get('DestOutputProfile'))
    const components = isStream(profile) ? document.resolve(profile.dictionary.entries.get('N')) : null
    if (typeof components === 'number') return components
  }
  return undefined
}

/** Returns the default that the page has in its /Resources, which a form does not inherit. */
function ownDefault(document: PdfDocument, page: Page, key: string): PdfValue | undefined {
  const resources = document.resolve(pageAttribute(page, 'Resources'))
  const spaces = isDictionary(resources) ? document.resolve(resources.entries.get('ColorSpace')) : null
  const space = isDictionary(spaces) ? spaces.entries.get(key) : undefined
  return isArray(document.resolve(space)) ? space : undefined
}

/** CIE 1931 coordinates of the white of sRGB (D65), and of its primaries. */
const calibratedRgb: PdfValue = [
  name('CalRGB'),
  dictionary({
    WhitePoint: [0.9505, 1, 1.089],
    Gamma: [2.2, 2.2, 2.2],
    Matrix: [0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505],
  }),
]

/** Not CalGray, whose white poppler draws pink: it does not adapt the white point. */
function addCalibratedGray(update: IncrementalUpdate): PdfValue {
  const bytes = grayProfile()
  const objectNumber = update.allocate()
  const entries = { N: 1, Alternate: name('DeviceGray'), Length: bytes.length }
  update.add(objectNumber, { kind: 'stream', dictionary: dictionary(entries), bytes })
  return [name('ICCBased'), ref(objectNumber)]
}
