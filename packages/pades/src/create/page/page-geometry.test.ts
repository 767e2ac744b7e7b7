import { buildPdf } from '@tapis/testing/pdf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dictionary, name, type PdfValue, ref } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { type Box, type PageGeometry, pageGeometry, placeBox } from './page-geometry.ts'

/**
 * Where a point of user space is seen, by the definition of /Rotate: the page is turned clockwise
 * (§7.7.3.3).
 */
function displayed({ cropBox, rotate, userUnit }: PageGeometry, x: number, y: number): [number, number] {
  const centreX = (cropBox[0] + cropBox[2]) / 2
  const centreY = (cropBox[1] + cropBox[3]) / 2
  const angle = (-rotate * Math.PI) / 180
  const turn = (px: number, py: number): [number, number] => [
    px * Math.cos(angle) - py * Math.sin(angle),
    px * Math.sin(angle) + py * Math.cos(angle),
  ]
  const corners = [
    turn(cropBox[0] - centreX, cropBox[1] - centreY),
    turn(cropBox[2] - centreX, cropBox[3] - centreY),
  ]
  const left = Math.min(...corners.map(([px]) => px))
  const bottom = Math.min(...corners.map(([, py]) => py))
  const [turnedX, turnedY] = turn(x - centreX, y - centreY)
  return [(turnedX - left) * userUnit, (turnedY - bottom) * userUnit]
}

/** Algorithm of ISO 32000-2 §12.5.5: the form's turned box is fitted into /Rect. */
function shownAt(geometry: PageGeometry, box: Box, formX: number, formY: number): [number, number] {
  const { rect, matrix } = placeBox(geometry, box)
  const [a, b, c, d, e, f] = matrix
  const turned = (x: number, y: number): [number, number] => [a * x + c * y + e, b * x + d * y + f]
  const corners = [turned(0, 0), turned(box.width, box.height)]
  const minX = Math.min(...corners.map(([x]) => x))
  const maxX = Math.max(...corners.map(([x]) => x))
  const minY = Math.min(...corners.map(([, y]) => y))
  const maxY = Math.max(...corners.map(([, y]) => y))
  const [x, y] = turned(formX, formY)
  return displayed(
    geometry,
    rect[0] + ((x - minX) / (maxX - minX)) * (rect[2] - rect[0]),
    rect[1] + ((y - minY) / (maxY - minY)) * (rect[3] - rect[1]),
  )
}

describe('placeBox', () => {
  it('shows every point of the form where it was asked to be, whatever the page', () => {
    const pages = fc.record({
      rotate: fc.constantFrom(0, 90, 180, 270, -90, 450),
      left: fc.integer({ min: -500, max: 500 }),
      bottom: fc.integer({ min: -500, max: 500 }),
      across: fc.integer({ min: 50, max: 900 }),
      up: fc.integer({ min: 50, max: 900 }),
      userUnit: fc.constantFrom(undefined, 1, 2.5),
    })
    const fraction = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(pages, fc.tuple(fraction, fraction, fraction, fraction), (page, [fx, fy, fw, fh]) => {
        const cropBox = [page.left + page.across, page.bottom, page.left, page.bottom + page.up]
        const mediaBox = [
          page.left - 30,
          page.bottom - 20,
          page.left + page.across + 9,
          page.bottom + page.up + 8,
        ]
        const entries: Record<string, PdfValue> = { CropBox: cropBox }
        if (page.userUnit !== undefined) entries['UserUnit'] = page.userUnit
        const geometry = pageGeometry(buildPdf({ rotate: page.rotate, mediaBox, pageEntries: entries }), 1)
        const width = 1 + fw * (geometry.width - 1)
        const height = 1 + fh * (geometry.height - 1)
        const box = { x: fx * (geometry.width - width), y: fy * (geometry.height - height), width, height }
        for (const [formX, formY] of [
          [0, 0],
          [width, 0],
          [0, height],
          [width, height],
        ] as const) {
          const [x, y] = shownAt(geometry, box, formX, formY)
          expect(x).toBeCloseTo(box.x + formX, 1)
          expect(y).toBeCloseTo(box.y + formY, 1)
        }
      }),
    )
  })
})

describe('pageGeometry', () => {
  it('gives the page as displayed: crop box within media box, turned', () => {
    const pdf = buildPdf({ rotate: 90, pages: 2, pageEntries: { CropBox: [10, 20, 999, 120] } })
    expect(pageGeometry(pdf, 2)).toEqual({
      width: 100,
      height: 290,
      rotate: 90,
      cropBox: [10, 20, 300, 120],
      userUnit: 1,
      count: 2,
    })
  })

  it('takes what a page states over what it inherits', () => {
    const pdf = buildPdf({ rotate: 90, pageEntries: { Rotate: 0, MediaBox: [0, 0, 10, 20] } })
    expect(pageGeometry(openPdf(pdf), 1)).toMatchObject({ width: 10, height: 20, rotate: 0 })
  })

  it('passes over boxes without an area, as readers do', () => {
    const size = (mediaBox: number[], CropBox: number[]) => {
      const { width, height } = pageGeometry(buildPdf({ mediaBox, pageEntries: { CropBox } }), 1)
      return [width, height]
    }
    expect(size([0, 0, 300, 400], [9, 9, 9, 90])).toEqual([300, 400])
    expect(size([0, 0, 300, 400], [500, 500, 600, 600])).toEqual([300, 400])
    expect(size([7, 7, 7, 7], [0, 0, 100, 200])).toEqual([100, 200])
    expect(size([7, 7, 7, 7], [7, 7, 7, 7])).toEqual([612, 792])
  })

  it('ignores a rotation that is no quarter turn', () => {
    expect(pageGeometry(buildPdf({ rotate: 45 }), 1).rotate).toBe(0)
  })

  it('finds pages in nested branches by their counts', () => {
    const page = (height: number) => dictionary({ Type: name('Page'), MediaBox: [0, 0, 100, height] })
    const objects = new Map<number, PdfValue>([
      [100, dictionary({ Type: name('Pages'), Count: 5, Kids: [ref(101), ref(110), ref(999), ref(102)] })],
      [101, dictionary({ Type: name('Pages'), Count: 2, Kids: [ref(111), ref(112)] })],
      [102, dictionary({ Type: name('Pages'), Count: 2, Kids: [ref(113), ref(114)], Rotate: 270 })],
      ...[110, 111, 112, 113, 114].map((number): [number, PdfValue] => [number, page(number)]),
    ])
    const pdf = buildPdf({ catalogEntries: { Pages: ref(100) }, objects })
    const heights = [1, 2, 3].map((number) => pageGeometry(pdf, number).height)
    expect(heights).toEqual([111, 112, 110])
    expect(pageGeometry(pdf, 5)).toMatchObject({ width: 114, height: 100, rotate: 270, count: 5 })
    expect(() => pageGeometry(pdf, 6)).toThrow(/1 to 5/)
  })
})
