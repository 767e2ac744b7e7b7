import type { LogEntry } from '@tapis/signer'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startHousekeeping } from './housekeeping.ts'

const HOUR = 60 * 60 * 1000
beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-24T00:00:00Z') }))
afterEach(() => void vi.useRealTimers())

function start(outcomes: (number | Error)[]) {
  const asked: Date[] = []
  const log: LogEntry[] = []
  const housekeeping = startHousekeeping({
    deleteOldIdempotencyKeys: async ({ createdBefore }) => {
      asked.push(createdBefore)
      const outcome = outcomes.shift() ?? 0
      if (outcome instanceof Error) throw outcome
      return outcome
    },
    clock: () => new Date(),
    logger: (entry) => log.push(entry),
  })
  return { asked, log, housekeeping }
}

it('deletes what is older than thirty days, at the start and every hour, until it is stopped', async () => {
  const { asked, log, housekeeping } = start([0, 7])
  await vi.advanceTimersByTimeAsync(HOUR)
  expect(asked).toEqual([new Date('2026-10-25T00:00:00Z'), new Date('2026-10-25T01:00:00Z')])
  expect(log).toEqual([{ event: 'housekeeping', deletedIdempotencyKeys: 7 }])
  await housekeeping.stop()
  await vi.advanceTimersByTimeAsync(3 * HOUR)
  expect(asked).toHaveLength(2)
})

it('logs a failure and goes on an hour later', async () => {
  const { asked, log, housekeeping } = start([new Error('away'), 1])
  await vi.advanceTimersByTimeAsync(HOUR)
  expect(log.map(({ event }) => event)).toEqual(['failure', 'housekeeping'])
  expect(asked).toHaveLength(2)
  await housekeeping.stop()
})
