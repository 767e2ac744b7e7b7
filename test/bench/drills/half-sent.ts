// Bodies that stop coming: what a service has read of them is memory that somebody else holds.

import { request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { stageCity } from '../staged/city.ts'
import { countsOf } from '../staged/clients.ts'
import { memoryOf, watchMemory } from '../staged/process-tree.ts'
import type { Sent } from '../staged/request.ts'
import { signingRequest } from '../staged/signing.ts'
import { mb } from '../staged/table.ts'
import { type Drill, ordinarySigning, publicPage } from './drill.ts'

const SENDERS = 40
const MEGABYTE = 1024 * 1024
const WHOLE_BYTES = 30 * MEGABYTE
const SENT_BYTES = 25 * MEGABYTE
const SENDING_SECONDS = 20
const STALL_SECONDS = 30

export const halfSent: Drill = {
  letter: 'c',
  title: 'half-sent bodies',
  async *run({ root, limitSeconds }) {
    await using city = await stageCity({ root })
    const serving = await city.serve()
    const senders: HalfSender[] = []
    try {
      await publicPage(city)
      const before = memoryOf(serving.pid).resident
      const memory = watchMemory(serving.pid)
      const whole = signingRequest(city, { name: 'bpprd-sppt', pdf: new Uint8Array(WHOLE_BYTES) })
      for (let index = 0; index < SENDERS; index++) senders.push(sendHalf(whole))
      await Promise.race([Promise.all(senders.map(({ sent }) => sent)), delay(SENDING_SECONDS * 1000)])
      const during = memoryOf(serving.pid).resident
      const meanwhile = await ordinarySigning(city, limitSeconds)
      await delay(STALL_SECONDS * 1000)
      yield {
        what: `${SENDERS} bodies of which ${SENT_BYTES / MEGABYTE} MB are sent, then nothing`,
        happened: [
          `resident ${mb(before)} before, ${mb(during)} when all are sent, ${mb(memory.stop().highest)} at most`,
          `an ordinary signing meanwhile: ${meanwhile}`,
          `after ${STALL_SECONDS} s more the senders: ${countsOf(senders.map(({ state }) => state()))}`,
        ],
      }
    } finally {
      for (const { leave } of senders) leave()
      await serving.kill()
    }
  },
}

interface HalfSender {
  /** Resolves when the kernel has taken the first half, or the connection is gone. */
  readonly sent: Promise<void>
  readonly state: () => string
  readonly leave: () => void
}

function sendHalf({ port, path, headers, body = new Uint8Array() }: Sent): HalfSender {
  let state = 'still connected'
  const { promise: sent, resolve } = Promise.withResolvers<void>()
  const outgoing = request(
    {
      host: '127.0.0.1',
      port,
      path,
      method: 'POST',
      agent: false,
      headers: { ...headers, 'content-length': body.length },
    },
    (incoming) => {
      state = `${incoming.statusCode}`
      incoming.resume()
      resolve()
    },
  )
  outgoing.on('error', () => {
    if (state === 'still connected') state = 'cut'
    resolve()
  })
  outgoing.write(body.subarray(0, SENT_BYTES), () => resolve())
  return { sent, state: () => state, leave: () => outgoing.destroy() }
}
