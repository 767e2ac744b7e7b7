// One client that sends the same request as fast as it can, from a thread of its own: what it
// measures must not wait for it.

import { Worker } from 'node:worker_threads'
import type { Sent } from './request.ts'

export interface Hammered {
  readonly answered: number
  /** 429, 403 and 503. */
  readonly refused: number
  readonly failed: number
  readonly seconds: number
}

export interface HammerTask {
  readonly sent: Sent
  readonly connections: number
}

const CONNECTIONS = 16

/**
 * Starts to hammer, over sixteen connections. `stop` waits for the answers under way and counts.
 */
export function hammer(sent: Sent): { readonly stop: () => Promise<Hammered> } {
  const task: HammerTask = { sent, connections: CONNECTIONS }
  const worker = new Worker(new URL('./hammer-thread.ts', import.meta.url), { workerData: task })
  const counted = new Promise<Hammered>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  counted.catch(() => undefined)
  // A run that fails meanwhile must end all the same.
  worker.unref()
  return {
    stop: async () => {
      worker.postMessage('stop')
      try {
        return await counted
      } finally {
        await worker.terminate()
      }
    },
  }
}
