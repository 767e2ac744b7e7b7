// The clock of a timestamp authority. It gives no time unless a reference has confirmed it, notices
// when it is set while it runs, and never gives a time before one that it has given: a timestamp is
// worth what its clock is.

import { TimestampError } from '@tapis/pki/timestamp'
import type { Logger } from '../../log/logger.ts'
import type { ClockState, LocalTime, TimeReference } from './time-reference.ts'

/** A clock that gives no time unless a reference has confirmed it. */
export interface CheckedClock {
  /** @throws TimestampError CLOCK_UNTRUSTED in every state but `confirmed` */
  readonly now: () => Date
  readonly state: () => ClockState
  /**
   * Compares with the reference now, or waits for the comparison that is under way. Never rejects.
   */
  readonly check: () => Promise<ClockState>
  /** Ends the regular checks. */
  readonly close: () => void
}

const TOLERANCE_MILLISECONDS = 1000
const CHECK_MILLISECONDS = 10 * 60_000
const RETRY_MILLISECONDS = 10_000
const DAY_MILLISECONDS = 86_400_000

/**
 * Makes a clock that compares itself with `reference` every ten minutes, and every ten seconds
 * while it is not trusted. The first comparison is the caller's: await {@link CheckedClock.check}
 * before anybody asks for the time. Each change of state is logged.
 */
export function createCheckedClock(
  options: LocalTime & { readonly reference: TimeReference; readonly logger: Logger },
): CheckedClock {
  const { wallClock, monotonic, reference, logger } = options
  // Owned by this clock. `agreed`: the reference's time, and that of the monotonic clock at the
  // same moment.
  let state: ClockState = 'unconfirmed'
  let agreed = { time: wallClock().getTime(), monotonic: monotonic() }
  let logged: ClockState | undefined
  let lastGiven = Number.NEGATIVE_INFINITY
  let underWay: Promise<ClockState> | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  const change = (to: ClockState, offsetMilliseconds?: number): ClockState => {
    state = to
    if (to === logged) return state
    logged = to
    const offset =
      offsetMilliseconds === undefined ? {} : { offsetMilliseconds: Math.round(offsetMilliseconds) }
    logger({ event: 'clock', state, ...offset })
    return state
  }

  const hasStepped = (wall: number): boolean => {
    const elapsed = monotonic() - agreed.monotonic
    return !(Math.abs(wall - agreed.time - elapsed) <= TOLERANCE_MILLISECONDS)
  }

  const compare = async (): Promise<ClockState> => {
    const before = { wall: wallClock().getTime(), monotonic: monotonic() }
    const answer = await reference().catch(() => undefined)
    if (answer === undefined) {
      if (hasStepped(wallClock().getTime()) && state === 'confirmed') return change('stepped')
      const isOld = monotonic() - agreed.monotonic > DAY_MILLISECONDS
      return change(isOld && state === 'confirmed' ? 'unanswered' : state)
    }
    const { offsetMilliseconds, uncertaintyMilliseconds } = answer
    const off = Math.max(0, Math.abs(offsetMilliseconds) - uncertaintyMilliseconds)
    if (!(off <= TOLERANCE_MILLISECONDS)) return change('wrong', offsetMilliseconds)
    // A clock that was set while the answer was on its way is not the one that the answer confirms.
    agreed = { time: before.wall + Math.sign(offsetMilliseconds) * off, monotonic: before.monotonic }
    const wall = wallClock().getTime()
    if (hasStepped(wall)) return change('stepped')
    return change(wall < lastGiven - TOLERANCE_MILLISECONDS ? 'behind' : 'confirmed', offsetMilliseconds)
  }

  const check = (): Promise<ClockState> => {
    underWay ??= compare().finally(() => {
      underWay = undefined
      schedule()
    })
    return underWay
  }

  const schedule = (): void => {
    clearTimeout(timer)
    if (isClosed) return
    timer = setTimeout(check, state === 'confirmed' ? CHECK_MILLISECONDS : RETRY_MILLISECONDS)
    // The service ends when its servers do.
    timer.unref()
  }

  return {
    check,
    state: () => state,
    now() {
      const wall = wallClock().getTime()
      if (state === 'confirmed' && hasStepped(wall)) {
        change('stepped')
        void check()
      }
      if (state !== 'confirmed') throw new TimestampError('CLOCK_UNTRUSTED', `the clock is ${state}`)
      // Less than a step backwards, as when it is slewed: time stands still for as long.
      lastGiven = Math.max(lastGiven, wall)
      return new Date(lastGiven)
    },
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
