import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../problems/problem.ts'
import { createFairSlots, type FairSlotsOptions } from './fair-slots.ts'

/** Slots whose work ends when the test says so; `order` has what began. */
function slotsWith(options: FairSlotsOptions) {
  const slots = createFairSlots(options)
  const order: string[] = []
  const ends = new Map<string, () => void>()
  const run = (agency: string, name: string, signal?: AbortSignal) =>
    slots.run(agency, signal, async () => {
      order.push(name)
      await new Promise<void>((resolve) => ends.set(name, resolve))
      return name
    })
  const end = async (name: string) => {
    ends.get(name)?.()
    await settled()
  }
  return { run, end, order }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('fair slots', () => {
  it('run so many at a time, and the others in the order in which they came', async () => {
    const { run, end, order } = slotsWith({ slots: 2 })
    const all = ['a', 'b', 'c', 'd'].map((name) => run('dinas', name))
    await settled()
    expect(order).toEqual(['a', 'b'])
    await end('b')
    expect(order).toEqual(['a', 'b', 'c'])
    await end('a')
    await end('c')
    await end('d')
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('let agencies take turns, however much one of them has sent before', async () => {
    const { run, end, order } = slotsWith({ slots: 1 })
    const all = ['p1', 'p2', 'p3'].map((name) => run('pajak', name))
    all.push(run('izin', 'i1'), run('capil', 'c1'), run('izin', 'i2'))
    for (const name of ['p1', 'p2', 'i1', 'c1', 'p3', 'i2']) {
      await settled()
      expect(order.at(-1)).toBe(name)
      await end(name)
    }
    await Promise.all(all)
  })

  it('keep a slot that one agency may not take', async () => {
    const { run, end, order } = slotsWith({ slots: 3, slotsOfAgency: 2 })
    const all = ['p1', 'p2', 'p3'].map((name) => run('pajak', name))
    all.push(run('izin', 'i1'))
    await settled()
    expect(order).toEqual(['p1', 'p2', 'i1'])
    for (const name of ['p1', 'p2', 'i1', 'p3']) await end(name)
    await Promise.all(all)
  })

  it('refuse whoever comes when all places to wait are taken, with a time to come back', async () => {
    const { run, end } = slotsWith({ slots: 1, waiting: 2, waitingOfAgency: 2 })
    const running = run('dinas', 'a')
    const waiting = [run('dinas', 'b'), run('badan', 'c')]
    await expect(run('kantor', 'd')).rejects.toMatchObject({
      code: 'OVERLOADED',
      options: { retryAfterSeconds: 3 },
    })
    for (const name of ['a', 'b', 'c']) await end(name)
    await Promise.all([running, ...waiting])
  })

  it('leave an agency three quarters of the places to wait, and the others the rest', async () => {
    const { run, end } = slotsWith({ slots: 1, waiting: 4 })
    const all = ['a', 'b', 'c', 'd'].map((name) => run('dinas', name))
    await expect(run('dinas', 'e')).rejects.toMatchObject({ code: 'AGENCY_BUSY' })
    all.push(run('badan', 'f'))
    for (const name of ['a', 'b', 'f', 'c', 'd']) await end(name)
    await Promise.all(all)
  })

  it('say whose the lack of room is where nobody waits', async () => {
    const { run, end } = slotsWith({ slots: 4, slotsOfAgency: 3, waiting: 0 })
    const all = ['a', 'b', 'c'].map((name) => run('dinas', name))
    await expect(run('dinas', 'd')).rejects.toMatchObject({ code: 'AGENCY_BUSY' })
    all.push(run('badan', 'e'))
    await expect(run('kantor', 'f')).rejects.toMatchObject({ code: 'OVERLOADED' })
    for (const name of ['a', 'b', 'c', 'e']) await end(name)
    await Promise.all(all)
  })

  it('learn nothing of how long a turn takes from what was refused', async () => {
    const slots = createFairSlots({ slots: 1, waiting: 1, waitingOfAgency: 1 })
    for (let i = 0; i < 50; i++)
      await slots.run('a', undefined, () => Promise.reject(new Error())).catch(() => 0)
    const { promise, resolve } = Promise.withResolvers<void>()
    const busy = [slots.run('a', undefined, () => promise), slots.run('a', undefined, () => promise)]
    await expect(slots.run('b', undefined, () => promise)).rejects.toMatchObject({
      options: { retryAfterSeconds: 2 },
    })
    resolve()
    await Promise.all(busy)
  })

  it('do not run what nobody waits for any more, and give its place to another', async () => {
    const { run, end, order } = slotsWith({ slots: 1, waiting: 1, waitingOfAgency: 1 })
    const client = new AbortController()
    const running = run('dinas', 'a')
    const gone = run('dinas', 'b', client.signal)
    client.abort()
    await expect(gone).rejects.toMatchObject({ code: 'CLIENT_GONE' })
    await expect(run('dinas', 'c', AbortSignal.abort())).rejects.toMatchObject({ code: 'CLIENT_GONE' })
    const next = run('dinas', 'd')
    await end('a')
    await end('d')
    await Promise.all([running, next])
    expect(order).toEqual(['a', 'd'])
  })

  it('are free again after work that failed', async () => {
    const slots = createFairSlots({ slots: 1 })
    await expect(slots.run('dinas', undefined, () => Promise.reject(new Error('x')))).rejects.toThrow('x')
    expect(await slots.run('dinas', undefined, async () => 'next')).toBe('next')
  })

  it('never run more than they are, never lose anybody, whatever comes and goes', async () => {
    const arrival = fc.record({
      agency: fc.constantFrom('a', 'b', 'c'),
      steps: fc.nat(5),
      leaves: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { maxLength: 30 }), async (arrivals) => {
        const slots = createFairSlots({ slots: 3, slotsOfAgency: 2, waiting: 8 })
        const now = { all: 0, a: 0, b: 0, c: 0 }
        const outcomes = await Promise.allSettled(
          arrivals.map(async ({ agency, steps, leaves }) => {
            const client = new AbortController()
            const run = slots.run(agency, client.signal, async () => {
              now.all += 1
              now[agency] += 1
              expect(now.all).toBeLessThanOrEqual(3)
              expect(now[agency]).toBeLessThanOrEqual(2)
              for (let step = 0; step < steps; step++) await Promise.resolve()
              now.all -= 1
              now[agency] -= 1
            })
            if (leaves) client.abort()
            await run
          }),
        )
        expect(now.all).toBe(0)
        for (const outcome of outcomes)
          if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ApiError)
      }),
    )
  })
})
