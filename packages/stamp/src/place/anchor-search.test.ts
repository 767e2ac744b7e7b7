import { degrees, PDFName, PDFNumber } from '@cantoo/pdf-lib'
import { sharedContentPdf } from '@tapis/testing/pdf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { searchAnchor, type TextLimits } from './anchor-search.ts'
import { at, type Draw, findAnchor, pdfOf } from './testing/drawn-pdf.ts'
import { findInRuns, type TextRun } from './text-lines.ts'

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

  it('is PDF_DAMAGED in bytes that are no PDF', async () => {
    await expect(findAnchor(new Uint8Array(100), '#')).rejects.toMatchObject({
      code: 'PDF_DAMAGED',
      facts: { reason: 'TEXT_UNREADABLE' },
    })
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

const text = (...words: readonly string[]) =>
  `BT /F 10 Tf ${words.map((word, line) => `1 0 0 1 10 ${500 - 20 * line} Tm (${word}) Tj`).join(' ')} ET`

describe('the text of a document', () => {
  const tooLarge = { name: 'PlaceError', code: 'ANCHOR_SEARCH_TOO_LARGE' }
  const limits: TextLimits = { pages: 2, items: 20, letters: 24 }
  const search = (pdf: Uint8Array, changes: Partial<TextLimits> = {}) =>
    searchAnchor({ pdf: pdf.slice(), tag: '#ttd', limits: { ...limits, ...changes } })

  it('is searched up to the limits', async () => {
    // Two pages of three words of four letters.
    const found = await search(sharedContentPdf(2, text('#ttd', 'satu', 'dua.')))
    expect(found).toMatchObject([{ page: 1 }, { page: 2 }])
  })

  it.each<[string, Uint8Array, Partial<TextLimits>]>([
    ['three pages', sharedContentPdf(3, text('#ttd')), {}],
    ['more runs of text than that', sharedContentPdf(2, text('#ttd', 'satu', 'dua.')), { items: 5 }],
    ['more letters than that', sharedContentPdf(2, text('#ttd', 'satu', 'dua.')), { letters: 23 }],
  ])('is ANCHOR_SEARCH_TOO_LARGE with %s', async (_, pdf, changes) => {
    await expect(search(pdf, changes)).rejects.toMatchObject(tooLarge)
  })

  it('is not read to the end of a page that is over the limit', async () => {
    // Behind its first hundreds of words the page has what takes minutes.
    const words = text(...Array.from({ length: 1000 }, () => 'kata'))
    const page = sharedContentPdf(1, words + text('#ttd').repeat(2_000_000))
    await expect(search(page, { letters: 1000 })).rejects.toMatchObject(tooLarge)
  })
})
