// Told to end in the middle of something: what is half done is cleaned up, and the process ends by the signal all the same.

import { constants } from 'node:os'

/** Of a terminal (Ctrl-C), of a service manager, and of a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Until it is disposed of, the three signals call `cleanUp` and end the process: a shell tells it as 128 and the signal's number. They wait
 * for the end of what is being computed, and not for files that are being copied.
 * @param cleanUp synchronous: nothing runs after it
 */
export function endOnSignals(cleanUp: () => void): Disposable {
  const end = (signal: NodeJS.Signals) => {
    try {
      cleanUp()
    } finally {
      stop()
      // By the signal itself, so that a shell's loop ends too; `process.exit` would wait for the threads that copy.
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
