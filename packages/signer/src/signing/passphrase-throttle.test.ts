import { randomUUID } from 'node:crypto'
import { CustodyError } from '@tapis/custody'
import { type Database, listEvents, openDatabase } from '@tapis/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPassphraseThrottle, type PassphraseThrottle } from './passphrase-throttle.ts'

let database: Database
beforeAll(async () => {
  database = await openDatabase({ memory: true })
})
afterAll(() => database.close())

const origin = {
  requestId: '00000000-0000-4000-8000-000000000001',
  address: '203.0.113.7',
  application: {
    id: '00000000-0000-4000-8000-000000000002',
    agencyId: 'dinas',
    name: 'Perizinan',
    credentialId: 'app_0000000000000000',
    secretSha256: new Uint8Array(32),
    createdAt: new Date(0),
  },
}

const minute = 60_000
const wrong = () => Promise.reject(new CustodyError('PASSPHRASE_WRONG', 'wrong'))
const right = () => Promise.resolve('key')

/** A throttle on the shared database; `a` and `b` are signers of this case alone. */
function throttleAt(start: number) {
  const time = { now: start }
  const signers = { a: randomUUID(), b: randomUUID() }
  const make = () => {
    const throttle: PassphraseThrottle = createPassphraseThrottle(database.db, () => new Date(time.now))
    const attempt = (signer: 'a' | 'b', unlock: () => Promise<unknown>) =>
      throttle.attempt(signers[signer], origin, unlock)
    return { attempt }
  }
  return { time, signers, throttle: make(), another: make() }
}

async function codeOf(attempt: Promise<unknown>): Promise<unknown> {
  return await attempt.then(
    () => 'opened',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  )
}

describe('the throttle of passphrases', () => {
  it('closes a key after five wrong passphrases and opens it a quarter of an hour after the first', async () => {
    const { time, throttle } = throttleAt(0)
    for (const at of [0, 1, 2, 3, 4]) {
      time.now = at * minute
      expect(await codeOf(throttle.attempt('a', wrong))).toBe('PASSPHRASE_WRONG')
    }
    expect(await codeOf(throttle.attempt('a', right))).toBe('RATE_LIMITED')
    time.now = 15 * minute - 1
    expect(await codeOf(throttle.attempt('a', right))).toBe('RATE_LIMITED')
    time.now = 15 * minute
    expect(await codeOf(throttle.attempt('a', right))).toBe('opened')
  })

  it('says how long to wait', async () => {
    const { time, throttle } = throttleAt(0)
    for (const _ of [1, 2, 3, 4, 5]) await codeOf(throttle.attempt('a', wrong))
    time.now = 14 * minute
    await expect(throttle.attempt('a', right)).rejects.toMatchObject({ options: { retryAfterSeconds: 60 } })
  })

  it('remembers the wrong ones when right ones come between them', async () => {
    const { time, throttle } = throttleAt(0)
    for (const at of [0, 1, 2, 3, 4]) {
      time.now = at * minute
      expect(await codeOf(throttle.attempt('a', wrong))).toBe('PASSPHRASE_WRONG')
      if (at < 4) expect(await codeOf(throttle.attempt('a', right))).toBe('opened')
    }
    expect(await codeOf(throttle.attempt('a', right))).toBe('RATE_LIMITED')
  })

  it('forgets each wrong one when it is a quarter of an hour old', async () => {
    const { time, throttle } = throttleAt(0)
    for (const at of [0, 1, 2, 3]) {
      time.now = at * minute
      await codeOf(throttle.attempt('a', wrong))
    }
    time.now = 15 * minute
    expect(await codeOf(throttle.attempt('a', wrong))).toBe('PASSPHRASE_WRONG')
    expect(await codeOf(throttle.attempt('a', right))).toBe('opened')
  })

  it('counts guesses that are sent together one by one', async () => {
    const { throttle } = throttleAt(0)
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => codeOf(throttle.attempt('a', wrong))))
    expect(outcomes.filter((code) => code === 'PASSPHRASE_WRONG')).toHaveLength(5)
    expect(outcomes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(15)
  })

  it('does not hold up many right ones that are sent together', async () => {
    const { throttle } = throttleAt(0)
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => codeOf(throttle.attempt('a', right))))
    expect(new Set(outcomes)).toEqual(new Set(['opened']))
  })

  it("keeps one signer's guesses from another's key", async () => {
    const { throttle } = throttleAt(0)
    for (const _ of [1, 2, 3, 4, 5]) await codeOf(throttle.attempt('a', wrong))
    expect(await codeOf(throttle.attempt('b', right))).toBe('opened')
  })

  it('does not count a failure that is not a wrong passphrase', async () => {
    const { throttle } = throttleAt(0)
    const broken = () => Promise.reject(new CustodyError('KEY_ENVELOPE_INVALID', 'broken'))
    for (const _ of [1, 2, 3, 4, 5, 6])
      expect(await codeOf(throttle.attempt('a', broken))).toBe('KEY_ENVELOPE_INVALID')
    expect(await codeOf(throttle.attempt('a', right))).toBe('opened')
  })

  it('counts across processes, and after a restart', async () => {
    const { throttle, another } = throttleAt(0)
    for (const one of [throttle, another, throttle, another, throttle])
      expect(await codeOf(one.attempt('a', wrong))).toBe('PASSPHRASE_WRONG')
    expect(await codeOf(another.attempt('a', right))).toBe('RATE_LIMITED')
  })

  it('leaves a trace of every wrong one: whose key, which application, from where', async () => {
    const { throttle, signers } = throttleAt(0)
    await codeOf(throttle.attempt('a', wrong))
    await codeOf(throttle.attempt('a', right))
    const events = await listEvents(database.db, { kind: 'signer.unlock' })
    expect(events.filter(({ signerId }) => signerId === signers.a)).toEqual([
      {
        id: expect.any(Number),
        at: new Date(0),
        kind: 'signer.unlock',
        outcome: 'PASSPHRASE_WRONG',
        actor: 'application',
        signerId: signers.a,
        applicationId: origin.application.id,
        agencyId: 'dinas',
        address: '203.0.113.7',
        requestId: origin.requestId,
      },
    ])
  })
})
