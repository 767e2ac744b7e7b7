// How often strangers may ask: a token bucket for each network and one over all, in the memory of
// this process. The second one holds when somebody has many networks: signing has the rest of the
// processor.
import { chargedNetwork, recordedNetwork } from '@tapis/db'

/** Room for the request when `waitSeconds` is 0. */
interface RequestCharge {
  /** Whole seconds until there will be room. */
  readonly waitSeconds: number
  /**
   * Whether the network's own bucket has run empty for the first time since it was last full, and
   * no neighbour of its /24 or /48 has in the last hour: the moment to record it. Whoever owns a
   * /48 must not fill the record with his 65,536 networks.
   */
  readonly isFirst: boolean
}

/** Counts the requests of each network, and says when there are too many. */
export interface RequestLimit {
  /** Charges one request to the network of an address, unless it is refused. */
  charge(address: string): RequestCharge
  /** Since the start: for want of room in the network's bucket, and in the one over all. */
  refusals(): { readonly network: number; readonly overall: number }
}

/** So many at once, and so many more each second. */
interface Bucket {
  readonly capacity: number
  readonly perSecond: number
}

/**
 * Past `rememberedNetworks` the one charged longest ago is forgotten and starts afresh: somebody
 * with many addresses can free himself of his bucket but neither of the one over all nor exhaust
 * the memory.
 *
 * Defaults: 20 at once and 5 a second for a network, 50 and 50 over all, 10 000 networks.
 */
export function createRequestLimit(options: {
  readonly now: () => Date
  readonly network?: Bucket
  readonly overall?: Bucket
  readonly rememberedNetworks?: number
}): RequestLimit {
  const { now, rememberedNetworks = 10_000 } = options
  const { network = { capacity: 20, perSecond: 5 }, overall = { capacity: 50, perSecond: 50 } } = options
  // Owned by this limit, all four.
  const levels = new Map<string, Level>()
  let overallLevel: Level = { tokens: overall.capacity, at: now().getTime(), isRefused: false }
  const refused = { network: 0, overall: 0 }
  /** When each recorded network was last told of. */
  const told = new Map<string, number>()

  const isNews = (neighbourhood: string, at: number): boolean => {
    if (Math.abs(at - (told.get(neighbourhood) ?? Number.NEGATIVE_INFINITY)) < HOUR_MILLISECONDS) return false
    keep(told, neighbourhood, at, rememberedNetworks)
    return true
  }

  return {
    charge(address) {
      const at = now().getTime()
      // An address has at most 45 characters; whatever else comes must not fill the memory.
      const key = chargedNetwork(address).slice(0, 64)
      const own = refilled(levels.get(key) ?? { tokens: network.capacity, at, isRefused: false }, network, at)
      const all = refilled(overallLevel, overall, at)
      const waitSeconds = Math.max(wait(own, network), wait(all, overall))
      const isEmpty = own.tokens < 1
      if (isEmpty) refused.network++
      else if (waitSeconds > 0) refused.overall++
      const taken = waitSeconds > 0 ? 0 : 1
      const level = { ...own, tokens: own.tokens - taken, isRefused: own.isRefused || isEmpty }
      keep(levels, key, level, rememberedNetworks)
      overallLevel = { ...all, tokens: all.tokens - taken }
      const isFirst = isEmpty && !own.isRefused && isNews(recordedNetwork(address) ?? key, at)
      return { waitSeconds, isFirst }
    },
    refusals: () => ({ ...refused }),
  }
}

const HOUR_MILLISECONDS = 3_600_000

/**
 * A Map keeps insertion order; every write inserts anew, so that the first key is the one written
 * longest ago.
 */
function keep<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}

interface Level {
  readonly tokens: number
  /** Milliseconds since 1970. */
  readonly at: number
  /** Since it was last full. */
  readonly isRefused: boolean
}

// A clock that was set back earns nothing, and counts from there on.
function refilled(
  { tokens, at: before, isRefused }: Level,
  { capacity, perSecond }: Bucket,
  at: number,
): Level {
  const full = Math.min(capacity, tokens + (Math.max(0, at - before) / 1000) * perSecond)
  return { tokens: full, at, isRefused: isRefused && full < capacity }
}

const wait = ({ tokens }: Level, { perSecond }: Bucket): number =>
  tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond))
