// Asks a part that may be stuck, for many at once: whoever asks gets an answer in bounded time, and
// the part is asked once at a time however many ask and however long it takes.

import { setTimeout as delay } from 'node:timers/promises'

/** `/readyz` lets its asker wait no longer. */
const MILLISECONDS = 3000

/**
 * Returns a question that resolves when `probe` does, and rejects when it does, or when
 * `milliseconds` (default 3000) are over while it goes on.
 */
export function shareProbe(probe: () => Promise<unknown>, milliseconds = MILLISECONDS): () => Promise<void> {
  let atWork: Promise<unknown> | undefined
  return async () => {
    atWork ??= probe().finally(() => {
      atWork = undefined
    })
    const waited = new AbortController()
    const late = delay(milliseconds, undefined, { signal: waited.signal }).then(() => {
      throw new Error(`no answer within ${milliseconds} ms`)
    })
    try {
      await Promise.race([atWork, late])
    } finally {
      waited.abort()
      late.catch(() => undefined)
    }
  }
}
