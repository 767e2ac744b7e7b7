// The thread of `hammer.ts`.

import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { isRefusal, isSuccess } from './clients.ts'
import type { Hammered, HammerTask } from './hammer.ts'
import { send } from './request.ts'

const { sent, connections }: HammerTask = workerData
const leaving = new AbortController()
const start = performance.now()
const count = { answered: 0, refused: 0, failed: 0 }
let isStopped = false

const ended = Promise.all(
  Array.from({ length: connections }, async () => {
    while (!isStopped) {
      const { status } = await send({ ...sent, signal: leaving.signal })
      if (isSuccess(status)) count.answered++
      else if (isRefusal(status)) count.refused++
      else {
        count.failed++
        // A port that nobody listens on fails at once: there is nothing to hammer.
        await delay(10)
      }
    }
  }),
)

parentPort?.once('message', async () => {
  isStopped = true
  const seconds = (performance.now() - start) / 1000
  await Promise.race([ended, delay(5_000)])
  leaving.abort()
  await ended
  const hammered: Hammered = { ...count, seconds }
  parentPort?.postMessage(hammered)
})
