import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { LogEntry } from '../../log/logger.ts'
import { createCheckedClock } from './checked-clock.ts'
import { startNtpServer } from './ntp-server-for-tests.ts'
import { sntpReference } from './sntp.ts'
import { askedReference, type TimeReference } from './time-reference.ts'

const DAY = 86_400_000

/** A machine whose clocks and whose reference stand where a test puts them. */
function machine() {
  const at = { wall: Date.parse('2026-06-01T00:00:00Z'), monotonic: 5000 }
  const answer: { offset: number | undefined; during: () => unknown } = { offset: 0, during: () => undefined }
  const log: LogEntry[] = []
  const reference: TimeReference = async () => {
    answer.during()
    const { offset } = answer
    return offset === undefined ? undefined : { offsetMilliseconds: offset, uncertaintyMilliseconds: 0 }
  }
  const clock = createCheckedClock({
    wallClock: () => new Date(at.wall),
    monotonic: () => at.monotonic,
    reference,
    logger: (entry) => log.push(entry),
  })
  const pass = (milliseconds: number) => {
    at.wall += milliseconds
    at.monotonic += milliseconds
  }
  return { at, answer, log, clock, pass, states: () => log.map((entry) => 'state' in entry && entry.state) }
}

const untrusted = expect.objectContaining({ name: 'TimestampError', code: 'CLOCK_UNTRUSTED' })

describe('a checked clock', () => {
  it('gives no time before a reference has confirmed it', async () => {
    const { clock, answer, log, at } = machine()
    expect(() => clock.now()).toThrow(untrusted)
    answer.offset = undefined
    expect(await clock.check()).toBe('unconfirmed')
    expect(() => clock.now()).toThrow(untrusted)
    answer.offset = 400
    expect(await clock.check()).toBe('confirmed')
    expect(clock.now()).toEqual(new Date(at.wall))
    expect(log).toEqual([
      { event: 'clock', state: 'unconfirmed' },
      { event: 'clock', state: 'confirmed', offsetMilliseconds: 400 },
    ])
    clock.close()
  })

  it.each([1001, -1001])('is wrong when the reference is %i ms from it', async (offset) => {
    const { clock, answer, log } = machine()
    answer.offset = offset
    expect(await clock.check()).toBe('wrong')
    expect(() => clock.now()).toThrow(untrusted)
    expect(log).toEqual([{ event: 'clock', state: 'wrong', offsetMilliseconds: offset }])
    answer.offset = offset > 0 ? 1000 : -1000
    expect(await clock.check()).toBe('confirmed')
    expect(clock.now()).toBeInstanceOf(Date)
    clock.close()
  })

  it('is not trusted when the offset is no number', async () => {
    const { clock, answer } = machine()
    answer.offset = Number.NaN
    expect(await clock.check()).toBe('wrong')
    clock.close()
  })

  it.each([
    ['set forward', 1001],
    ['set back', -1001],
  ])('gives no more time once it was %s, until it is confirmed again', async (_what, step) => {
    const { clock, answer, at, pass, states } = machine()
    await clock.check()
    pass(60_000)
    clock.now()
    answer.offset = undefined
    at.wall += step
    expect(() => clock.now()).toThrow(untrusted)
    expect(await clock.check()).toBe('stepped')
    pass(60_000)
    expect(() => clock.now()).toThrow(untrusted)
    answer.offset = 0
    await clock.check()
    pass(2000)
    await clock.check()
    expect(clock.now()).toEqual(new Date(at.wall))
    expect(states().at(1)).toBe('stepped')
    clock.close()
  })

  it('asks the reference by itself as soon as it notices a step', async () => {
    const { clock, at, answer } = machine()
    await clock.check()
    const asked = new Promise<void>((resolve) => {
      answer.during = resolve
    })
    at.wall += 5000
    expect(() => clock.now()).toThrow(untrusted)
    await asked
    expect(await clock.check()).toBe('confirmed')
    clock.close()
  })

  it('is not confirmed by an answer that was on its way when it was set', async () => {
    const { clock, answer, at } = machine()
    answer.during = () => {
      at.wall += 3_600_000
    }
    expect(await clock.check()).toBe('stepped')
    expect(() => clock.now()).toThrow(untrusted)
    clock.close()
  })

  it('goes on for a day without an answer, then no longer, and says so once', async () => {
    const { clock, answer, pass, states } = machine()
    await clock.check()
    answer.offset = undefined
    pass(DAY)
    expect(await clock.check()).toBe('confirmed')
    clock.now()
    pass(1)
    expect(await clock.check()).toBe('unanswered')
    expect(await clock.check()).toBe('unanswered')
    expect(() => clock.now()).toThrow(untrusted)
    expect(states()).toEqual(['confirmed', 'unanswered'])
    clock.close()
  })

  it('is compared every ten minutes, and every ten seconds while it is not trusted', async () => {
    vi.useFakeTimers()
    try {
      const { clock, answer } = machine()
      let asked = 0
      answer.during = () => asked++
      await clock.check()
      await vi.advanceTimersByTimeAsync(599_999)
      expect(asked).toBe(1)
      await vi.advanceTimersByTimeAsync(1)
      expect(asked).toBe(2)
      answer.offset = 5000
      await clock.check()
      await vi.advanceTimersByTimeAsync(30_000)
      expect(asked).toBe(6)
      clock.close()
      await vi.advanceTimersByTimeAsync(3_600_000)
      expect(asked).toBe(6)
    } finally {
      vi.useRealTimers()
    }
  })

  it('stands still while it goes back by less than a second', async () => {
    const { clock, at } = machine()
    await clock.check()
    const given = clock.now()
    at.wall -= 900
    expect(clock.now()).toEqual(given)
    clock.close()
  })

  it('waits when it turns out that it gave times ahead of the right one', async () => {
    const { clock, at, pass } = machine()
    await clock.check()
    clock.now()
    at.wall -= 10_000
    expect(() => clock.now()).toThrow(untrusted)
    expect(await clock.check()).toBe('behind')
    expect(() => clock.now()).toThrow(untrusted)
    pass(10_000)
    expect(await clock.check()).toBe('confirmed')
    clock.now()
    clock.close()
  })

  it('never goes back, and is never more than a second from a clock that was always right', async () => {
    const act = fc.oneof(
      fc.record({ do: fc.constant('pass' as const), milliseconds: fc.nat(20 * 60_000) }),
      fc.record({
        do: fc.constant('step' as const),
        milliseconds: fc.integer({ min: -7200_000, max: 7200_000 }),
      }),
      fc.record({ do: fc.constant('slew' as const), milliseconds: fc.integer({ min: -300, max: 300 }) }),
      fc.record({ do: fc.constant('check' as const), milliseconds: fc.constant(0) }),
      fc.record({ do: fc.constant('correct' as const), milliseconds: fc.constant(0) }),
    )
    const property = fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const { clock, at, answer, pass } = machine()
      let truth = at.wall
      let last = Number.NEGATIVE_INFINITY
      for (const { do: what, milliseconds } of acts) {
        if (what === 'pass') {
          pass(milliseconds)
          truth += milliseconds
        }
        if (what === 'step' || what === 'slew') at.wall += milliseconds
        if (what === 'correct') at.wall = truth
        answer.offset = truth - at.wall
        if (what === 'check' || what === 'correct') await clock.check()
        let given: number | undefined
        try {
          given = clock.now().getTime()
        } catch (error) {
          expect(error).toEqual(untrusted)
        }
        // A check that now() began must not run into the next act.
        await clock.check()
        if (given === undefined) continue
        expect(given).toBeGreaterThanOrEqual(last)
        expect(Math.abs(given - truth)).toBeLessThanOrEqual(1000)
        last = given
      }
      clock.close()
    })
    await fc.assert(property, { numRuns: 300 })
  })

  it('is confirmed and refused by a real NTP server', async () => {
    const server = await startNtpServer()
    const local = { wallClock: () => new Date(), monotonic: () => performance.now() }
    const reference = sntpReference([server], { ...local, randomBytes, timeoutMilliseconds: 10_000 })
    const clock = createCheckedClock({ ...local, reference, logger: () => undefined })
    expect(await clock.check()).toBe('confirmed')
    clock.now()
    server.behave({ aheadMilliseconds: 60_000 })
    expect(await clock.check()).toBe('wrong')
    expect(() => clock.now()).toThrow(untrusted)
    clock.close()
    server.close()
  })
})

describe('the clock of a machine that is asked', () => {
  const at = { wall: 1_000_000, monotonic: 0 }
  const local = { wallClock: () => new Date(at.wall), monotonic: () => at.monotonic }
  const answering = (way: number, ahead: number) =>
    askedReference(async () => {
      const middle = at.wall + way / 2
      at.wall += way
      at.monotonic += way
      return new Date(middle + ahead)
    }, local)

  it('is compared in the middle of the way, half of which stays open', async () => {
    expect(await answering(800, 5000)()).toEqual({ offsetMilliseconds: 5000, uncertaintyMilliseconds: 400 })
  })

  it('is asked again when the answer took more than a second, three times in all', async () => {
    const ways = [5000, 3000, 400]
    let asked = 0
    const reference = askedReference(async () => {
      const way = ways[asked++] ?? 0
      at.wall += way
      at.monotonic += way
      return new Date(at.wall - way / 2)
    }, local)
    expect(await reference()).toEqual({ offsetMilliseconds: 0, uncertaintyMilliseconds: 200 })
    expect(asked).toBe(3)
  })

  it('says nothing after more than a second, or when it fails, or without a time', async () => {
    expect(await answering(1001, 0)()).toBeUndefined()
    expect(await answering(10, Number.NaN)()).toBeUndefined()
    expect(await askedReference(() => Promise.reject(new Error('gone')), local)()).toBeUndefined()
  })

  it('makes a clock wrong only by more than the way leaves open', async () => {
    for (const [ahead, state] of [
      [1400, 'confirmed'],
      [1401, 'wrong'],
    ] as const) {
      const clock = createCheckedClock({
        ...local,
        reference: answering(800, ahead),
        logger: () => undefined,
      })
      expect(await clock.check()).toBe(state)
      clock.close()
    }
  })
})
