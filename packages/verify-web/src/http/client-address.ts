// Whose wrong codes are counted together: the address here, the network that it stands for in @tapis/db.

import type { Context } from 'hono'

export { chargedNetwork, recordedNetwork } from '@tapis/db/public'

/**
 * The peer of the socket as @hono/node-server puts it into `c.env`; `unknown` under any other server.
 * Behind a reverse proxy this is the proxy: hand in a `clientAddress` that reads the header this proxy sets.
 */
export function socketAddress(c: Context): string {
  const address = property(property(property(c.env, 'incoming'), 'socket'), 'remoteAddress')
  return typeof address === 'string' ? address : 'unknown'
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
