import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { type Manners, type NtpServerForTests, startNtpServer } from './ntp-server-for-tests.ts'
import { sntpReference } from './sntp.ts'

const running: NtpServerForTests[] = []
afterEach(() => {
  for (const server of running.splice(0)) server.close()
})

async function servers(...manners: Manners[]): Promise<NtpServerForTests[]> {
  const started = await Promise.all(manners.map((each) => startNtpServer(each)))
  running.push(...started)
  return started
}

const local = { wallClock: () => new Date(), monotonic: () => performance.now(), randomBytes }
/** Long enough for loopback on a busy machine where an answer is expected. */
const patient = { ...local, timeoutMilliseconds: 10_000 }
const hasty = { ...local, timeoutMilliseconds: 200 }
/** Two clocks that are one, read a moment apart on a busy machine. */
const isAbout = (expected: number) => expect.closeTo(expected / 10_000, 1)
const tenSeconds = (answer: { offsetMilliseconds: number } | undefined) =>
  (answer?.offsetMilliseconds ?? Number.NaN) / 10_000

describe('asking NTP servers', () => {
  it('tells how far their clock is ahead', async () => {
    const [server] = await servers({ aheadMilliseconds: 90_000 })
    if (server === undefined) throw new Error('no server')
    expect(tenSeconds(await sntpReference([server], patient)())).toEqual(isAbout(90_000))
    server.behave({ aheadMilliseconds: -90_000 })
    expect(tenSeconds(await sntpReference([server], patient)())).toEqual(isAbout(-90_000))
  })

  it('reads times after 7 February 2036, when the seconds start again', async () => {
    const ahead = Date.parse('2040-01-01') - Date.now()
    const [server] = await servers({ aheadMilliseconds: ahead })
    if (server === undefined) throw new Error('no server')
    expect(tenSeconds(await sntpReference([server], patient)())).toEqual(isAbout(ahead))
  })

  it('takes the median of those that answer, so that one wrong server of three decides nothing', async () => {
    const three = await servers({}, { aheadMilliseconds: 3_600_000 }, { aheadMilliseconds: 40_000 })
    expect(tenSeconds(await sntpReference(three, patient)())).toEqual(isAbout(40_000))
    const [, second, third] = three
    if (second === undefined || third === undefined) throw new Error('no server')
    expect(tenSeconds(await sntpReference([second, third], patient)())).toEqual(isAbout(1_820_000))
  })

  it('does without the servers that are silent, not there, or have no such name', async () => {
    const [silent, right, gone] = await servers({ isSilent: true }, { aheadMilliseconds: 40_000 }, {})
    if (silent === undefined || right === undefined || gone === undefined) throw new Error('no server')
    gone.close()
    running.splice(running.indexOf(gone), 1)
    const asked = [silent, right, { host: gone.host, port: gone.port }, { host: 'tidak-ada.invalid' }]
    const answer = await sntpReference(asked, { ...local, timeoutMilliseconds: 2000 })()
    expect(tenSeconds(answer)).toEqual(isAbout(40_000))
  })

  it('asks in client mode of version 4, with a number instead of its time', async () => {
    const [server] = await servers({})
    if (server === undefined) throw new Error('no server')
    await sntpReference([server], patient)()
    await sntpReference([server], patient)()
    const [first, second] = server.requests
    expect(first?.length).toBe(48)
    expect(first?.[0]).toBe(0x23)
    expect(first?.subarray(1, 40).every((octet) => octet === 0)).toBe(true)
    expect(first?.subarray(40).toHex()).not.toBe(second?.subarray(40).toHex())
  })

  const discarded: [string, Manners][] = [
    ['answers another request', { originate: 'another' }],
    ['is not synchronised', { leap: 3 }],
    ['sends a kiss of death', { stratum: 0 }],
    ['is of stratum 16', { stratum: 16 }],
    ['answers in client mode', { mode: 3 }],
    ['speaks version 2', { version: 2 }],
    ['is a second from its source', { rootDelay: 1 }],
    ['is dispersed by a second', { rootDispersion: 1 }],
    ['has no transmit timestamp', { transmit: 'zero' }],
    ['sends 47 octets', { bytes: 47 }],
  ]
  it.each(discarded)('takes no answer from a server that %s', async (_what, manners) => {
    expect(await sntpReference(await servers(manners), hasty)()).toBeUndefined()
  })

  it('takes no answer that was on its way for more than a second', async () => {
    let reading = 0
    const slow = { ...patient, monotonic: () => (reading++ === 0 ? 0 : 1001) }
    expect(await sntpReference(await servers({}), slow)()).toBeUndefined()
  })

  it('has no answer when there is no server', async () => {
    expect(await sntpReference([], hasty)()).toBeUndefined()
  })
})
