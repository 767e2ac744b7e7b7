// Charges a visitor for a code that leads nowhere, and never makes it worse for anybody: a limit that fails or is slow is passed over,
// so that it neither hides what is known nor turns a wrong code into a fault of ours.

import type { Context } from 'hono'
import { chargedNetwork, recordedNetwork } from '../http/client-address.ts'
import type { PortalEnv } from '../http/observe.ts'
import type { Refusal } from '../http/refusal.ts'
import type { Portal } from '../portal.ts'
import { within } from '../record/within.ts'
import type { ChargeMiss } from './miss-limit.ts'

/** Charges that may wait for the shared limit at once: misses must not take the connections that hits need. */
const MOST_AT_WORK = 2
const LIMIT_MILLISECONDS = 1000

/** The refusal of a miss; past its limit the visitor is not told why. */
export async function miss(c: Context<PortalEnv>, portal: Portal, refusal: Refusal): Promise<Refusal> {
  const address = portal.clientAddress(c)
  const network = recordedNetwork(address)
  if (network !== undefined) c.set('missNetwork', network)
  const { waitSeconds, isLast } = await portal.chargeMiss(chargedNetwork(address))
  if (isLast && network !== undefined)
    portal.recordGuessing(network).catch((error: unknown) => logFailure(portal, error))
  if (waitSeconds <= 0) return refusal
  return { code: 'TOO_MANY_MISSES', retryAfterSeconds: Math.max(1, Math.ceil(waitSeconds)) }
}

/** A limit that all portals share, with the one in memory for when it fails, is slow, or has enough to do. Never rejects. */
export function backedByMemory(
  shared: ChargeMiss,
  local: ChargeMiss,
  portal: Pick<Portal, 'log'>,
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
      logFailure(portal, error)
      return local(network)
    }
  }
}

function logFailure({ log }: Pick<Portal, 'log'>, error: unknown): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  log({
    event: 'limit-failure',
    name: error instanceof Error ? error.name : typeof error,
    ...(code !== undefined && /^[A-Z0-9_]{1,64}$/.test(code) && { code }),
  })
}
