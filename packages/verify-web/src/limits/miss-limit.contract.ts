// The contract of a limit on wrong codes as a test suite: the one in memory and the one that all
// portals share run exactly this.

import { beforeEach, describe, expect, it } from 'vitest'
import type { ChargeMiss } from './miss-limit.ts'

/** Digits for `toBeCloseTo`. */
const HUNDREDS = -2

type LimitUnderTest = {
  /** Two misses at once, one more every thousand seconds. */
  readonly charge: ChargeMiss
  /** Lets that much time go by for it; negative sets its clock back. */
  readonly wait: (seconds: number) => Promise<void>
}

/** A limit whose clock goes on meanwhile is asked for hundreds of seconds only. */
export function missLimitContract(title: string, open: () => Promise<LimitUnderTest>): void {
  describe(title, () => {
    let charge: ChargeMiss
    let wait: LimitUnderTest['wait']
    let network = ''
    let networks = 0
    beforeEach(async () => {
      ;({ charge, wait } = await open())
      network = `192.0.2.${networks++}`
    })
    const spend = async (count: number) => {
      for (let spent = 0; spent < count; spent++) await charge(network)
    }

    it('has room for as many misses as its capacity, and says which one takes the last of it', async () => {
      expect(await charge(network)).toEqual({ waitSeconds: 0, isLast: false })
      expect(await charge(network)).toEqual({ waitSeconds: 0, isLast: true })
    })

    it('says how long there will be no room, and no longer that it is the last', async () => {
      await spend(2)
      const refused = await charge(network)
      expect(refused.isLast).toBe(false)
      expect(refused.waitSeconds).toBeCloseTo(1000, HUNDREDS)
    })

    it('earns room as time goes by, also while it is charged', async () => {
      await spend(3)
      await wait(400)
      expect((await charge(network)).waitSeconds).toBeCloseTo(600, HUNDREDS)
      await wait(600)
      expect(await charge(network)).toEqual({ waitSeconds: 0, isLast: true })
      expect((await charge(network)).waitSeconds).toBeCloseTo(1000, HUNDREDS)
    })

    it('never saves up more than the capacity', async () => {
      await spend(1)
      await wait(1_000_000)
      await spend(2)
      expect((await charge(network)).waitSeconds).toBeGreaterThan(0)
    })

    it('charges networks apart from each other', async () => {
      await spend(3)
      expect((await charge('2001:db8:0:1::/64')).waitSeconds).toBe(0)
    })

    it('gives nothing back when the clock is set back', async () => {
      await spend(2)
      await wait(-1000)
      expect((await charge(network)).waitSeconds).toBeGreaterThan(0)
    })

    it('gives the last of the room to exactly one of many misses at once', async () => {
      const charges = await Promise.all([1, 2, 3, 4, 5].map(() => charge(network)))
      expect(charges.filter(({ isLast }) => isLast)).toHaveLength(1)
      expect(charges.filter(({ waitSeconds }) => waitSeconds === 0)).toHaveLength(2)
    })
  })
}
