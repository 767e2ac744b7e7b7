import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { sharedContentPdf } from '../testing/shared-content-pdf.ts'
import { findAnchor } from './anchor.ts'
import { searchAnchor, type TextLimits } from './anchor-search.ts'

const text = (...words: readonly string[]) =>
  `BT /F 10 Tf ${words.map((word, line) => `1 0 0 1 10 ${500 - 20 * line} Tm (${word}) Tj`).join(' ')} ET`

/** Minutes of work without one letter, in which pdf.js never gives way to anything else in its thread. */
const endless = sharedContentPdf(1000, 'q Q '.repeat(2_000_000))
const ordinary = sharedContentPdf(1, text('#ttd'))

describe('the text of a document', () => {
  const limits: TextLimits = { pages: 2, items: 20, letters: 24 }
  const search = (pdf: Uint8Array, changes: Partial<TextLimits> = {}) =>
    searchAnchor({ pdf: pdf.slice(), tag: '#ttd', limits: { ...limits, ...changes } })

  it('is searched up to the limits', async () => {
    // Two pages of three words of four letters.
    const outcome = await search(sharedContentPdf(2, text('#ttd', 'satu', 'dua.')))
    expect(outcome).toMatchObject({ found: [{ page: 1 }, { page: 2 }] })
  })

  it.each<[string, Uint8Array, Partial<TextLimits>]>([
    ['three pages', sharedContentPdf(3, text('#ttd')), {}],
    ['more runs of text than that', sharedContentPdf(2, text('#ttd', 'satu', 'dua.')), { items: 5 }],
    ['more letters than that', sharedContentPdf(2, text('#ttd', 'satu', 'dua.')), { letters: 23 }],
  ])('is ANCHOR_SEARCH_TOO_LARGE with %s', async (_, pdf, changes) => {
    expect(await search(pdf, changes)).toMatchObject({ refused: 'ANCHOR_SEARCH_TOO_LARGE' })
  })

  it('is not read to the end of a page that is over the limit', async () => {
    // Behind its first hundreds of words the page has what takes minutes.
    const words = text(...Array.from({ length: 1000 }, () => 'kata'))
    const page = sharedContentPdf(1, words + text('#ttd').repeat(2_000_000))
    expect(await search(page, { letters: 1000 })).toMatchObject({ refused: 'ANCHOR_SEARCH_TOO_LARGE' })
  })
})

describe('the search for an anchor', () => {
  it('is ANCHOR_SEARCH_TOO_LARGE when it takes too long, also without any text', async () => {
    const search = findAnchor(endless, '#ttd', { limits: { milliseconds: 200 } })
    await expect(search).rejects.toMatchObject({ code: 'ANCHOR_SEARCH_TOO_LARGE' })
  })

  it('ends with the client, and lets everybody else go on meanwhile', async () => {
    const client = new AbortController()
    const search = findAnchor(endless, '#ttd', { signal: client.signal, limits: { milliseconds: 600_000 } })
    const outcome = expect(search).rejects.toMatchObject({ code: 'CLIENT_GONE' })
    // Would not come back while the text is read in this thread.
    await delay(500)
    client.abort()
    await outcome
  })

  it('does not begin for a client that is gone', async () => {
    const search = findAnchor(endless, '#ttd', { signal: AbortSignal.abort() })
    await expect(search).rejects.toMatchObject({ code: 'CLIENT_GONE' })
  })

  it('waits while two others run', async () => {
    const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()]
    const order: string[] = []
    const long = ({ signal }: AbortController, name: string) =>
      findAnchor(endless, '#ttd', { signal, limits: { milliseconds: 600_000 } }).catch(() => order.push(name))
    const running = [long(first, 'first'), long(second, 'second')]
    const waiting = long(third, 'third')
    const last = findAnchor(ordinary, '#ttd').then((found) => order.push(`found ${found.length}`))
    // Time enough for a search that does not wait.
    await delay(1500)
    third.abort()
    await waiting
    first.abort()
    await last
    second.abort()
    await Promise.all(running)
    expect(order).toEqual(['third', 'first', 'found 1', 'second'])
  })

  it('works again after one that was ended', async () => {
    await expect(findAnchor(endless, '#ttd', { limits: { milliseconds: 1 } })).rejects.toMatchObject({
      code: 'ANCHOR_SEARCH_TOO_LARGE',
    })
    expect(await findAnchor(ordinary, '#ttd')).toHaveLength(1)
    expect(await findAnchor(ordinary, '#ttd')).toHaveLength(1)
  })
})
