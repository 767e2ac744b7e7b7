import { setTimeout as delay } from 'node:timers/promises'
import { sharedContentPdf } from '@tapis/testing/pdf'
import { describe, expect, it } from 'vitest'
import { findAnchor } from './find-anchor.ts'

/**
 * Minutes of work without one letter, in which pdf.js never gives way to anything else in its
 * thread.
 */
const endless = sharedContentPdf(1000, 'q Q '.repeat(2_000_000))
const ordinary = sharedContentPdf(1, 'BT /F 10 Tf 1 0 0 1 10 500 Tm (#ttd) Tj ET')

describe('the search for an anchor', () => {
  it('leaves the bytes it searched with their owner', async () => {
    const pdf = ordinary.slice()
    await findAnchor(pdf, '#')
    expect(pdf).toEqual(ordinary)
  })

  it('is the problem that a document without readable text is to a client', async () => {
    await expect(findAnchor(new Uint8Array(100), '#')).rejects.toMatchObject({
      name: 'ApiError',
      code: 'PDF_DAMAGED',
      options: { facts: { reason: 'TEXT_UNREADABLE' } },
    })
  })

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
