import { describe, expect, it } from 'vitest'
import { createMissLimit } from './miss-limit.ts'

function limitWithClock(rememberedNetworks = 100) {
  let seconds = 0
  const now = () => new Date(seconds * 1000)
  const limit = createMissLimit({ now, capacity: 2, secondsPerToken: 10, rememberedNetworks })
  return { limit, wait: (more: number) => (seconds += more) }
}

describe('the limit on wrong codes', () => {
  it('refuses a miss past the capacity and says when there is room again', () => {
    const { limit, wait } = limitWithClock()
    expect(limit('192.0.2.1')).toEqual({ allowed: true })
    expect(limit('192.0.2.1')).toEqual({ allowed: true })
    expect(limit('192.0.2.1')).toEqual({ allowed: false, retryAfterSeconds: 10 })
    wait(4)
    expect(limit('192.0.2.1')).toEqual({ allowed: false, retryAfterSeconds: 6 })
    wait(6)
    expect(limit('192.0.2.1')).toEqual({ allowed: true })
    expect(limit('192.0.2.1')).toEqual({ allowed: false, retryAfterSeconds: 10 })
  })

  it('never saves up more than the capacity', () => {
    const { limit, wait } = limitWithClock()
    limit('192.0.2.1')
    wait(100_000)
    expect([1, 2, 3].map(() => limit('192.0.2.1').allowed)).toEqual([true, true, false])
  })

  it('charges networks apart from each other, and all addresses of one /64 together', () => {
    const { limit } = limitWithClock()
    limit('2001:db8::1')
    limit('2001:db8::2')
    expect(limit('2001:db8::3').allowed).toBe(false)
    expect(limit('2001:db8:0:1::3').allowed).toBe(true)
    expect(limit('192.0.2.1').allowed).toBe(true)
  })

  it('forgets the network charged longest ago when its memory is full, and only that one', () => {
    const { limit } = limitWithClock(2)
    const spend = (address: string) => [limit(address), limit(address)]
    spend('192.0.2.1')
    spend('192.0.2.2')
    expect(limit('192.0.2.1').allowed).toBe(false)
    limit('192.0.2.3')
    expect(limit('192.0.2.1').allowed).toBe(false)
    expect(limit('192.0.2.2').allowed).toBe(true)
  })

  it('gives nothing back when the clock is set back', () => {
    const { limit, wait } = limitWithClock()
    limit('192.0.2.1')
    limit('192.0.2.1')
    wait(-1000)
    expect(limit('192.0.2.1').allowed).toBe(false)
  })
})
