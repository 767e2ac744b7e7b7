// What device colours of a stamp mean in PDF/A, by what the document says of its colours.

import { buildPdf } from '@tapis/testing/pdf'
import { describe, expect, it } from 'vitest'
import { dictionary, name, type PdfValue, ref } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { serialize } from '../../pdf/syntax/serialize.ts'
import { IncrementalUpdate } from '../../pdf/update.ts'
import { findPageToSign } from '../page/page-to-sign.ts'
import { colourDefaults } from './colour-defaults.ts'
import { grayProfile } from './gray-profile.ts'

type Entries = Readonly<Record<string, PdfValue>>

const PROFILE = 100
const profile = (components: number): PdfValue => ({
  kind: 'stream',
  dictionary: dictionary({ N: components, Length: 4 }),
  bytes: latin1('data'),
})
const intent = (kind = 'GTS_PDFA1', entries: Entries = { DestOutputProfile: ref(PROFILE) }) => ({
  OutputIntents: [dictionary({ S: name(kind), ...entries })],
})

interface Shape {
  readonly catalog?: Entries
  readonly page?: Entries
  readonly components?: number
  readonly part?: number
}

function defaultsOf({ catalog = {}, page = {}, components = 3, part = 2 }: Shape) {
  const pdf = buildPdf({
    catalogEntries: catalog,
    pageEntries: page,
    objects: new Map([[PROFILE, profile(components)]]),
  })
  const document = openPdf(pdf)
  const update = new IncrementalUpdate(document)
  const found = colourDefaults(document, { page: findPageToSign(document, 1), part }, update)
  return Object.fromEntries(
    Object.entries(found).map(([key, value]) => [key, new TextDecoder().decode(serialize(value))]),
  )
}

const cie = {
  DefaultGray: expect.stringContaining('/ICCBased'),
  DefaultRGB: expect.stringContaining('/CalRGB'),
}
const own = [name('CalGray'), dictionary({ WhitePoint: [1, 1, 1] })]
const withDefault = (entries: Entries) => ({ Resources: dictionary({ ColorSpace: dictionary(entries) }) })

describe('a stamp in a PDF/A document', () => {
  it.each<[string, Shape, object]>([
    ['no defaults beside an RGB profile', { catalog: intent() }, {}],
    [
      'a default of RGB alone beside a CMYK profile',
      { catalog: intent(), components: 4 },
      { DefaultRGB: cie.DefaultRGB },
    ],
    [
      'a default of RGB alone beside a grey profile',
      { catalog: intent(), components: 1 },
      { DefaultRGB: cie.DefaultRGB },
    ],
    ['both defaults without an intent', {}, cie],
    ['both beside an intent for something else', { catalog: intent('GTS_PDFX') }, cie],
    ['both beside an intent without a profile', { catalog: intent('GTS_PDFA1', {}) }, cie],
    ['none beside the profile of a page, in part 4', { page: intent(), part: 4 }, {}],
    ['both beside such a profile in earlier parts', { page: intent(), part: 3 }, cie],
    [
      'the default that its page has',
      { page: withDefault({ DefaultGray: own }) },
      { ...cie, DefaultGray: expect.stringContaining('/CalGray') },
    ],
    [
      'its own beside a default of its page that is none',
      { page: withDefault({ DefaultGray: name('DeviceGray') }) },
      cie,
    ],
    [
      'no default of its page beside a profile',
      { catalog: intent(), page: withDefault({ DefaultGray: own }) },
      {},
    ],
  ])('has %s', (_, shape, expected) => {
    expect(defaultsOf(shape)).toEqual(expected)
  })
})

it('has a profile of grey whose parts lie where its table says', () => {
  const bytes = grayProfile()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  expect(view.getUint32(0)).toBe(bytes.length)
  const tags = Array.from({ length: view.getUint32(128) }, (_, index) => {
    const [signature, offset, size] = [0, 4, 8].map((at) => view.getUint32(132 + 12 * index + at))
    const type = new TextDecoder().decode(bytes.subarray(offset, (offset ?? 0) + 4))
    return { signature, type, end: (offset ?? 0) + (size ?? 0) }
  })
  expect(tags.map(({ type }) => type)).toEqual(['desc', 'text', 'XYZ ', 'curv'])
  expect(tags.at(-1)?.end).toBe(bytes.length)
  expect(bytes.length).toBeLessThan(400)
})
