// What this machine can do at most, measured in the same run: unlocking keys and nothing else, and
// answering HTTP with nothing behind it.

import { spawn } from 'node:child_process'
import { argon2, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { defaultCost } from '@tapis/custody'
import { untilTheEnd } from './at-the-end.ts'
import { hammer } from './hammer.ts'

const deriveKey = promisify(argon2)

/** Argon2id with the parameters of stored keys, `concurrency` at a time; how many a second. */
export async function unlocksPerSecond(concurrency: number, seconds: number): Promise<number> {
  const { memoryKib, passes, parallelism } = defaultCost
  const start = performance.now()
  let unlocks = 0
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (performance.now() - start < seconds * 1000) {
        await deriveKey('argon2id', {
          message: 'kata sandi rekaan 99',
          nonce: randomBytes(16),
          memory: memoryKib,
          passes,
          parallelism,
          tagLength: 32,
        })
        unlocks++
      }
    }),
  )
  return unlocks / ((performance.now() - start) / 1000)
}

/**
 * Requests a second of a Hono application that says hello, in a process of its own, hammered as the
 * portal is.
 */
export async function hellosPerSecond(seconds: number): Promise<number> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./hello-process.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await using _ = untilTheEnd(async () => {
    child.kill('SIGKILL')
  })
  const [port] = await once(child.stdout, 'data')
  const hammering = hammer({ port: Number(port), path: '/' })
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  const counted = await hammering.stop()
  return counted.answered / counted.seconds
}
