import { describe, expect, it } from 'vitest'
import { chargedNetwork, recordedNetwork } from './networks.ts'

describe('the networks of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7', '192.0.2.0/24'],
    ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:DB8:0001:0002::9', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['::1', '0:0:0:0::/64', '0:0:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80:0:0::/48'],
    ['unknown', 'unknown', undefined],
    ['192.0.2.7, 192.0.2.8', '192.0.2.7, 192.0.2.8', undefined],
    ['x::y', 'x:0:0:0::/64', undefined],
    ['::ffff:999.0.2.7', '999.0.2.7', undefined],
  ])('%s is charged as %s and recorded as %s', (address, charged, recorded) => {
    expect(chargedNetwork(address)).toBe(charged)
    expect(recordedNetwork(address)).toBe(recorded)
  })
})
