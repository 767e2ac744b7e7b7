import { describe, expect, it } from 'vitest'
import { chargedNetwork, visitorNetwork } from './client-address.ts'

describe('the network that is charged', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('of %s is %s', (address, network) => {
    expect(chargedNetwork(address)).toBe(network)
  })
})

describe('what is written down of a visitor', () => {
  it.each([
    ['192.0.2.7', '192.0.2.0/24'],
    ['::ffff:192.0.2.7', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:DB8:0001:0002::9', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['unknown', undefined],
    ['', undefined],
    ['192.0.2.7, 10.0.0.1', undefined],
    ['Budi 1871990101700001', undefined],
    ['{"event":"request"}', undefined],
  ])('of %s is %s', (address, network) => {
    expect(visitorNetwork(address)).toBe(network)
  })
})
