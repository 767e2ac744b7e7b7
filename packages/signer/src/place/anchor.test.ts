import { degrees, PDFDocument, PDFName, PDFNumber, type PDFPage, StandardFonts } from '@cantoo/pdf-lib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findAnchor } from './anchor.ts'
import { type PageSizes, type Place, resolvePlace } from './place.ts'
import { findInRuns, type TextRun } from './text-lines.ts'

type Draw = (page: PDFPage, font: Awaited<ReturnType<PDFDocument['embedFont']>>) => void

async function pdfOf(...pages: readonly Draw[]): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.Courier)
  for (const draw of pages) draw(document.addPage([400, 600]), font)
  return await document.save()
}

/** Courier at 10 points: each letter is 6 points wide, so the centre is known exactly. */
const at =
  (text: string, x: number, y: number): Draw =>
  (page, font) =>
    page.drawText(text, { x, y, size: 10, font })

describe('an anchor', () => {
  it('is found with the centre of its letters, above the baseline', async () => {
    const [found, ...others] = await findAnchor(await pdfOf(at('#ttd', 100, 200)), '#ttd')
    expect(others).toEqual([])
    expect(found?.page).toBe(1)
    expect(found?.x).toBeCloseTo(112)
    expect(found?.y).toBeCloseTo(203.5)
  })

  it('is found inside a longer text', async () => {
    const [found] = await findAnchor(await pdfOf(at('Kepala Dinas #ttd', 100, 200)), '#ttd')
    expect(found?.x).toBeCloseTo(100 + 13 * 6 + 12)
  })

  it.each([
    ['letter by letter', [0, 1, 2, 3], 1],
    ['in two pieces, the second one first', [2, 0], 2],
  ])('is found when it is drawn %s', async (_, starts, length) => {
    const pieces: Draw = (page, font) => {
      for (const start of starts) at('#ttd'.slice(start, start + length), 100 + 6 * start, 200)(page, font)
    }
    const [found, ...others] = await findAnchor(await pdfOf(pieces), '#ttd')
    expect(others).toEqual([])
    expect(found?.x).toBeCloseTo(112)
  })

  it('is one occurrence when it is drawn twice to look bold', async () => {
    const bold: Draw = (page, font) => {
      at('#ttd', 100, 200)(page, font)
      at('#ttd', 100.3, 200)(page, font)
    }
    expect(await findAnchor(await pdfOf(bold), '#ttd')).toHaveLength(1)
  })

  it('is not made of the end of one line and the beginning of the next, nor of two distant words', async () => {
    const split: Draw = (page, font) => {
      at('#t', 100, 200)(page, font)
      at('td', 100, 188)(page, font)
      at('#t', 100, 100)(page, font)
      at('td', 200, 100)(page, font)
    }
    expect(await findAnchor(await pdfOf(split), '#ttd')).toEqual([])
  })

  it('is listed in reading order: pages, then from the top, then from the left', async () => {
    const first: Draw = (page, font) => {
      at('#', 300, 100)(page, font)
      at('#', 100, 100)(page, font)
      at('#', 200, 500)(page, font)
    }
    const found = await findAnchor(await pdfOf(first, at('#', 50, 50)), '#')
    expect(found.map(({ page, x, y }) => [page, Math.round(x), Math.round(y)])).toEqual([
      [1, 203, 504],
      [1, 103, 104],
      [1, 303, 104],
      [2, 53, 54],
    ])
  })

  // A page of 400 by 600 points: the user space point (112, 203.5) as it is displayed.
  it.each([
    [90, 203.5, 400 - 112],
    [180, 400 - 112, 600 - 203.5],
    [270, 600 - 203.5, 112],
  ])('is where it is displayed on a page turned by %i degrees', async (angle, x, y) => {
    const turned: Draw = (page, font) => {
      at('#ttd', 100, 200)(page, font)
      page.setRotation(degrees(angle))
    }
    const [found] = await findAnchor(await pdfOf(turned), '#ttd')
    expect(found?.x).toBeCloseTo(x)
    expect(found?.y).toBeCloseTo(y)
  })

  it('is measured from the corner of the crop box', async () => {
    const cropped: Draw = (page, font) => {
      at('#ttd', 100, 200)(page, font)
      page.setCropBox(50, 70, 300, 400)
    }
    const [found] = await findAnchor(await pdfOf(cropped), '#ttd')
    expect(found?.x).toBeCloseTo(62)
    expect(found?.y).toBeCloseTo(133.5)
  })

  it('is measured in points where the page has larger units', async () => {
    const doubled: Draw = (page, font) => {
      at('#ttd', 100, 200)(page, font)
      page.node.set(PDFName.of('UserUnit'), PDFNumber.of(2))
    }
    const [found] = await findAnchor(await pdfOf(doubled), '#ttd')
    expect(found?.x).toBeCloseTo(224)
    expect(found?.y).toBeCloseTo(407)
  })

  it('is found in text that is itself turned', async () => {
    const upright: Draw = (page, font) =>
      page.drawText('#ttd', { x: 100, y: 200, size: 10, font, rotate: degrees(90) })
    const [found] = await findAnchor(await pdfOf(upright), '#ttd')
    expect(found?.x).toBeCloseTo(96.5)
    expect(found?.y).toBeCloseTo(212)
  })

  it('leaves the bytes it searched with their owner', async () => {
    const pdf = await pdfOf(at('#', 1, 1))
    await findAnchor(pdf, '#')
    expect(pdf.length).toBeGreaterThan(0)
  })

  it('is PDF_DAMAGED in bytes that are no PDF', async () => {
    await expect(findAnchor(new Uint8Array(100), '#')).rejects.toMatchObject({ code: 'PDF_DAMAGED' })
  })

  it('is searched in any runs without hanging or throwing', () => {
    const coordinate = fc.double({ noNaN: true, min: -1000, max: 1000 })
    const run: fc.Arbitrary<TextRun> = fc.record({
      text: fc.string({ maxLength: 8 }),
      origin: fc.record({ x: coordinate, y: coordinate }),
      direction: fc.constantFrom({ x: 1, y: 0 }, { x: 0, y: 1 }, { x: -1, y: 0 }),
      advance: coordinate,
      height: coordinate,
    })
    fc.assert(
      fc.property(fc.array(run), fc.string(), (runs, tag) => {
        for (const { x, y } of findInRuns(runs, tag))
          expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true)
      }),
    )
  })
})

const placeOf = (pdf: Uint8Array, pages: PageSizes, place: Place) =>
  resolvePlace(pdf, pages, place, findAnchor)

describe('the place of a stamp', () => {
  const pages = {
    count: 2,
    size: (page: number) => (page === 1 ? { width: 400, height: 600 } : { width: 600, height: 400 }),
  }
  const box = (page: number | 'last', x: number, y: number, width: number, height: number) =>
    ({ kind: 'box', page, box: { x, y, width, height } }) as const
  const anchor = (text: string, occurrence?: number | 'last', width = 40) =>
    ({ kind: 'anchor', anchor: text, occurrence, width, height: 10 }) as const
  const pdf = pdfOf(at('#once', 100, 200), (page, font) => {
    at('#many', 100, 200)(page, font)
    at('#many', 200, 200)(page, font)
  })

  const resolved = async (place: Place) => {
    const found = await placeOf(await pdf, pages, place)
    if (found === undefined) throw new TypeError('expected a place')
    return found
  }

  it('says where the anchor is that it covers, in the middle of its box', async () => {
    const { box: whole, anchor: found } = await resolved(anchor('#once'))
    if (found === undefined) throw new TypeError('expected the anchor')
    expect(found.x + found.width / 2).toBeCloseTo(whole.x + whole.width / 2)
    expect(found.y + found.height / 2).toBeCloseTo(whole.y + whole.height / 2)
    expect(found.x).toBeCloseTo(100)
  })

  it('is the box that was asked for, or the same on the last page', async () => {
    const asked = { x: 10, y: 20, width: 30, height: 40 }
    expect(await placeOf(await pdf, pages, box(1, 10, 20, 30, 40))).toEqual({ page: 1, box: asked })
    expect(await placeOf(await pdf, pages, box('last', 10, 20, 30, 40))).toEqual({ page: 2, box: asked })
  })

  it('may fill the page to the edge', async () => {
    await expect(placeOf(await pdf, pages, box(1, 0, 0, 400, 600))).resolves.toMatchObject({ page: 1 })
  })

  it('is centred on the anchor', async () => {
    const { page, box } = await resolved(anchor('#once'))
    expect(page).toBe(1)
    expect(box.x).toBeCloseTo(115 - 20)
    expect(box.y).toBeCloseTo(203.5 - 5)
    expect(box).toMatchObject({ width: 40, height: 10 })
  })

  it('is the chosen one of several anchors', async () => {
    for (const occurrence of [2, 'last'] as const) {
      const { page, box } = await resolved(anchor('#many', occurrence))
      expect(page).toBe(2)
      expect(box.x).toBeCloseTo(215 - 20)
    }
  })

  it('is what the caller chose where the anchor is not there, or not as often', async () => {
    const otherwise = box('last', 10, 20, 30, 40)
    const chosen = { page: 2, box: { x: 10, y: 20, width: 30, height: 40 } }
    for (const missing of [anchor('#none'), anchor('#none', 'last'), anchor('#many', 3)]) {
      expect(await placeOf(await pdf, pages, { ...missing, otherwise })).toEqual(chosen)
      expect(await placeOf(await pdf, pages, { ...missing, otherwise: 'invisible' })).toBeUndefined()
    }
    expect(await placeOf(await pdf, pages, { ...anchor('#once'), otherwise })).toMatchObject({ page: 1 })
  })

  it('may be a little narrower than an anchor whose ends are guessed from a longer text', async () => {
    const longer = await pdfOf(at('Kepala Dinas #ttd', 100, 200))
    const place = (width: number) => placeOf(longer, pages, anchor('#ttd', 1, width))
    await expect(place(15)).resolves.toMatchObject({ page: 1 })
    await expect(place(14)).rejects.toMatchObject({ code: 'ANCHOR_NOT_COVERED' })
  })

  it('is not the last of more anchors than are read', async () => {
    const crowded = await pdfOf((page, font) => {
      for (let line = 0; line < 40; line++) at('# '.repeat(30).trim(), 10, 10 + 14 * line)(page, font)
    })
    const place = anchor('#', 'last')
    await expect(placeOf(crowded, pages, place)).rejects.toMatchObject({
      code: 'ANCHOR_SEARCH_TOO_LARGE',
    })
  })

  it.each([
    ['page 3 of 2', box(3, 0, 0, 10, 10), 'PAGE_NOT_FOUND', { page: 3, pages: 2 }],
    ['a box over the right edge', box(1, 395, 0, 10, 10), 'BOX_OFF_PAGE', { width: 400, height: 600 }],
    [
      'a box over the upper edge of a landscape page',
      box(2, 0, 395, 10, 10),
      'BOX_OFF_PAGE',
      { width: 600, height: 400 },
    ],
    [
      'an anchored box that reaches over the edge',
      anchor('#once', 1, 300),
      'BOX_OFF_PAGE',
      { width: 400, height: 600 },
    ],
    [
      'a box that is narrower than the anchor',
      anchor('#once', 1, 29),
      'ANCHOR_NOT_COVERED',
      { width: 30, height: 7 },
    ],
    [
      'a box that is lower than the anchor',
      { ...anchor('#once'), height: 6 },
      'ANCHOR_NOT_COVERED',
      { width: 30, height: 7 },
    ],
    ['an anchor that is not there', anchor('#none'), 'ANCHOR_NOT_FOUND', { found: 0 }],
    ['a third occurrence of two', anchor('#many', 3), 'ANCHOR_NOT_FOUND', { found: 2 }],
    ['an anchor that is there twice', anchor('#many'), 'ANCHOR_AMBIGUOUS', { found: 2 }],
    [
      'an anchor that is there twice, whatever is to happen without it',
      { ...anchor('#many'), otherwise: 'invisible' as const },
      'ANCHOR_AMBIGUOUS',
      { found: 2 },
    ],
  ])('is refused: %s', async (_, place, code, facts) => {
    await expect(placeOf(await pdf, pages, place)).rejects.toMatchObject({ code, options: { facts } })
  })
})
