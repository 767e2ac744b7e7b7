// The visitor's address behind a reverse proxy. Only for a deployment where nobody but the proxy reaches the port: whoever
// else does could write any address into the header.

import type { Context } from 'hono'

/** The last address of `X-Forwarded-For`: the one that our own proxy added; what stands before it, the visitor may have made up. */
export function forwardedAddress(c: Context): string {
  return c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim() ?? 'unknown'
}
