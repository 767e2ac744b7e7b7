// Clients that keep a service busy for a time: each sends its next request when the last one was
// answered, or one comes every so often whether the last was answered or not.

import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from './request.ts'

interface Load {
  readonly answers: readonly Answer[]
  /** Until the last answer. */
  readonly seconds: number
}

/** `count` clients at once; `ask` gets a number that no two requests share. */
export async function keepAsking(
  count: number,
  seconds: number,
  ask: (request: number) => Promise<Answer>,
): Promise<Load> {
  const start = performance.now()
  const answers: Answer[] = []
  let requests = 0
  const client = async () => {
    while (performance.now() - start < seconds * 1000) {
      const answer = await ask(requests++)
      answers.push(answer)
      // A client that is refused comes back later; one that does not is what the hammer is.
      if (answer.status === 'cut' || answer.status >= 400) await delay(50)
    }
  }
  await Promise.all(Array.from({ length: count }, client))
  return { answers, seconds: (performance.now() - start) / 1000 }
}

/**
 * Visitors who come every `interval` milliseconds and do not wait for each other, so that a service
 * that stalls is seen by many.
 */
export function visitors(
  interval: number,
  ask: (signal: AbortSignal) => Promise<Answer>,
): { readonly stop: (patience?: number) => Promise<readonly Answer[]> } {
  const leaving = new AbortController()
  const visits: Promise<Answer>[] = []
  const timer = setInterval(() => visits.push(ask(leaving.signal)), interval)
  return {
    /**
     * `patience` in milliseconds (default 5000): those who have no answer by then leave, which
     * counts as cut.
     */
    stop: async (patience = 5_000) => {
      clearInterval(timer)
      const all = Promise.all(visits)
      await Promise.race([all, delay(patience, undefined, { ref: false })])
      leaving.abort()
      return await all
    },
  }
}

export interface Latencies {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly most: number
  /** 429, 403 and 503: the service said no, as it may. */
  readonly refused: number
  /** Every other answer that is no success, and none at all. */
  readonly failed: number
}

/** Of the successful answers, in milliseconds; NaN when there were none. */
export function latenciesOf(answers: readonly Answer[]): Latencies {
  const times = answers
    .filter(({ status }) => isSuccess(status))
    .map(({ milliseconds }) => milliseconds)
    .toSorted((left, right) => left - right)
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN
  const refused = answers.filter(({ status }) => isRefusal(status)).length
  return {
    count: times.length,
    p50: at(0.5),
    p95: at(0.95),
    most: times.at(-1) ?? Number.NaN,
    refused,
    failed: answers.length - times.length - refused,
  }
}

export const isSuccess = (status: Answer['status']) => status !== 'cut' && status < 400
export const isRefusal = (status: Answer['status']) => status === 429 || status === 403 || status === 503

/** `3 × 201, 2 × 503`, most frequent first. */
export function countsOf(outcomes: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const rows = [...counts].toSorted(([, left], [, right]) => right - left)
  return rows.map(([outcome, count]) => `${count} × ${outcome}`).join(', ') || 'none'
}
