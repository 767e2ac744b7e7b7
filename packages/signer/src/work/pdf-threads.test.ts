import { sharedContentPdf } from '@tapis/testing/pdf'
import { afterAll, describe, expect, it } from 'vitest'
import { createPdfThreads } from './pdf-threads.ts'

const limits = { pages: 10, items: 1000, letters: 10_000 }
const search = (pdf: Uint8Array) => ({ pdf, tag: '#ttd', limits })
const ordinary = search(sharedContentPdf(1, 'BT /F 10 Tf 1 0 0 1 10 500 Tm (#ttd) Tj ET'))
/** Minutes of work in which the thread never gives way. */
const endless = search(sharedContentPdf(1000, 'q Q '.repeat(2_000_000)))

const threads = createPdfThreads({ threads: 1 })
afterAll(() => threads[Symbol.asyncDispose]())

describe('the threads for submitted PDFs', () => {
  it('stop a job that takes too long as PDF_TOO_COMPLEX, and go on with the next', async () => {
    const stopped = threads.run('searchAnchor', endless, { milliseconds: 200 })
    await expect(stopped).rejects.toMatchObject({ code: 'PDF_TOO_COMPLEX' })
    expect(await threads.run('searchAnchor', ordinary)).toMatchObject([{ page: 1 }])
  })

  it('stop a job that takes too much memory, and the process lives', async () => {
    await using small = createPdfThreads({ threads: 1, heapMegabytes: 16 })
    // Loading what a search needs is more than that.
    const starved = Array.from({ length: 200_000 }, (_, index) => `1 0 0 1 ${index} 10 Tm (kata ${index}) Tj`)
    const job = small.run('searchAnchor', {
      ...search(sharedContentPdf(1, `BT /F 10 Tf ${starved.join(' ')} ET`)),
      limits: { pages: 10, items: 10_000_000, letters: 100_000_000 },
    })
    await expect(job).rejects.toMatchObject({ code: 'PDF_TOO_COMPLEX' })
  })

  it('leave a thread to the other agencies while one keeps its own busy', async () => {
    const client = new AbortController()
    const busy = [1, 2].map(() =>
      threads.run('searchAnchor', endless, {
        agency: 'pajak',
        signal: client.signal,
        milliseconds: 600_000,
      }),
    )
    expect(await threads.run('searchAnchor', ordinary, { agency: 'izin' })).toMatchObject([{ page: 1 }])
    client.abort()
    expect(await Promise.allSettled(busy)).toMatchObject([
      { reason: { code: 'CLIENT_GONE' } },
      { reason: { code: 'CLIENT_GONE' } },
    ])
  })

  it('give back the refusal of a job with its code and facts, and its causes for the log', async () => {
    const missing = { descriptor: 1_000_000, bytes: 10 }
    const job = threads.run('prepareDocument', {
      file: missing,
      stamp: Object.create(null),
      signature: Object.create(null),
      preflight: Object.create(null),
      covered: 'warn',
      trust: Object.create(null),
    })
    await expect(job).rejects.toMatchObject({ code: 'INTERNAL', cause: { code: 'EBADF' } })
  })
})
