// So many at a time, the others wait their turn: agency by agency, so that nobody waits behind all
// that one agency has sent. Who would wait too long is told so at once, with the time after which
// there will be room.
import { ApiError } from '../problems/problem.ts'

export interface FairSlotsOptions {
  /** How many run at a time. */
  readonly slots: number
  /** How many of them one agency may hold; default all. */
  readonly slotsOfAgency?: number
  /** Most that may wait; default without limit. */
  readonly waiting?: number
  /**
   * Most of one agency that may wait; default three quarters of `waiting`, so that there is always
   * room for another one.
   */
  readonly waitingOfAgency?: number
}

export interface FairSlots {
  /**
   * Runs `work` when it is its turn.
   * @throws ApiError OVERLOADED or AGENCY_BUSY at once, CLIENT_GONE without running it; else what
   *   `work` throws
   */
  run<T>(agency: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>
}

export function createFairSlots(options: FairSlotsOptions): FairSlots {
  const { slots, slotsOfAgency = slots, waiting = Number.POSITIVE_INFINITY } = options
  const waitingOfAgency = options.waitingOfAgency ?? Math.ceil(waiting * 0.75)
  /** By agency, those that run. */
  const running = new Map<string, number>()
  /**
   * By agency in the order of their turns, those that wait, each by what lets it go. An agency
   * without any is not in it.
   */
  const queues = new Map<string, Set<() => void>>()
  const usual = createUsualDuration()
  let taken = 0
  let queued = 0

  const runningOf = (agency: string) => running.get(agency) ?? 0
  const mayStart = (agency: string) => taken < slots && runningOf(agency) < slotsOfAgency

  function take(agency: string): void {
    taken++
    running.set(agency, runningOf(agency) + 1)
  }

  async function turn(agency: string, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw new ApiError('CLIENT_GONE')
    // Whoever may start does: those that wait are all of agencies that hold their share.
    if (mayStart(agency)) return take(agency)
    const queue = queues.get(agency) ?? new Set()
    // There is room, and none for this agency.
    if (waiting === 0 && taken < slots) throw busy('AGENCY_BUSY', usual.secondsFor(1, slotsOfAgency))
    if (queued >= waiting) throw busy('OVERLOADED', usual.secondsFor(queued + 1, slots))
    if (queue.size >= waitingOfAgency) {
      throw busy('AGENCY_BUSY', usual.secondsFor(queue.size + 1, Math.min(slots, slotsOfAgency)))
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const withdraw = () => {
      if (!queue.delete(resolve)) return
      queued--
      if (queue.size === 0) queues.delete(agency)
    }
    const onAbort = () => {
      withdraw()
      reject(new ApiError('CLIENT_GONE'))
    }
    queue.add(resolve)
    queued++
    queues.set(agency, queue)
    signal?.addEventListener('abort', onAbort)
    try {
      await promise
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  /** The slot goes straight to the next one, so that nobody who comes later can take it. */
  function leave(agency: string): void {
    taken--
    const left = runningOf(agency) - 1
    if (left > 0) running.set(agency, left)
    else running.delete(agency)
    for (const [next, queue] of queues) {
      const [start] = queue
      if (start === undefined || !mayStart(next)) continue
      queue.delete(start)
      queued--
      // Behind the others, for its next turn.
      queues.delete(next)
      if (queue.size > 0) queues.set(next, queue)
      take(next)
      start()
      return
    }
  }

  return {
    async run(agency, signal, work) {
      await turn(agency, signal)
      const begun = performance.now()
      try {
        if (signal?.aborted) throw new ApiError('CLIENT_GONE')
        const done = await work()
        // What was refused at once says nothing of how long a turn takes.
        usual.took(performance.now() - begun)
        return done
      } finally {
        leave(agency)
      }
    },
  }
}

function busy(code: 'OVERLOADED' | 'AGENCY_BUSY', retryAfterSeconds: number): ApiError {
  return new ApiError(code, { retryAfterSeconds })
}

/** How much a new duration counts against those before. */
const WEIGHT = 0.1

/** What a piece of work takes lately, from which the wait of a newcomer is told. */
function createUsualDuration() {
  let milliseconds = 1000
  return {
    took(duration: number): void {
      milliseconds += WEIGHT * (duration - milliseconds)
    },
    /** Whole seconds until `places` of them have had their turn. */
    secondsFor: (places: number, atOnce: number) =>
      Math.max(1, Math.ceil((places * milliseconds) / atOnce / 1000)),
  }
}
