// Says whose request it is: the peer of the socket, or what a reverse proxy says of it.

import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/**
 * Returns the function that reads a visitor's address, or `unknown`.
 *
 * @param behindProxy whether nobody but a reverse proxy reaches the port: whoever else does could
 *   write any address into the header
 */
export function clientAddress(behindProxy: boolean): (c: Context) => string {
  return behindProxy ? forwardedAddress : socketAddress
}

/**
 * Returns the last address of `X-Forwarded-For`: our own proxy added it. What stands before it, the
 * visitor may have made up.
 */
function forwardedAddress(c: Context): string {
  return c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim() ?? 'unknown'
}

function socketAddress(c: Context): string {
  return getConnInfo(c).remote.address ?? 'unknown'
}
