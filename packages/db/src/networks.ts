// Which addresses are one visitor: whose requests are counted together, and how much of an address
// an event may keep.
import { isIP } from 'node:net'

/**
 * The network that is charged for an address: an IPv4 address itself (also when mapped into IPv6),
 * or an IPv6 address's /64, all of which one visitor owns (RFC 6177). What is no address stands for
 * itself.
 */
export function chargedNetwork(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!address.includes(':')) return address
  return `${groupsOf(address).slice(0, 4).join(':')}::/64`
}

/**
 * What an event keeps of a visitor: the /24 or the /48 of his address, or nothing of what is no
 * address.
 */
export function recordedNetwork(address: string): string | undefined {
  const charged = /^::ffff:[\d.]+$/i.test(address) ? chargedNetwork(address) : address
  const version = isIP(charged)
  if (version === 4) return `${charged.split('.').slice(0, 3).join('.')}.0/24`
  return version === 6 ? `${groupsOf(charged).slice(0, 3).join(':')}::/48` : undefined
}

/** The eight groups of an IPv6 address, without leading zeros and zone. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const left = groups(head)
  const right = tail === undefined ? [] : groups(tail)
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  return [...left, ...Array<string>(zeros).fill('0'), ...right]
}

function groups(text: string): string[] {
  return text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, ''))
}
