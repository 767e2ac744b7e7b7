// Cleans up what is half done when the process is told to end. It ends by the signal all the same.

import { constants } from 'node:os'

/**
 * A terminal sends the first (Ctrl-C), a service manager the second, a terminal that is closed the
 * third.
 */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Has the three signals call `cleanUp` and end the process until it is disposed of. A shell tells
 * it as 128 and the signal's number. They wait for the end of what is being computed, and not for
 * files that are being copied.
 * @param cleanUp synchronous: nothing runs after it
 */
export function endOnSignals(cleanUp: () => void): Disposable {
  const end = (signal: NodeJS.Signals) => {
    try {
      cleanUp()
    } finally {
      stop()
      // The signal itself ends a shell's loop too, and `process.exit` would wait for the threads
      // that copy.
      process.kill(process.pid, signal)
      // The first process of a container does not die of its own signals.
      process.exit(128 + constants.signals[signal])
    }
  }
  const stop = () => {
    for (const signal of SIGNALS) process.off(signal, end)
  }
  for (const signal of SIGNALS) process.on(signal, end)
  return { [Symbol.dispose]: stop }
}
