import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRequestLimit } from '../index.ts'

function limitAt(options: Partial<Parameters<typeof createRequestLimit>[0]> = {}) {
  const time = { now: 0 }
  const limit = createRequestLimit({ now: () => new Date(time.now), ...options })
  const take = (address: string, times: number) =>
    Array.from({ length: times }, () => limit.charge(address)).filter(({ waitSeconds }) => waitSeconds === 0)
      .length
  return { time, limit, take }
}

describe('the limit on strangers', () => {
  it('gives a network 20 at once and 5 a second', () => {
    const { time, limit, take } = limitAt()
    expect(take('192.0.2.7', 25)).toBe(20)
    expect(limit.refusals()).toEqual({ network: 5, overall: 0 })
    time.now = 1000
    expect(take('192.0.2.7', 25)).toBe(5)
    time.now = 61_000
    expect(take('192.0.2.7', 25)).toBe(20)
  })

  it('counts a /64 together, and an IPv4 address however it is written', () => {
    const { take } = limitAt()
    expect(take('2001:db8::1', 20) + take('2001:db8::2', 20)).toBe(20)
    expect(take('2001:db8:0:1::1', 20)).toBe(20)
    expect(limitAt().take('192.0.2.7', 20)).toBe(20)
    const other = limitAt()
    expect(other.take('::ffff:192.0.2.7', 15) + other.take('192.0.2.7', 15)).toBe(20)
  })

  it('gives all networks together 50 at once and 50 a second', () => {
    const { time, limit, take } = limitAt()
    const all = () => Array.from({ length: 30 }, (_, i) => take(`192.0.2.${i}`, 5)).reduce((a, b) => a + b, 0)
    expect(all()).toBe(50)
    expect(limit.refusals()).toEqual({ network: 0, overall: 100 })
    time.now = 1000
    expect(all()).toBe(50)
  })

  it('does not charge a network for what it was refused over all', () => {
    const { time, limit, take } = limitAt({ overall: { capacity: 1, perSecond: 1 } })
    expect(take('192.0.2.1', 1)).toBe(1)
    expect(take('192.0.2.2', 30)).toBe(0)
    expect(limit.charge('192.0.2.2').isFirst).toBe(false)
    time.now = 1000
    expect(limit.charge('192.0.2.2')).toEqual({ waitSeconds: 0, isFirst: false })
  })

  it('has room after the seconds that it states, and not a second before', () => {
    const bucket = fc.record({
      capacity: fc.integer({ min: 1, max: 5 }),
      perSecond: fc.constantFrom(0.1, 0.25, 0.5, 1, 3),
    })
    const property = fc.property(
      bucket,
      bucket,
      fc.integer({ min: 0, max: 999 }),
      (network, overall, start) => {
        const { time, limit, take } = limitAt({ network, overall })
        time.now = start
        take('192.0.2.7', 10)
        const { waitSeconds } = limit.charge('192.0.2.7')
        expect(waitSeconds).toBeGreaterThan(0)
        if (waitSeconds > 1) {
          time.now = start + (waitSeconds - 1) * 1000 - 1
          expect(limit.charge('192.0.2.7').waitSeconds).toBeGreaterThan(0)
        }
        // A thousandth is what floating point may leave.
        time.now = start + waitSeconds * 1000 + 1
        expect(limit.charge('192.0.2.7').waitSeconds).toBe(0)
      },
    )
    fc.assert(property)
  })

  it('says once that a network runs empty, and again when it was full meanwhile and an hour has passed', () => {
    const { time, limit, take } = limitAt()
    const first = () => {
      take('192.0.2.7', 20)
      return [limit.charge('192.0.2.7').isFirst, limit.charge('192.0.2.7').isFirst]
    }
    expect(first()).toEqual([true, false])
    time.now = 60_000
    expect(first()).toEqual([false, false])
    time.now = 3_700_000
    expect(first()).toEqual([true, false])
  })

  it('says it once for all networks of a /48', () => {
    const { limit, take } = limitAt({ overall: { capacity: 1000, perSecond: 1 } })
    const heard = Array.from({ length: 10 }, (_, i) => {
      take(`2001:db8:1:${i}::1`, 20)
      return limit.charge(`2001:db8:1:${i}::1`).isFirst
    })
    expect(heard.filter(Boolean)).toHaveLength(1)
  })

  it('forgets the network charged longest ago when there are too many', () => {
    const overall = { capacity: 1000, perSecond: 1 }
    const { take } = limitAt({ rememberedNetworks: 2, overall })
    expect(take('192.0.2.1', 21)).toBe(20)
    expect(take('192.0.2.2', 21)).toBe(20)
    expect(take('192.0.2.1', 1)).toBe(0)
    expect(take('192.0.2.3', 1)).toBe(1)
    expect(take('192.0.2.1', 1)).toBe(0)
    expect(take('192.0.2.2', 1)).toBe(1)
  })

  it('earns nothing while the clock goes back', () => {
    const { time, take } = limitAt()
    time.now = 10_000
    expect(take('192.0.2.7', 20)).toBe(20)
    time.now = 5000
    expect(take('192.0.2.7', 1)).toBe(0)
    time.now = 6000
    expect(take('192.0.2.7', 9)).toBe(5)
  })
})
