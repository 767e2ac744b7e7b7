// So many at a time; the others wait in the order in which they came, unless nobody waits for them any more.
import { ApiError } from '../problem.ts'

export interface Slots {
  /** Runs `work` when one of the slots is free. @throws ApiError CLIENT_GONE without running it; else what `work` throws */
  run<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>
}

export function createSlots(most: number): Slots {
  let taken = 0
  const queue = new Set<() => void>()

  async function turn(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw new ApiError('CLIENT_GONE')
    if (taken < most) {
      taken++
      return
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const onAbort = () => {
      queue.delete(resolve)
      reject(new ApiError('CLIENT_GONE'))
    }
    queue.add(resolve)
    signal?.addEventListener('abort', onAbort)
    try {
      await promise
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  /** The slot goes straight to the next one, so that nobody who comes later can take it. */
  function leave(): void {
    const [next] = queue
    if (next === undefined) {
      taken--
      return
    }
    queue.delete(next)
    next()
  }

  return {
    async run(signal, work) {
      await turn(signal)
      try {
        if (signal?.aborted) throw new ApiError('CLIENT_GONE')
        return await work()
      } finally {
        leave()
      }
    },
  }
}
