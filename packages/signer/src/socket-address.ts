// The peer of a request's socket, for a server that nobody stands in front of.
import type { Context } from 'hono'

/** As @hono/node-server puts it into `c.env`; `unknown` under any other server. Behind a reverse proxy this is the proxy. */
export function socketAddress(c: Context): string {
  const address = property(property(property(c.env, 'incoming'), 'socket'), 'remoteAddress')
  return typeof address === 'string' ? address : 'unknown'
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
