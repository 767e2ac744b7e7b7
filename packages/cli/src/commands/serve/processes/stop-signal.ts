// A serving process learns that it is to end by a signal, by its supervisor's word, or by its
// supervisor's death.

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * A supervisor sends this. It means the same as one signal, however often it is said and whoever
 * else signals.
 */
export const STOP = 'stop'

/**
 * Resolves with the first of them, which asks for a clean end and waits for a start at work. A
 * second signal ends the process at once.
 */
export function awaitStop(): Promise<void> {
  return new Promise((resolve) => {
    const first = () => {
      // From now on the system decides again: the next signal kills.
      for (const signal of SIGNALS) process.off(signal, first)
      resolve()
    }
    for (const signal of SIGNALS) process.on(signal, first)
    if (process.send === undefined) return
    process.on('message', (message) => {
      if (message === STOP) resolve()
    })
    // A supervisor that was killed leaves nobody who would start this process again, nor stop it.
    process.once('disconnect', resolve)
    if (!process.connected) resolve()
  })
}

/** Lets go of the supervisor, whose channel would keep this process alive. */
export function leaveSupervisor(): void {
  if (process.connected) process.disconnect?.()
}
