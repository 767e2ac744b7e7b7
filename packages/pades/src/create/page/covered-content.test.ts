// What a box hides of hand-built pages: every way to show text, turned and cropped pages, and what
// is not to be warned of.

import { buildPdf, encryptedSamples, type PdfShape } from '@tapis/testing/pdf'
import { describe, expect, it } from 'vitest'
import { dictionary, name, type PdfValue, ref } from '../../pdf/objects.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { type CoveredContentOptions, coveredContent } from './covered-content.ts'
import type { Box } from './page-geometry.ts'

type Entries = Readonly<Record<string, PdfValue>>

const stream = (content: string, entries: Entries = {}): PdfValue => {
  const bytes = latin1(content)
  return { kind: 'stream', dictionary: dictionary({ Length: bytes.length, ...entries }), bytes }
}

const blanks = stream('1 beginbfrange <0003> <005f> <0020> endbfrange 1 beginbfchar <0070> <00A0> endbfchar')
const composite = (encoding: string, entries: Entries = {}) =>
  dictionary({
    Subtype: name('Type0'),
    Encoding: name(encoding),
    DescendantFonts: [dictionary({ DW: 500, W: [36, [500, 500], 40, 50, 250] })],
    ToUnicode: ref(107),
    ...entries,
  })

// F1: 500 a glyph. F2: of two bytes. F3: glyphs of its own, 8 units wide and high, of a tenth. F4:
// runs down. F5: as readers know it.
const resources = dictionary({
  Font: dictionary({ F1: ref(103), F2: ref(104), F3: ref(105), F4: ref(106), F5: ref(108) }),
  XObject: dictionary({ Form: ref(109), Picture: ref(110), Again: ref(111) }),
})
const objects: readonly (readonly [number, PdfValue])[] = [
  [
    103,
    dictionary({ Subtype: name('TrueType'), FirstChar: 32, Widths: Array.from({ length: 96 }, () => 500) }),
  ],
  [104, composite('Identity-H')],
  [
    105,
    dictionary({
      Subtype: name('Type3'),
      FontBBox: [0, 0, 8, 8],
      FontMatrix: [0.1, 0, 0, 0.1, 0, 0],
      FirstChar: 65,
      Widths: [8, 8],
    }),
  ],
  [106, composite('Identity-V')],
  [107, blanks],
  [108, dictionary({ Subtype: name('Type1'), BaseFont: name('Courier') })],
  [
    109,
    stream('BT /F1 10 Tf (AB) Tj ET', {
      Subtype: name('Form'),
      Matrix: [1, 0, 0, 1, 50, 50],
      Resources: resources,
    }),
  ],
  [110, stream('', { Subtype: name('Image') })],
  [111, stream('/Again Do /Again Do', { Subtype: name('Form'), Resources: resources })],
]

interface Page {
  readonly content: string
  readonly entries?: Entries
  readonly shape?: PdfShape
  readonly more?: readonly (readonly [number, PdfValue])[]
}

function pageOf({ content, entries = {}, shape = {}, more = [] }: Page): Uint8Array {
  return buildPdf({
    ...shape,
    pageEntries: { Resources: resources, Contents: ref(120), ...entries },
    objects: new Map<number, PdfValue>([...objects, [120, stream(content)], ...more]),
  })
}

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height })
const everything = box(0, 0, 300, 400)

function areasOf(page: Page, under: Box = everything, options: CoveredContentOptions = {}) {
  const covered = coveredContent(pageOf(page), 1, under, options)
  return covered.kind === 'covered' ? covered.areas : covered.kind
}
const textsOf = (content: string) => areasOf({ content })
const text = (x: number, y: number, width: number, height: number) => ({
  what: 'text' as const,
  box: box(x, y, width, height),
})
const picture = (x: number, y: number, width: number, height: number) => ({
  what: 'picture' as const,
  box: box(x, y, width, height),
})

describe('a box hides', () => {
  it.each<[string, string, object]>([
    ['text by Tj', 'BT /F1 10 Tf 50 60 Td (AB) Tj ET', [text(50, 60, 10, 7)]],
    [
      'text by TJ, a gap in it',
      'BT /F1 10 Tf 50 60 Td [(A) -3000 (B)] TJ ET',
      [text(50, 60, 5, 7), text(85, 60, 5, 7)],
    ],
    ['text by TJ, moved a little', 'BT /F1 10 Tf 50 60 Td [(A) -100 (B)] TJ ET', [text(50, 60, 11, 7)]],
    ["text by '", "BT /F1 10 Tf 12 TL 50 60 Td (A) ' ET", [text(50, 48, 5, 7)]],
    ['text by "', 'BT /F1 10 Tf 12 TL 50 60 Td 0 2 (AB) " ET', [text(50, 48, 12, 7)]],
    [
      'text of two bytes a glyph, its widths stated',
      'BT /F2 10 Tf 50 60 Td <00240028> Tj ET',
      [text(50, 60, 7.5, 7)],
    ],
    ['text of glyphs that the page draws', 'BT /F3 10 Tf 50 60 Td (AB) Tj ET', [text(50, 60, 16, 8)]],
    ['text that runs down', 'BT /F4 10 Tf 50 60 Td <00240025> Tj ET', [text(45, 40, 10, 20)]],
    ['text of a font that readers know by heart', 'BT /F5 10 Tf 50 60 Td (AB) Tj ET', [text(50, 60, 12, 7)]],
    [
      'text that is scaled and raised',
      'q 2 0 0 2 0 0 cm BT /F1 10 Tf 50 Tz 5 Ts (A) Tj ET Q',
      [text(0, 10, 5, 14)],
    ],
    ['text in a form', '/Form Do', [text(50, 50, 10, 7)]],
    ['a picture', 'q 50 0 0 60 10 20 cm /Picture Do Q', [picture(10, 20, 50, 60)]],
    ['a picture in the content', 'q 50 0 0 60 10 20 cm BI /W 1 /H 1 ID \x00 EI Q', [picture(10, 20, 50, 60)]],
    [
      'of a picture what is not clipped away',
      '10 20 25 30 re W n q 50 0 0 60 10 20 cm /Picture Do Q',
      [picture(10, 20, 25, 30)],
    ],
    [
      'of a text what is not clipped away',
      'q 0 0 53 100 re W* n BT /F1 10 Tf 50 60 Td (AB) Tj ET Q',
      [text(50, 60, 3, 7)],
    ],
    [
      'a picture after a clip was restored',
      'q 0 0 1 1 re W n Q q 50 0 0 60 10 20 cm /Picture Do Q',
      [picture(10, 20, 50, 60)],
    ],
    [
      'text that is drawn again after a state of other size',
      'BT /F1 10 Tf ET q BT /F1 30 Tf ET Q BT (A) Tj ET',
      [text(0, 0, 5, 7)],
    ],
    ['letters without the blanks around them', 'BT /F1 10 Tf 50 60 Td (  A  ) Tj ET', [text(60, 60, 5, 7)]],
    [
      'lines close together as one',
      'BT /F1 10 Tf 12 TL 50 60 Td (AB) Tj T* (A) Tj ET',
      [text(50, 48, 10, 19)],
    ],
  ])('%s', (_, content, expected) => {
    expect(textsOf(content)).toEqual(expected)
  })

  it.each<[string, string]>([
    ['text that recognition lays over a scan', 'BT 3 Tr /F1 10 Tf 50 60 Td (AB) Tj ET'],
    ['text of blanks', 'BT /F1 10 Tf 50 60 Td (    ) Tj ET'],
    ['text of blanks in a font of two bytes', 'BT /F2 10 Tf 50 60 Td <000300030070> Tj ET'],
    ['lines and surfaces', '0 0 100 100 re f 10 10 m 200 200 l S'],
    ['a text without a letter', 'BT /F1 10 Tf () Tj ET'],
    ['what is clipped away', '0 0 1 1 re W n q 50 0 0 60 10 20 cm /Picture Do Q'],
  ])('nothing of %s', (_, content) => {
    expect(textsOf(content)).toBe('nothing')
  })

  it('a scan once, not its recognised text too, and says that it is the background', () => {
    const recognised = 'BT 3 Tr /F1 10 Tf 50 60 Td (AB) Tj ET'
    const whole = [{ ...picture(40, 50, 30, 30), background: true }]
    const under = box(40, 50, 30, 30)
    expect(areasOf({ content: `q 300 0 0 400 0 0 cm /Picture Do Q ${recognised}` }, under)).toEqual(whole)
    const strips = [0, 100, 200, 300].map((y) => `q 300 0 0 100 0 ${y} cm /Picture Do Q`).join(' ')
    expect(areasOf({ content: `${strips} ${recognised}` }, under)).toEqual(whole)
    expect(areasOf({ content: 'q 300 0 0 200 0 0 cm /Picture Do Q' }, under)).toEqual([
      picture(40, 50, 30, 30),
    ])
  })

  it('only what lies under it, told as the part that does', () => {
    const content = 'BT /F1 10 Tf 50 60 Td (ABCDEFGH) Tj ET'
    expect(areasOf({ content }, box(70, 40, 100, 25))).toEqual([text(70, 60, 20, 5)])
    expect(areasOf({ content }, box(100, 40, 100, 25))).toBe('nothing')
  })

  it.each([
    ['right below a line', box(40, 20, 100, 41), 'nothing'],
    ['right above a line', box(40, 66, 100, 41), 'nothing'],
    ['right beside a line', box(89, 20, 100, 80), 'nothing'],
    ['two points over a line', box(40, 20, 100, 42), [text(50, 60, 40, 2)]],
  ])('nothing %s, within a point', (_, under, expected) => {
    expect(areasOf({ content: 'BT /F1 10 Tf 50 60 Td (ABCDEFGH) Tj ET' }, under)).toEqual(expected)
  })

  it('at most ten places, those near each other being one', () => {
    const letters = Array.from({ length: 144 }, (_, index) => {
      const [x, y] = [(index % 12) * 24, Math.floor(index / 12) * 32]
      return `BT /F1 10 Tf ${x} ${y} Td (A) Tj ET`
    })
    const areas = areasOf({ content: letters.join(' ') })
    expect(areas.length).toBeLessThanOrEqual(10)
    expect(areas).toContainEqual(text(0, 0, 269, 359))
  })
})

describe('an anchor that is meant to be hidden', () => {
  const content = 'BT /F1 10 Tf 50 60 Td (#ttd1) Tj 60 0 Td (ABC) Tj ET'
  const meant = [box(50, 60, 25, 7)]

  it('is passed over, and what stands beside it is not', () => {
    expect(areasOf({ content }, box(40, 40, 50, 50), { meant })).toBe('nothing')
    expect(areasOf({ content }, box(40, 40, 90, 50), { meant })).toEqual([text(110, 60, 15, 7)])
  })

  it('is passed over inside a longer text, of which the box hides nothing more', () => {
    const longer = 'BT /F1 10 Tf 20 60 Td (ABCDEF#ttd1) Tj ET'
    expect(areasOf({ content: longer }, box(50, 40, 50, 50), { meant })).toBe('nothing')
    expect(areasOf({ content: longer }, box(30, 40, 50, 50), { meant })).toEqual([text(30, 60, 45, 7)])
  })
})

describe('a page as displayed', () => {
  const content = 'BT /F1 10 Tf 50 60 Td (AB) Tj ET'

  it.each<[string, PdfShape, Entries, Box]>([
    ['upright', {}, {}, box(50, 60, 10, 7)],
    ['turned by 90 degrees', { rotate: 90 }, {}, box(60, 240, 7, 10)],
    ['turned by 180 degrees', { rotate: 180 }, {}, box(240, 333, 10, 7)],
    ['turned by 270 degrees', { rotate: 270 }, {}, box(333, 50, 7, 10)],
    ['cropped', {}, { CropBox: [20, 30, 200, 300] }, box(30, 30, 10, 7)],
    ['of larger units', {}, { UserUnit: 2 }, box(100, 120, 20, 14)],
    ['whose media box starts elsewhere', { mediaBox: [-100, -100, 200, 300] }, {}, box(150, 160, 10, 7)],
  ])('is the one that boxes are told of: %s', (_, shape, entries, expected) => {
    const covered = areasOf({ content, shape, entries }, box(0, 0, 1000, 1000))
    expect(covered).toEqual([{ what: 'text', box: expected }])
  })

  it('has the resources of the nodes above it', () => {
    const above = dictionary({
      Type: name('Pages'),
      Kids: [ref(10)],
      Count: 1,
      MediaBox: [0, 0, 300, 400],
      Resources: resources,
    })
    expect(areasOf({ content, entries: { Resources: null }, more: [[2, above]] })).toEqual([
      text(50, 60, 10, 7),
    ])
  })
})

describe('annotations', () => {
  const annotation = (entries: Entries) =>
    dictionary({ Type: name('Annot'), Rect: [100, 100, 200, 150], ...entries })
  const shown = stream('BT /F1 10 Tf (AB) Tj ET', {
    Subtype: name('Form'),
    BBox: [0, 0, 50, 25],
    Resources: resources,
  })
  const withAnnotation = (entries: Entries): Page => ({
    content: '',
    entries: { Annots: [ref(130)] },
    more: [
      [130, annotation(entries)],
      [131, shown],
    ],
  })
  const AP = dictionary({ N: ref(131) })
  const place = { what: 'field', box: box(100, 100, 100, 50) }

  it.each<[string, Entries, object | string]>([
    [
      'show their appearances, fitted into their rectangles',
      { Subtype: name('FreeText'), AP },
      [text(100, 100, 20, 14)],
    ],
    [
      'show the state that they are in',
      { Subtype: name('Stamp'), AP: dictionary({ N: dictionary({ On: ref(131) }) }), AS: name('On') },
      [text(100, 100, 20, 14)],
    ],
    ['that are hidden show nothing', { Subtype: name('FreeText'), AP, F: 2 }, 'nothing'],
    ['without an appearance show nothing', { Subtype: name('Link') }, 'nothing'],
    ['that are windows of notes show nothing', { Subtype: name('Popup'), AP }, 'nothing'],
    ['that are fields are places, filled in or not', { Subtype: name('Widget') }, [place]],
    ['that are invisible signatures have none', { Subtype: name('Widget'), Rect: [0, 0, 0, 0] }, 'nothing'],
  ])('%s', (_, entries, expected) => {
    expect(areasOf(withAnnotation(entries))).toEqual(expected)
  })

  it('do not count where one is the very place to sign', () => {
    const field = withAnnotation({ Subtype: name('Widget'), AP })
    expect(areasOf(field, box(100.4, 100, 99.6, 50))).toBe('nothing')
    expect(areasOf(field, box(90, 100, 110, 50))).toEqual([place])
  })
})

describe('what a page shows cannot be told', () => {
  const kindOf = (content: string) => coveredContent(pageOf({ content }), 1, everything)

  it.each([
    ['of content that breaks off', 'BT /F1 ('],
    ['of an operator that never ends', 'x'.repeat(100)],
  ])('%s', (_, content) => {
    expect(kindOf(content)).toEqual({ kind: 'unknown', reason: 'unreadable' })
  })

  it.each([
    ['more operations than are followed', 'n '.repeat(100_001)],
    ['forms that draw themselves', '/Again Do'],
    ['states that are never restored', 'q '.repeat(300)],
  ])('of %s', (_, content) => {
    expect(kindOf(content)).toEqual({ kind: 'unknown', reason: 'too-large' })
  })

  it('of more fonts than any page has', () => {
    const fonts = Array.from(
      { length: 300 },
      (_, index) => [`G${index}`, dictionary({ Subtype: name('Type1') })] as const,
    )
    const content = fonts.map(([font]) => `BT /${font} 1 Tf (A) Tj ET`).join(' ')
    const Resources = dictionary({ Font: dictionary(Object.fromEntries(fonts)) })
    expect(coveredContent(pageOf({ content, entries: { Resources } }), 1, everything)).toEqual({
      kind: 'unknown',
      reason: 'too-large',
    })
  })

  it('of a large form that is drawn again and again', () => {
    const large = stream('n '.repeat(1000).padEnd(1024 * 1024), { Subtype: name('Form') })
    const content = '/Form Do '.repeat(20)
    expect(coveredContent(pageOf({ content, more: [[109, large]] }), 1, everything)).toMatchObject({
      reason: 'too-large',
    })
  })
})

it('opens an encrypted document with its password', () => {
  const [sample] = encryptedSamples
  if (sample === undefined) throw new TypeError('no sample')
  const { pdf, userPassword: password } = sample
  expect(() => coveredContent(pdf, 1, everything)).toThrow(
    expect.objectContaining({ code: 'PDF_PASSWORD_NEEDED' }),
  )
  expect(coveredContent(pdf, 1, everything, { password })).toEqual({ kind: 'nothing' })
})

it('refuses a page that is not there', () => {
  expect(() => coveredContent(buildPdf(), 2, everything)).toThrow(
    expect.objectContaining({ code: 'PAGE_NOT_FOUND' }),
  )
})
