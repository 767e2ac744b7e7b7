// Which addresses are on the public internet: a certificate of a stranger must not send us to a
// machine of our own network.

import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

const reserved = new BlockList()

/**
 * The special-purpose registries of IANA (RFC 6890), as far as their rows are not globally
 * reachable, or lead to a machine that is chosen by where one asks from.
 */
const ipv4 = [
  // This network (RFC 791).
  ['0.0.0.0', 8],
  // Private (RFC 1918), with those below.
  ['10.0.0.0', 8],
  // Shared by the customers of a carrier (RFC 6598).
  ['100.64.0.0', 10],
  // Loopback (RFC 1122).
  ['127.0.0.0', 8],
  // Link-local (RFC 3927); clouds tell their machines secrets there.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  // Protocol assignments (RFC 6890).
  ['192.0.0.0', 24],
  // Documentation (RFC 5737), with those below.
  ['192.0.2.0', 24],
  // The nearest relay of 6to4 (RFC 7526, deprecated).
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  // Benchmarking (RFC 2544).
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // Multicast (RFC 5771), and reserved (RFC 1112), broadcast among it.
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const

const ipv6 = [
  // Unspecified, loopback, and IPv4 addresses in a form given up (RFC 4291 §2.5).
  ['::', 96],
  // IPv4 through a translator of everybody, and of one network (RFC 6052, RFC 8215): whatever they
  // lead to.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  // Discard-only (RFC 6666), and a prefix for tests (RFC 9780).
  ['100::', 64],
  ['100:0:0:1::', 64],
  // Protocol assignments (RFC 2928): Teredo, benchmarking, ORCHID and others.
  ['2001::', 23],
  // Documentation (RFC 3849, RFC 9637).
  ['2001:db8::', 32],
  ['3fff::', 20],
  // 6to4 (RFC 3056): an IPv4 address of any kind inside.
  ['2002::', 16],
  // Identifiers of segments (RFC 9602).
  ['5f00::', 16],
  // Unique local (RFC 4193).
  ['fc00::', 7],
  // Link-local, and site-local (RFC 3879), which some networks still have.
  ['fe80::', 10],
  ['fec0::', 10],
  // Multicast.
  ['ff00::', 8],
] as const

for (const [network, bits] of ipv4) reserved.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of ipv6) reserved.addSubnet(network, bits, 'ipv6')

/**
 * Says whether an address, in text, is one of the public internet. An IPv4 address inside an IPv6
 * one counts as what it is.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !reserved.check(address, 'ipv4')
    case 6:
      return !reserved.check(address, 'ipv6')
    default:
      return false
  }
}

/** Why a connection was not made. */
export class AddressNotPublic extends Error {
  override readonly name = 'AddressNotPublic'
  readonly code = 'ADDRESS_NOT_PUBLIC'

  constructor(address: string) {
    super(`expected an address of the public internet, found ${address}`)
  }
}

/**
 * Looks up a name for a connection, and fails with {@link AddressNotPublic} when one of its
 * addresses is not public. It runs at the moment of connecting, so that no second answer can
 * differ.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const hidden = addresses?.find(({ address }) => !isPublicAddress(address))
    const [first] = addresses ?? []
    if (error !== null || first === undefined) return callback(error ?? new Error('no address'), '', 4)
    if (hidden !== undefined) return callback(new AddressNotPublic(hidden.address), '', 4)
    return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family)
  })
}
