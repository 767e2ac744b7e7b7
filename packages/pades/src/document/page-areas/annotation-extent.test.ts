// Where annotations may paint, and those of which it cannot be told.

import { buildPdf } from '@tapis/testing/pdf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dictionary, isDictionary, name, type PdfValue, ref, textString } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { annotationExtent } from './annotation-extent.ts'

type Entries = Readonly<Record<string, PdfValue>>

const Rect = [100, 100, 140, 120]

function extentOf(entries: Entries, rotate?: number) {
  const document = openPdf(
    buildPdf({
      ...(rotate === undefined ? {} : { rotate }),
      objects: new Map<number, PdfValue>([[100, dictionary({ Rect, ...entries })]]),
    }),
  )
  const page = document.get(ref(10))
  const annotation = document.get(ref(100))
  if (!isDictionary(page) || !isDictionary(annotation)) throw new TypeError('no annotation')
  return annotationExtent(document, page, annotation, () => undefined)
}

const plain = { BS: dictionary({ W: 0 }) }
const box = [100, 100, 140, 120]

const cases: readonly (readonly [title: string, entries: Entries, boxes: readonly (readonly number[])[]])[] =
  [
    ['its rectangle', plain, [box]],
    ['its rectangle, the other way round', { ...plain, Rect: [140, 120, 100, 100] }, [box]],
    ['a border of 1 where none is stated', {}, [[99, 99, 141, 121]]],
    ['a border', { Border: [0, 0, 3] }, [[97, 97, 143, 123]]],
    ['the wider one of two borders', { Border: [0, 0, 3], BS: dictionary({ W: 2 }) }, [[97, 97, 143, 123]]],
    ['clouds', { ...plain, BE: dictionary({ S: name('C'), I: 2 }) }, [[80, 80, 160, 140]]],
    [
      'differences below zero',
      { ...plain, RD: [-10, -20, -30, -40] },
      [box, [90, 80, 170, 160], [90, 60, 170, 140]],
    ],
    [
      'differences that are too large',
      { ...plain, RD: [60, 0, 0, 0] },
      [box, [140, 100, 160, 120], [140, 100, 160, 120]],
    ],
    ['a line', { ...plain, L: [10, 90, 50, 20] }, [box, [10, 20, 50, 90]]],
    [
      'a line with a width, whose mitres stand out',
      { BS: dictionary({ W: 2 }), L: [50, 50, 60, 60] },
      [
        [98, 98, 142, 122],
        [40, 40, 70, 70],
      ],
    ],
    [
      'an arrow',
      { ...plain, L: [50, 50, 60, 60], LE: [name('None'), name('Slash')] },
      [box, [40, 40, 70, 70]],
    ],
    ['a polygon', { ...plain, Vertices: [10, 20, 30, 5, 1, 2] }, [box, [1, 2, 30, 20]]],
    [
      'a path in pieces',
      {
        ...plain,
        Path: [
          [0, 0],
          [5, 5, 9, -9, 2, 2],
        ],
      },
      [box, [0, -9, 9, 5]],
    ],
    [
      'strokes, each by itself and rounded',
      {
        ...plain,
        InkList: [
          [0, 0, 6, 0],
          [50, 50, 50, 62],
        ],
      },
      [box, [-1, -1, 7, 1], [48, 48, 52, 64]],
    ],
    [
      'quadrilaterals, each by itself and rounded',
      { ...plain, QuadPoints: [0, 4, 8, 4, 0, 0, 8, 0, 50, 58, 54, 58, 50, 50, 54, 50] },
      [box, [-2, -2, 10, 6], [48, 48, 56, 60]],
    ],
    ['no figure that has no points', { ...plain, Vertices: [], InkList: [[]], QuadPoints: [] }, [box]],
    [
      'an icon, at the upper left corner or in the middle',
      { ...plain, Subtype: name('Text'), Rect: [100, 120, 100, 120] },
      [
        [100, 120, 100, 120],
        [100, 96, 124, 120],
        [88, 108, 112, 132],
      ],
    ],
  ]

describe('an annotation may paint on', () => {
  it.each(cases)('%s', (_, entries, boxes) => {
    expect(extentOf(entries)).toEqual(boxes)
  })

  it('more, if it stays upright on a page that is turned', () => {
    expect(extentOf({ ...plain, F: 16 }, 90)).toEqual([[40, 40, 200, 180]])
    expect(extentOf({ ...plain, F: 16, L: [90, 100, 90, 110] }, 90)).toEqual([[20, 30, 210, 190]])
    expect(extentOf({ ...plain, Subtype: name('Text') }, 90)).toEqual([[34, 30, 206, 188]])
    expect(extentOf({ ...plain, F: 16 }, 360)).toEqual([box])
    expect(extentOf(plain, 90)).toEqual([box])
  })
})

describe('where an annotation may paint cannot be told', () => {
  it.each<readonly [string, Entries]>([
    ['without a rectangle', { Rect: [0, 0, 10] }],
    ['of a rectangle beyond all pages', { Rect: [0, 0, 10, 1e9] }],
    ['of a border that is no number', { BS: dictionary({ W: name('X') }) }],
    ['of a border below zero', { Border: [0, 0, -1] }],
    ['of a border of two numbers', { Border: [0, 0] }],
    ['of a style that is no dictionary', { BS: 4 }],
    ['of clouds that are no number', { BE: dictionary({ I: textString('1') }) }],
    ['of leader lines that are no number', { LL: name('X') }],
    ['of flags that are no number', { F: name('X') }],
    ['of three differences', { RD: [0, 0, 0] }],
    ['of coordinates that are no numbers', { InkList: [[0, name('X')]] }],
    ['of strokes that are no lists', { InkList: [0, 0] }],
    ['of an odd number of coordinates', { Vertices: [0, 0, 1] }],
    ['of half a quadrilateral', { QuadPoints: [0, 0, 1, 1] }],
  ])('%s', (_, entries) => {
    expect(extentOf(entries)).toBeUndefined()
  })
})

it('covers every point that an annotation is drawn by', () => {
  const coordinate = fc.double({ min: -1000, max: 1000, noNaN: true })
  const point = fc.tuple(coordinate, coordinate)
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 1, maxLength: 20 }),
      fc.constantFrom('Vertices', 'CL'),
      (points, key) => {
        const boxes = extentOf({ [key]: points.flat() }) ?? []
        for (const [x, y] of points) {
          expect(
            boxes.some(([left, bottom, right, top]) => x >= left && x <= right && y >= bottom && y <= top),
          ).toBe(true)
        }
      },
    ),
    { numRuns: 100 },
  )
})
