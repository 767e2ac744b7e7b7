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
  const mapped = mappedIpv4(address)
  if (mapped !== undefined) return mapped
  if (!address.includes(':')) return address
  return `${ipv6Groups(address).slice(0, 4).join(':')}::/64`
}

/**
 * What may be written down of a visitor: the /24 or /48 of an address, and `undefined` of what is none. People who check a letter
 * are not to be followed.
 */
export function visitorNetwork(address: string): string | undefined {
  const [, first] = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(mappedIpv4(address) ?? address) ?? []
  if (first !== undefined) return `${first}.0/24`
  if (!/^[0-9a-f]*(:[0-9a-f]*){2,7}(%\w+)?$/i.test(address)) return undefined
  return `${ipv6Groups(address).slice(0, 3).join(':')}::/48`
}

function mappedIpv4(address: string): string | undefined {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
}

/** Eight groups, without leading zeros. */
function ipv6Groups(address: string): readonly string[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const left = groups(head)
  const right = tail === undefined ? [] : groups(tail)
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  return [...left, ...Array<string>(zeros).fill('0'), ...right]
}

function groups(text: string): string[] {
  return text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, ''))
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
