// The main path once more on PostgreSQL, the engine of every installation larger than a
// demonstration.
import { openDatabase } from '@tapis/db'
import { type PostgresForTests, startPostgres } from '@tapis/db/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { official } from '../testing/city.ts'
import { type Harness, startSigner } from '../testing/harness.ts'
import { samplePdf } from '../testing/sample-pdf.ts'

let postgres: PostgresForTests
let signer: Harness
beforeAll(async () => {
  postgres = await startPostgres()
  signer = await startSigner({ database: await openDatabase({ url: postgres.url }) })
})
afterAll(async () => {
  await signer?.close()
  await postgres?.stop()
})

describe('on PostgreSQL', () => {
  it('a document is signed, read, fetched and revoked', async () => {
    const signed = await signer.post(await samplePdf(), signer.request)
    expect(signed.status).toBe(201)
    const { code, sha256 } = await signed.json()
    expect(await (await signer.get(`/v1/documents/${code}`)).json()).toMatchObject({ code, sha256 })
    expect((await signer.get(`/v1/documents/${code}/file`)).status).toBe(200)
    const revoked = await signer.app.request(`/v1/documents/${code}/revocation`, {
      method: 'POST',
      body: '{"reason":"Salah ketik"}',
      headers: { authorization: signer.application.basic, 'content-type': 'application/json' },
    })
    expect(await revoked.json()).toMatchObject({ code, status: 'revoked' })
  })

  it('many equal requests at the same time make one document', async () => {
    const file = await samplePdf({ title: 'serentak' })
    const before = await signer.counts()
    const responses = await Promise.all(
      Array.from({ length: 8 }, () => signer.post(file, signer.request, { 'idempotency-key': 'k' })),
    )
    const statuses = responses.map(({ status }) => status)
    expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([])
    expect(statuses).toContain(201)
    const after = await signer.counts()
    expect(after.documents - before.documents).toBe(1)
    expect(after.files - before.files).toBe(1)
    expect(
      (await signer.post(file, signer.request, { 'idempotency-key': 'k' })).headers.get(
        'idempotency-replayed',
      ),
    ).toBe('true')
  })

  it('a refusal leaves no row and no file', async () => {
    const before = await signer.counts()
    const wrong = { ...signer.request, signer: { nik: official.nik, passphrase: 'salah' } }
    expect((await signer.post(await samplePdf(), wrong, { 'idempotency-key': 'k-2' })).status).toBe(403)
    expect(await signer.counts()).toEqual(before)
  })

  it('no secret is in the log', () => {
    for (const secret of signer.secrets) expect(signer.log.join('')).not.toContain(secret)
  })
})
