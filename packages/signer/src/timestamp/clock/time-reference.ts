// What a clock is compared with: the port, and the database's clock as the reference of a city that
// has configured no NTP server.

/**
 * What is known of a clock.
 * - `unconfirmed`: no reference has answered yet, since the start.
 * - `confirmed`: within a second of the reference.
 * - `stepped`: it was set, or the machine slept, since the last comparison.
 * - `wrong`: more than a second from the reference.
 * - `behind`: right, but more than a second before a time that was given while it was wrong.
 * - `unanswered`: no reference has answered for a day.
 */
export type ClockState = 'unconfirmed' | 'confirmed' | 'stepped' | 'wrong' | 'behind' | 'unanswered'

/** How far a reference is ahead of the local clock. */
interface TimeComparison {
  /** Reference minus local; negative when the local clock is ahead. */
  readonly offsetMilliseconds: number
  /** What the way there and back leaves open, on either side. */
  readonly uncertaintyMilliseconds: number
}

/**
 * Asks once, in bounded time. `undefined`: nobody gave an answer that can be used; it never
 * rejects.
 */
export type TimeReference = () => Promise<TimeComparison | undefined>

/**
 * The local clock, and milliseconds that never go back and no step of the clock changes
 * (`performance.now`).
 */
export interface LocalTime {
  readonly wallClock: () => Date
  readonly monotonic: () => number
}

/** An answer on its way for longer says too little of a second. */
export const LONGEST_WAY_MILLISECONDS = 1000

/** A busy machine is asked again. */
const ATTEMPTS = 3

/**
 * Makes a reference of the clock of a machine that answers over a connection, such as the
 * database's. Half of the way there and back stays open.
 *
 * NOT known: whether that clock is right. Two clocks that agree are seldom wrong in the same way,
 * unless they are one.
 */
export function askedReference(referenceTime: () => Promise<Date>, local: LocalTime): TimeReference {
  const ask = async (): Promise<TimeComparison | undefined> => {
    const sentWall = local.wallClock().getTime()
    const sent = local.monotonic()
    const answer = await referenceTime().catch(() => undefined)
    const way = local.monotonic() - sent
    if (answer === undefined || !(way <= LONGEST_WAY_MILLISECONDS)) return undefined
    const offsetMilliseconds = answer.getTime() - (sentWall + way / 2)
    if (!Number.isFinite(offsetMilliseconds)) return undefined
    return { offsetMilliseconds, uncertaintyMilliseconds: way / 2 }
  }
  return async () => {
    let comparison: TimeComparison | undefined
    for (let attempt = 0; attempt < ATTEMPTS && comparison === undefined; attempt++) comparison = await ask()
    return comparison
  }
}
