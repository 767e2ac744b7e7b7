// Who asked, for whom, from where, and what came of it: one event for each act and each refusal.
import { listEvents, type RecordedEvent } from '@tapis/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueCredential } from '../people/credential.ts'
import { official } from '../testing/city.ts'
import { type Harness, startSigner } from '../testing/harness.ts'
import { samplePdf } from '../testing/sample-pdf.ts'
import { addressColumn } from './trace.ts'

let signer: Harness
let address = '203.0.113.7'
beforeAll(async () => {
  signer = await startSigner({ replace: () => ({ clientAddress: () => address }) })
})
afterAll(() => signer.close())

/** What was recorded while `act` ran. */
async function recorded(act: () => Promise<unknown>): Promise<readonly RecordedEvent[]> {
  const before = (await listEvents(signer.deps.db)).at(-1)?.id ?? 0
  await act()
  return await listEvents(signer.deps.db, { afterId: before })
}

const asks = () => ({
  actor: 'application',
  applicationId: signer.application.applicationId,
  agencyId: 'dinkes',
  address: '203.0.113.7',
  requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
})

describe('the trace', () => {
  it('of a signature has the signer, the certificate and the code', async () => {
    let code = ''
    const events = await recorded(async () => {
      code = (await (await signer.post(await samplePdf(), signer.request)).json()).code
    })
    expect(events).toMatchObject([
      {
        ...asks(),
        kind: 'document.sign',
        outcome: 'done',
        documentCode: code,
        signerId: signer.signer.id,
        certificateId: expect.any(String),
      },
    ])
  })

  it('of a wrong passphrase has the signer whose key it was, and the refused signature', async () => {
    const wrong = { ...signer.request, signer: { nik: official.nik, passphrase: 'bukan ini' } }
    const events = await recorded(async () => signer.post(await samplePdf(), wrong))
    expect(events).toMatchObject([
      { ...asks(), kind: 'signer.unlock', outcome: 'PASSPHRASE_WRONG', signerId: signer.signer.id },
      { ...asks(), kind: 'document.sign', outcome: 'PASSPHRASE_WRONG' },
    ])
    expect(events[0]?.requestId).toBe(events[1]?.requestId)
  })

  it('of a failed login has the credential that was presented and the address, and no secret', async () => {
    const stranger = issueCredential((length) => new Uint8Array(length).fill(0xab))
    const { id, basic, secret } = stranger
    const events = await recorded(async () =>
      signer.app.request('/v1/documents/x', { headers: { authorization: basic } }),
    )
    expect(events).toMatchObject([
      {
        kind: 'application.authenticate',
        outcome: 'UNAUTHENTICATED',
        presentedCredential: id,
        address: '203.0.113.7',
      },
    ])
    expect(JSON.stringify(events)).not.toContain(secret)
  })

  it('of a login with the wrong secret names the application that somebody wanted to be', async () => {
    const [id = ''] = atob(signer.application.basic.slice(6)).split(':')
    const guessed = btoa(`${id}:${'A'.repeat(43)}`)
    const events = await recorded(async () =>
      signer.app.request('/v1/documents/x', { headers: { authorization: `Basic ${guessed}` } }),
    )
    expect(events).toMatchObject([
      { kind: 'application.authenticate', applicationId: signer.application.applicationId },
    ])
  })

  it('of many failed logins from one network ends with one that says so; a right one goes on', async () => {
    address = '198.51.100.9'
    const statuses: number[] = []
    const events = await recorded(async () => {
      for (let i = 0; i < 24; i++) statuses.push((await signer.app.request('/v1/documents/x')).status)
    })
    expect(statuses).toEqual([...Array(20).fill(401), 429, 429, 429, 429])
    expect(events.map(({ outcome }) => outcome)).toEqual([
      ...Array(20).fill('UNAUTHENTICATED'),
      'TOO_MANY_REQUESTS',
    ])
    expect((await signer.get('/v1/documents/0000000000000000')).status).toBe(404)
    address = '203.0.113.7'
  })

  it.each(['1-111111111111111-1', '11111111111111111', `a${'2'.repeat(16)}`])(
    'of a failed login with so many digits is kept, without them: %s',
    async (id) => {
      address = '198.51.100.20'
      const authorization = `Basic ${btoa(`${id}:${'A'.repeat(43)}`)}`
      const events = await recorded(async () =>
        signer.app.request('/v1/documents/x', { headers: { authorization } }),
      )
      expect(events).toMatchObject([{ kind: 'application.authenticate', outcome: 'UNAUTHENTICATED' }])
      expect(events[0]).not.toHaveProperty('presentedCredential')
      address = '203.0.113.7'
    },
  )

  it('of a program that is refused in a loop ends with one that stands for all', async () => {
    const events = await recorded(async () => {
      for (let i = 0; i < 70; i++) await signer.post(new Uint8Array(1), { tidak: 'sah' })
    })
    const outcomes = events.map(({ outcome }) => outcome)
    expect(outcomes.slice(0, -1).every((outcome) => outcome === 'REQUEST_INVALID')).toBe(true)
    expect(outcomes.at(-1)).toBe('TOO_MANY_REQUESTS')
    expect(outcomes.length).toBeLessThanOrEqual(61)
  })

  it('of a NIK that was typed for a user name does not have it', async () => {
    const typed = btoa(`${official.nik}:${'A'.repeat(43)}`)
    const events = await recorded(async () =>
      signer.app.request('/v1/documents/x', { headers: { authorization: `Basic ${typed}` } }),
    )
    expect(events).toHaveLength(1)
    expect(JSON.stringify(events)).not.toContain(official.nik)
  })

  it('of a revocation says who revoked, once, and who tried again', async () => {
    const { code } = await (await signer.post(await samplePdf(), signer.request)).json()
    const revoke = () =>
      signer.app.request(`/v1/documents/${code}/revocation`, {
        method: 'POST',
        body: '{"reason":"Salah ketik"}',
        headers: { authorization: signer.application.basic, 'content-type': 'application/json' },
      })
    const events = await recorded(async () => {
      await revoke()
      await revoke()
    })
    expect(events).toMatchObject([
      { ...asks(), kind: 'document.revoke', outcome: 'done', documentCode: code },
      { ...asks(), kind: 'document.revoke', outcome: 'ALREADY_REVOKED', documentCode: code },
    ])
  })

  it('is kept without the address where there is none to keep', async () => {
    address = 'unknown'
    const events = await recorded(async () => signer.app.request('/v1/documents/x'))
    address = '203.0.113.7'
    expect(events).toHaveLength(1)
    expect(events[0]).not.toHaveProperty('address')
  })
})

describe('an address', () => {
  it.each([
    ['203.0.113.7', { address: '203.0.113.7' }],
    ['::ffff:203.0.113.7', { address: '203.0.113.7' }],
    ['2001:db8::1', { address: '2001:db8::1' }],
    ['fe80::1%eth0', { address: 'fe80::1' }],
    ['unknown', {}],
    ["'; drop table events", {}],
  ])('%s is recorded as %o', (text, column) => {
    expect(addressColumn(text)).toEqual(column)
  })
})
