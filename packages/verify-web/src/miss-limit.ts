// A token bucket per network, charged for codes that lead nowhere. Codes that do exist are never charged nor refused:
// mobile operators put thousands of phones behind one address, and a neighbour's guessing must not hide a document.
// It saves no work, since every code is looked up before it can be called a miss, and it hides no hit: what defeats guessing is
// the 80 random bits of a code. It asks a script to slow down, and past the limit no longer says what is wrong with a code.

import { chargedNetwork } from './client-address.ts'

/** Room for another miss, or the whole seconds after which there will be. */
export type MissAnswer = { allowed: true } | { allowed: false; retryAfterSeconds: number }

/** Charges one miss to the network of `address`. */
export type MissLimit = (address: string) => MissAnswer

/** Defaults: 30 misses at once, one more every 2 seconds, and 10 000 networks remembered. */
export type MissLimitOptions = {
  readonly now: () => Date
  readonly capacity?: number
  readonly secondsPerToken?: number
  readonly rememberedNetworks?: number
}

/**
 * A limit whose memory is bounded: past `rememberedNetworks` the one charged longest ago is forgotten and starts afresh,
 * so that somebody with many addresses can free himself but never exhaust the memory.
 */
export function createMissLimit(options: MissLimitOptions): MissLimit {
  const { now, capacity = 30, secondsPerToken = 2, rememberedNetworks = 10_000 } = options
  // A Map keeps insertion order; every charge re-inserts, so the first key is the one charged longest ago.
  const buckets = new Map<string, { tokens: number; at: number }>()

  return (address) => {
    const network = chargedNetwork(address)
    const at = now().getTime()
    const before = buckets.get(network) ?? { tokens: capacity, at }
    const earned = Math.max(0, at - before.at) / 1000 / secondsPerToken
    const tokens = Math.min(capacity, before.tokens + earned)
    const allowed = tokens >= 1
    buckets.delete(network)
    buckets.set(network, { tokens: allowed ? tokens - 1 : tokens, at })
    const [oldest] = buckets.keys()
    if (buckets.size > rememberedNetworks && oldest !== undefined) buckets.delete(oldest)
    if (allowed) return { allowed }
    return { allowed, retryAfterSeconds: Math.max(1, Math.ceil((1 - tokens) * secondsPerToken)) }
  }
}
