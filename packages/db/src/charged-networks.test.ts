// The token buckets of networks: their arithmetic against a naive model, with the time given; how
// many pass at once; what bounds the table. `tapis_charge_network_at` is what the portal's function
// calls with the database's own time.
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { after, randomText } from './contract/city.ts'
import { describeOnEachEngine } from './contract/engines.ts'
import { expectRefusal } from './contract/rejected.ts'
import type { DatabaseHandle } from './handle.ts'
import { chargeNetwork, recordGuessing } from './public.ts'
import { listEvents } from './queries/events.ts'
import { chargedNetworks } from './schema/charged-networks.ts'

interface Rate {
  readonly capacity: number
  readonly secondsPerToken: number
}

async function chargeAt(
  db: DatabaseHandle,
  network: string,
  { capacity, secondsPerToken }: Rate,
  seconds: number,
) {
  const [row] = await db
    .select({ wait: sql<number>`wait`, first: sql<boolean>`first` })
    .from(
      sql`tapis_charge_network_at(${network}, ${capacity}, ${secondsPerToken}, ${after(seconds).toISOString()}::timestamptz)`,
    )
  return row
}

const networks = async (db: DatabaseHandle) =>
  (await db.select().from(chargedNetworks).orderBy(chargedNetworks.network)).map(({ network }) => network)

const clear = (db: DatabaseHandle, seconds: number, most: number) =>
  db.execute(
    sql`select tapis_clear_charged_networks(${after(seconds).toISOString()}::timestamptz, ${most}::integer)`,
  )

describeOnEachEngine('charged networks', (database) => {
  it('behave as a bucket that fills up by the second', async () => {
    const { db } = database()
    const pauses = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 12 }),
        pauses,
        async (capacity, secondsPerToken, steps) => {
          const network = randomText()
          let [tokens, now] = [capacity, 0]
          for (const pause of steps) {
            now += pause
            tokens = Math.min(capacity, tokens + pause / secondsPerToken)
            const charge = await chargeAt(db, network, { capacity, secondsPerToken }, now)
            // The model counts in binary fractions of a token.
            const hasRoom = tokens > 1 - 1e-9
            if (hasRoom) tokens = Math.max(0, tokens - 1)
            expect(charge?.wait).toBeCloseTo(hasRoom ? 0 : (1 - tokens) * secondsPerToken, 5)
            expect(charge?.first).toBe(hasRoom && tokens < 1 - 1e-9)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  it('have room again exactly after the wait, and not a millisecond before', async () => {
    const { db } = database()
    const [network, rate] = [randomText(), { capacity: 3, secondsPerToken: 7 }]
    const charge = (seconds: number) => chargeAt(db, network, rate, seconds)
    expect(await charge(0)).toEqual({ wait: 0, first: false })
    expect(await charge(0)).toEqual({ wait: 0, first: false })
    expect(await charge(0)).toEqual({ wait: 0, first: true })
    expect(await charge(1)).toEqual({ wait: 6, first: false })
    expect(await charge(6.999)).toEqual({ wait: 0.001, first: false })
    expect(await charge(7)).toEqual({ wait: 0, first: true })
  })

  it('let no more through at once than there is room for, and say once that the room is used up', async () => {
    const { db } = database()
    const [network, rate] = [randomText(), { capacity: 30, secondsPerToken: 3600 }]
    const charges = await Promise.all(Array.from({ length: 100 }, () => chargeNetwork(db, network, rate)))
    expect(charges.filter(({ waitSeconds }) => waitSeconds === 0)).toHaveLength(30)
    expect(charges.filter(({ isLast }) => isLast)).toHaveLength(1)
    const refused = charges.filter(({ waitSeconds }) => waitSeconds > 0)
    expect(refused.every(({ waitSeconds, isLast }) => waitSeconds <= 3600 && !isLast)).toBe(true)
    expect(await chargeNetwork(db, randomText(), rate)).toEqual({ waitSeconds: 0, isLast: false })
  })

  it.each([
    { capacity: 0, secondsPerToken: 1 },
    { capacity: 100_001, secondsPerToken: 1 },
    { capacity: 1, secondsPerToken: 0 },
    { capacity: 1, secondsPerToken: 86_401 },
    { capacity: 1, secondsPerToken: Number.NaN },
    { capacity: 1, secondsPerToken: Number.POSITIVE_INFINITY },
  ])('refuse a bucket of $capacity and $secondsPerToken seconds', async (rate) => {
    const { db } = database()
    await expectRefusal(chargeNetwork(db, randomText(), rate), { code: 'INVALID' })
    await expectRefusal(chargeNetwork(db, '', { capacity: 1, secondsPerToken: 1 }), {
      code: 'INVALID',
      constraint: 'charged_networks_network_size',
    })
  })

  it('are the same for names that differ beyond 64 characters', async () => {
    const { db } = database()
    const [name, rate] = [randomText().padEnd(64, 'x'), { capacity: 1, secondsPerToken: 60 }]
    expect(await chargeNetwork(db, `${name}a`, rate)).toEqual({ waitSeconds: 0, isLast: true })
    expect((await chargeNetwork(db, `${name}b`, rate)).waitSeconds).toBeGreaterThan(0)
  })

  it('are forgotten when they have filled up, whatever rate clears them away', async () => {
    const { db } = database()
    await clear(db, 1e9, 0)
    await chargeAt(db, 'fast', { capacity: 5, secondsPerToken: 1 }, 0)
    await chargeAt(db, 'slow', { capacity: 1, secondsPerToken: 600 }, 0)
    await clear(db, 0.999, 100)
    expect(await networks(db)).toEqual(['fast', 'slow'])
    await clear(db, 1, 100)
    expect(await networks(db)).toEqual(['slow'])
    await clear(db, 600, 100)
    expect(await networks(db)).toEqual([])
  })

  it('are bounded in number, and forget last who owes most', async () => {
    const { db } = database()
    await clear(db, 1e9, 0)
    const rate = { capacity: 10, secondsPerToken: 60 }
    for (let miss = 0; miss < 10; miss += 1) await chargeAt(db, 'guesser', rate, 0)
    // A /32 of IPv6 has 65536 networks of /48, and 2^32 of /64.
    await db.execute(sql`select tapis_charge_network_at('2001:db8:' || to_hex(n) || '::/48', 10, 60, ${after(1).toISOString()}::timestamptz + n * interval '1 ms')
      from generate_series(1, 500) n`)
    await clear(db, 2, 20)
    const left = await networks(db)
    expect(left).toHaveLength(20)
    expect(left).toContain('guesser')
    expect((await chargeAt(db, 'guesser', rate, 2))?.wait).toBeGreaterThan(0)
  })

  it('are cleared away by the charging itself', async () => {
    const { db } = database()
    await clear(db, 1e9, 0)
    await db.execute(
      sql`insert into charged_networks select 'full-' || n, clock_timestamp() - interval '1 s' from generate_series(1, 200) n`,
    )
    // One charge of a hundred clears: that none of two thousand does has a chance of 2e-9.
    await db.execute(
      sql`select count(*) from generate_series(1, 2000) n, lateral tapis_charge_network('busy-' || n % 3, 5, 60)`,
    )
    expect(await networks(db)).toEqual(['busy-0', 'busy-1', 'busy-2'])
  })

  it('leave one event an hour, of the network and not of the visitor', async () => {
    const { db } = database()
    const guesses = [
      '203.0.113.7',
      '203.0.113.200',
      '2001:db8:1:2::7',
      '2001:db8:1:3::7',
      '203.0.113.7/32',
      '198.51.100.0/23',
    ]
    for (const address of guesses) await recordGuessing(db, address)
    const events = await listEvents(db, { kind: 'codes.guess' })
    expect(events.map(({ address }) => address)).toEqual([
      '203.0.113.0/24',
      '2001:db8:1::/48',
      '198.51.100.0/23',
    ])
    expect(events[0]).toEqual({
      id: expect.any(Number),
      at: expect.any(Date),
      kind: 'codes.guess',
      outcome: 'TOO_MANY_MISSES',
      actor: 'visitor',
      address: '203.0.113.0/24',
    })
    await expectRefusal(recordGuessing(db, 'bukan alamat'), { code: 'INVALID' })
    await expectRefusal(recordGuessing(db, 'fe80::1%eth0'), { code: 'INVALID' })

    // An hour ago is long ago.
    await db.execute(sql`insert into events (at, kind, outcome, actor, address)
      values (clock_timestamp() - interval '61 min', 'codes.guess', 'TOO_MANY_MISSES', 'visitor', '192.0.2.0/24')`)
    await recordGuessing(db, '192.0.2.9')
    expect(await listEvents(db, { kind: 'codes.guess' })).toHaveLength(5)
  })

  it('leave at most a thousand events an hour, however many networks somebody has', async () => {
    const { db } = database()
    await db.execute(
      sql`select tapis_record_guessing(('2001:db8:' || to_hex(n) || '::1')::inet) from generate_series(256, 1500) n`,
    )
    await recordGuessing(db, '2001:db8:ffff::1')
    const recent = await listEvents(db, {
      kind: 'codes.guess',
      since: new Date(Date.now() - 30 * 60_000),
      limit: 2000,
    })
    expect(recent).toHaveLength(1000)
  })
})
