import { expect, it } from 'vitest'
import { shareProbe } from './shared-probe.ts'

/** A part that answers when it is let; how often it was asked. */
function part() {
  const asked: PromiseWithResolvers<void>[] = []
  const probe = () => {
    const one = Promise.withResolvers<void>()
    asked.push(one)
    return one.promise
  }
  return { asked, probe }
}

it('asks once for all who ask at once, and again for those who ask later', async () => {
  const { asked, probe } = part()
  const ready = shareProbe(probe)
  const answers = [ready(), ready(), ready()]
  expect(asked).toHaveLength(1)
  asked[0]?.resolve()
  await Promise.all(answers)
  const later = ready()
  expect(asked).toHaveLength(2)
  asked[1]?.resolve()
  await later
})

it('tells everybody who asked that the part fails, and does not keep that', async () => {
  const { asked, probe } = part()
  const ready = shareProbe(probe)
  const answers = Promise.allSettled([ready(), ready()])
  asked[0]?.reject(new Error('full'))
  expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  const later = ready()
  asked[1]?.resolve()
  await later
})

it('answers in bounded time while the part hangs, and does not ask it a second time meanwhile', async () => {
  const { asked, probe } = part()
  const ready = shareProbe(probe, 1)
  await expect(ready()).rejects.toThrow('no answer within 1 ms')
  await expect(ready()).rejects.toThrow('no answer within 1 ms')
  expect(asked).toHaveLength(1)
  asked[0]?.resolve()
  await new Promise(setImmediate)
  ready().catch(() => undefined)
  expect(asked).toHaveLength(2)
})
