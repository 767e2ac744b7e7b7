import { describe, expect, it } from 'vitest'
import { type PageSizes, type Place, resolvePlace } from './place.ts'
import { at, findAnchor, pdfOf } from './testing/drawn-pdf.ts'

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
    await expect(placeOf(await pdf, pages, place)).rejects.toMatchObject({ name: 'PlaceError', code, facts })
  })
})
