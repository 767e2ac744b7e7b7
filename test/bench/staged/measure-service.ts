// One engine's run: everything that is measured of one service, from its start to its end.

import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { makeTimeStampReq } from '@tapis/pki/timestamp'
import type { StagedCity } from './city.ts'
import { keepAsking, type Latencies, latenciesOf, visitors } from './clients.ts'
import { hellosPerSecond, unlocksPerSecond } from './floor.ts'
import { type Hammered, hammer } from './hammer.ts'
import { memoryOf, type TreeMemory, watchMemory } from './process-tree.ts'
import { type Answer, type Sent, send } from './request.ts'
import type { Serving } from './serving.ts'
import { postSigning, sampleAt, signedDocument } from './signing.ts'

interface Cell extends Latencies {
  readonly what: string
  /** Successful answers. */
  readonly perSecond: number
  /**
   * What the machine can do at most, a second, measured right before: others may be using it too.
   */
  readonly floor?: number
  /** Of whoever disturbed meanwhile. */
  readonly meanwhile?: Hammered
}

export interface Measured {
  readonly cells: readonly Cell[]
  readonly memory: readonly (TreeMemory & { readonly moment: string })[]
}

const CLIENTS = [1, 4, 16] as const
const VISITORS_EVERY_MILLISECONDS = 50
const WARM_UP_SIGNATURES = 6

export async function measureService(city: StagedCity, serving: Serving, seconds: number): Promise<Measured> {
  const cells: Cell[] = []
  const memory: Measured['memory'][number][] = [{ moment: 'idle after the start', ...memoryOf(serving.pid) }]
  const peak = watchMemory(serving.pid)
  const page = await warmUp(city)
  const look = (signal: AbortSignal) => send({ ...page, signal })
  const sign = (request: number) => postSigning(city, { name: sampleAt(request) })

  const alone = visitors(VISITORS_EVERY_MILLISECONDS, look)
  await delay(seconds * 1000)
  cells.push(cellOf('portal, nothing else going on', await alone.stop(), seconds))

  for (const clients of CLIENTS) {
    const floor = await unlocksPerSecond(clients, seconds)
    const meanwhile = visitors(VISITORS_EVERY_MILLISECONDS, look)
    const load = await keepAsking(clients, seconds, sign)
    const looked = await meanwhile.stop()
    cells.push({ ...cellOf(`signing, ${clients} at once`, load.answers, load.seconds), floor })
    cells.push(cellOf(`portal, while ${clients} sign`, looked, load.seconds))
  }
  await delay(2_000)
  memory.push({ moment: 'two seconds after signing', ...memoryOf(serving.pid) })

  const hellos = await hellosPerSecond(seconds)
  const portalHammer = hammer(page)
  await delay(seconds * 1000)
  cells.push({ ...hammeredCell('portal, hammered', await portalHammer.stop()), floor: hellos })

  const unlocks = await unlocksPerSecond(1, seconds)
  for (const [what, sent] of [
    ['/tsa', timestampRequest(city)],
    ['the portal', page],
  ] as const) {
    const hammering = hammer(sent)
    const load = await keepAsking(1, seconds, sign)
    const meanwhile = await hammering.stop()
    cells.push({
      ...cellOf(`signing, 1 while ${what} is hammered`, load.answers, load.seconds),
      floor: unlocks,
      meanwhile,
    })
  }
  memory.push({ moment: 'peak', ...peak.stop() })
  return { cells, memory }
}

/** Loads what is loaded at first use, and makes the document that visitors look at. */
async function warmUp(city: StagedCity): Promise<Sent> {
  let code = ''
  for (let request = 0; request < WARM_UP_SIGNATURES; request++) {
    code = signedDocument(await postSigning(city, { name: sampleAt(request) })).code
  }
  return { port: city.portalPort, path: `/V/${code}` }
}

function cellOf(what: string, answers: readonly Answer[], seconds: number): Cell {
  const latencies = latenciesOf(answers)
  return { what, ...latencies, perSecond: latencies.count / seconds }
}

/** A hammer counts and keeps no times. */
function hammeredCell(what: string, { answered, refused, failed, seconds }: Hammered): Cell {
  const none = Number.NaN
  const perSecond = answered / seconds
  return { what, count: answered, p50: none, p95: none, most: none, refused, failed, perSecond }
}

/** The same valid request each time (RFC 3161 §2.4.1). */
function timestampRequest({ apiPort }: StagedCity): Sent {
  const digest = createHash('sha256').update('bench').digest()
  const { der } = makeTimeStampReq({ algorithm: 'sha-256', digest }, randomBytes(16))
  const headers = { 'content-type': 'application/timestamp-query' }
  return { port: apiPort, path: '/tsa', method: 'POST', headers, body: der }
}
