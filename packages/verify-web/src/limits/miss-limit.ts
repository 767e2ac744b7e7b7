// Charges a token bucket per network for codes that lead nowhere. Codes that do exist are never
// charged nor refused: mobile operators put thousands of phones behind one address, and a
// neighbour's guessing must not hide a document. It saves no work, since every code is looked up
// before it can be called a miss, and it hides no hit: what defeats guessing is the 80 random bits
// of a code. It asks a script to slow down, and past the limit no longer says what is wrong with a
// code.

import { limitFailure, type PortalLogEntry } from '../http/observe.ts'
import { within } from '../within.ts'

/** The room that a network has left. */
export type MissCharge = {
  /** Until there is room again, with fractions; 0 when there was room for this one. */
  readonly waitSeconds: number
  /** Whether this charge took the last of the room: the moment to record that somebody guesses. */
  readonly isLast: boolean
}

/**
 * Charges one miss to a network, as `chargedNetwork` names it. A rejection is not told to the
 * visitor.
 */
export type ChargeMiss = (network: string) => Promise<MissCharge>

/** How much a network may miss: 30 at once, and one more every 2 seconds. */
export const MISS_RATE = { capacity: 30, secondsPerToken: 2 } as const

/** Defaults: {@link MISS_RATE}, and 10 000 networks remembered. */
type MissLimitOptions = {
  readonly now: () => Date
  readonly capacity?: number
  readonly secondsPerToken?: number
  readonly rememberedNetworks?: number
}

/**
 * Returns a limit in this process's memory, which is bounded: past `rememberedNetworks` the one
 * charged longest ago is forgotten and starts afresh, so that somebody with many addresses can free
 * himself but never exhaust the memory.
 */
export function createMissLimit(options: MissLimitOptions): ChargeMiss {
  const { now, rememberedNetworks = 10_000 } = options
  const { capacity = MISS_RATE.capacity, secondsPerToken = MISS_RATE.secondsPerToken } = options
  // A Map keeps insertion order; every charge re-inserts, so the first key is the one charged
  // longest ago.
  const buckets = new Map<string, { tokens: number; at: number }>()

  return async (network) => {
    const at = now().getTime()
    const before = buckets.get(network) ?? { tokens: capacity, at }
    const earned = Math.max(0, at - before.at) / 1000 / secondsPerToken
    const tokens = Math.min(capacity, before.tokens + earned)
    const hasRoom = tokens >= 1
    buckets.delete(network)
    buckets.set(network, { tokens: hasRoom ? tokens - 1 : tokens, at })
    const [oldest] = buckets.keys()
    if (buckets.size > rememberedNetworks && oldest !== undefined) buckets.delete(oldest)
    return { waitSeconds: hasRoom ? 0 : (1 - tokens) * secondsPerToken, isLast: hasRoom && tokens < 2 }
  }
}

/**
 * Charges that may wait for the shared limit at once: misses must not take the connections that
 * hits need.
 */
const MOST_AT_WORK = 2
const LIMIT_MILLISECONDS = 1000

/**
 * Returns a limit that all portals share, with the one in memory for when it fails, is slow, or has
 * enough to do: a limit neither hides what is known nor turns a wrong code into a fault of ours.
 * Never rejects.
 */
export function backedByMemory(
  shared: ChargeMiss,
  local: ChargeMiss,
  log: (entry: PortalLogEntry) => void,
): ChargeMiss {
  let atWork = 0
  return async (network) => {
    if (atWork >= MOST_AT_WORK) return local(network)
    atWork++
    const charging = shared(network).finally(() => {
      atWork--
    })
    try {
      return await within(LIMIT_MILLISECONDS, charging)
    } catch (error) {
      log(limitFailure(error))
      return local(network)
    }
  }
}
