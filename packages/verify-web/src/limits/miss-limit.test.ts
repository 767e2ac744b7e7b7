import { chargeNetwork, type Database, openDatabase } from '@tapis/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { missLimitContract } from './miss-limit.contract.ts'
import { createMissLimit } from './miss-limit.ts'

const rate = { capacity: 2, secondsPerToken: 1000 }

function limitWithClock(rememberedNetworks = 100) {
  let seconds = 0
  const now = () => new Date(seconds * 1000)
  const charge = createMissLimit({ now, ...rate, rememberedNetworks })
  const wait = async (more: number) => {
    seconds += more
  }
  return { charge, wait }
}

let database: Database
beforeAll(async () => {
  database = await openDatabase({ memory: true })
})
afterAll(() => database.close())

missLimitContract('the limit on wrong codes in memory', async () => limitWithClock())

missLimitContract('the limit on wrong codes that all portals share', async () => ({
  charge: (network) => chargeNetwork(database.db, network, rate),
  wait: async (seconds) => {
    await database.db.execute(`update charged_networks set full_at = full_at - interval '${seconds} seconds'`)
  },
}))

describe('the limit on wrong codes in memory', () => {
  it('forgets the network charged longest ago when its memory is full, and only that one', async () => {
    const { charge } = limitWithClock(2)
    const isRefused = async (network: string) => (await charge(network)).waitSeconds > 0
    const spend = async (network: string) => [await charge(network), await charge(network)]
    await spend('192.0.2.1')
    await spend('192.0.2.2')
    expect(await isRefused('192.0.2.1')).toBe(true)
    await charge('192.0.2.3')
    expect(await isRefused('192.0.2.1')).toBe(true)
    expect(await isRefused('192.0.2.2')).toBe(false)
  })
})
