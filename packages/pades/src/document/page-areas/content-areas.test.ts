// Where pages show text and pictures, in user space; and content that cannot be followed, which
// counts as being everywhere.

import { buildPdf } from '@tapis/testing/pdf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dictionary, isDictionary, name, type PdfValue, ref } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { contentAreas } from './content-areas.ts'
import { overlap } from './rectangle.ts'

const stream = (
  content: string | Uint8Array,
  entries: Readonly<Record<string, PdfValue>> = {},
): PdfValue => ({
  kind: 'stream',
  dictionary: dictionary(entries),
  bytes: typeof content === 'string' ? latin1(content) : content,
})

// 103 a font without widths, 104 one whose glyphs are half as wide, 105 a composite one, 106 a
// form, 107 a picture.
const resources = dictionary({
  Font: dictionary({ F1: ref(103), F2: ref(104), F3: ref(105) }),
  XObject: dictionary({ Form: ref(106), Picture: ref(107), Heir: ref(108), Large: ref(109) }),
})
const objects: readonly (readonly [number, PdfValue])[] = [
  [103, dictionary({ Type: name('Font'), Subtype: name('Type1') })],
  [104, dictionary({ Subtype: name('TrueType'), FirstChar: 65, Widths: [500, 500, 500] })],
  [105, dictionary({ Subtype: name('Type0') })],
  [
    106,
    stream('BT /F1 10 Tf (A) Tj ET', {
      Subtype: name('Form'),
      Matrix: [1, 0, 0, 1, 100, 100],
      Resources: resources,
    }),
  ],
  [107, stream('', { Subtype: name('Image') })],
  [108, stream('BT (A) Tj ET', { Subtype: name('Form') })],
]

function areasOf(content: string | Uint8Array, more: readonly (readonly [number, PdfValue])[] = []) {
  const pdf = buildPdf({
    pageEntries: { Resources: resources, Contents: [ref(110), ref(111)] },
    objects: new Map<number, PdfValue>([...objects, ...more, [110, stream(content)], [111, stream('')]]),
  })
  const document = openPdf(pdf)
  const page = document.get(ref(10))
  if (!isDictionary(page)) throw new TypeError('no page')
  let steps = 0
  const boxes = contentAreas(document, page, (more) => {
    steps += more
  })
  return { boxes, steps }
}

const cases: readonly (readonly [title: string, content: string, boxes: readonly (readonly number[])[]])[] = [
  ['text', 'BT /F1 10 Tf 50 60 Td (AB) Tj ET', [[50, 57, 70, 70]]],
  ['text of a font with widths', 'BT /F2 10 Tf 50 60 Td (AB) Tj ET', [[50, 57, 60, 70]]],
  ['text of two bytes a glyph', 'BT /F3 10 Tf 50 60 Td <00410042> Tj ET', [[50, 57, 70, 70]]],
  [
    'text that is moved on by what was shown',
    'BT /F2 10 Tf (AB) Tj (A) Tj ET',
    [
      [0, -3, 10, 10],
      [10, -3, 15, 10],
    ],
  ],
  ['text in pieces', 'BT /F2 10 Tf [(A) -1000 (B)] TJ ET', [[0, -3, 20, 10]]],
  [
    'text on the next line',
    'BT /F2 10 Tf 12 TL 0 100 Td (A) Tj T* (A) Tj ET',
    [
      [0, 97, 5, 110],
      [0, 85, 5, 98],
    ],
  ],
  [
    'text by the operators that move first',
    `BT /F2 10 Tf 12 TL 0 100 Td (A) ' 0 0 (A) " ET`,
    [
      [0, 85, 5, 98],
      [0, 73, 5, 86],
    ],
  ],
  ['text that is spread', 'BT /F2 10 Tf 2 Tc 50 Tz (AB) Tj ET', [[0, -3, 7, 10]]],
  ['text that is raised', 'BT /F2 10 Tf 5 Ts (A) Tj ET', [[0, 2, 5, 15]]],
  ['text that stands upright', 'BT /F2 10 Tf 0 1 -1 0 100 100 Tm (AB) Tj ET', [[90, 100, 103, 110]]],
  ['text on a page that is scaled', 'q 2 0 0 2 10 10 cm BT /F2 10 Tf (A) Tj ET Q', [[10, 4, 20, 30]]],
  ['text after a state was restored', 'q 2 0 0 2 10 10 cm Q BT /F2 10 Tf (A) Tj ET', [[0, -3, 5, 10]]],
  [
    'text in the size that a restored state has',
    'BT /F2 10 Tf ET q BT /F2 0 Tf ET Q BT (A) Tj ET',
    [[0, -3, 5, 10]],
  ],
  ['text in a form that sets no font of its own', 'BT /F2 10 Tf ET /Heir Do', [[0, -3, 5, 10]]],
  ['a picture that is clipped away', '0 0 1 1 re W n q 50 0 0 60 10 20 cm /Picture Do Q', [[10, 20, 60, 80]]],
  ['text that is not drawn', 'BT /F2 10 Tf 3 Tr (A) Tj ET', [[0, -3, 5, 10]]],
  ['nothing', 'BT /F2 10 Tf () Tj ET 0 0 100 100 re f', []],
  ['a picture', 'q 50 0 0 60 10 20 cm /Picture Do Q', [[10, 20, 60, 80]]],
  ['a picture in the content', 'q 50 0 0 60 10 20 cm BI /W 1 /H 1 ID \x00 EI Q', [[10, 20, 60, 80]]],
  ['a form', '/Form Do', [[100, 97, 110, 110]]],
  ['a form that there is not', '/Nothing Do', []],
]

describe('what a page shows', () => {
  it.each(cases)('is where %s is', (_, content, boxes) => {
    const rounded = areasOf(content).boxes?.map((box) => box.map((side) => Math.round(side * 100) / 100))
    expect(rounded).toEqual(boxes)
  })

  it.each([
    ['a stream that is damaged', 'BT /F1 ('],
    ['an operator that never ends', 'x'.repeat(100)],
    ['a picture that is not closed', 'BI /W 1 ID 0'],
    ['states that are never restored', 'q '.repeat(300)],
    ['more operations than are followed', 'n '.repeat(300_001)],
  ])('cannot be told of %s', (_, content) => {
    const { boxes, steps } = areasOf(content)
    expect(boxes).toBeUndefined()
    expect(steps).toBeLessThan(400_000)
  })

  it('cannot be told of a large form that is drawn again and again', () => {
    const large = stream(' '.repeat(1024 * 1024), { Subtype: name('Form') })
    expect(areasOf('/Large Do '.repeat(65), [[109, large]]).boxes).toBeUndefined()
  })

  it('is told, or not, of any bytes, without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { boxes } = areasOf(bytes)
        expect(boxes === undefined || Array.isArray(boxes)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

describe('two boxes', () => {
  it.each([
    ['overlap in a corner', [0, 0, 10, 10], [9, 9, 20, 20], true],
    ['do not by an edge alone', [0, 0, 10, 10], [10, 0, 20, 10], false],
    ['overlap where one is in the other', [0, 0, 10, 10], [4, 4, 5, 5], true],
    ['overlap where a side is not a number', [0, 0, 10, Number.NaN], [0, 50, 10, 60], true],
  ] as const)('%s', (_, one, other, expected) => {
    expect(overlap(one, other)).toBe(expected)
  })
})
