// Whose wrong codes are counted together. An IPv6 visitor owns a whole /64 (RFC 6177), so the last 64 bits say nothing.

import type { Context } from 'hono'

/**
 * The peer of the socket as @hono/node-server puts it into `c.env`; `unknown` under any other server.
 * Behind a reverse proxy this is the proxy: hand in a `clientAddress` that reads the header this proxy sets.
 */
export function socketAddress(c: Context): string {
  const address = property(property(property(c.env, 'incoming'), 'socket'), 'remoteAddress')
  return typeof address === 'string' ? address : 'unknown'
}

/** The address whose bucket is charged: an IPv4 address itself (also when mapped into IPv6), or an IPv6 address's /64. */
export function chargedNetwork(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!address.includes(':')) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const left = groups(head)
  const right = tail === undefined ? [] : groups(tail)
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  return `${[...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4).join(':')}::/64`
}

function groups(text: string): string[] {
  return text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, ''))
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
