// What `tapis verify` fetches, from where, and as of when it then judges.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPdf, signedBytes } from '@tapis/testing/pdf'
import {
  accessInformation,
  crlPoints,
  custodianOf,
  forCertificate,
  type Issued,
  issue,
  issueCrl,
  type TestExtension,
} from '@tapis/testing/pki'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verify } from './verify.ts'

const folder = mkdtempSync(join(tmpdir(), 'tapis-bukti-'))
const at = (file: string) => join(folder, file)
const MINUTE = 60_000
const start = new Date('2026-06-15T00:00:00Z')

let server: Server
let origin: string
let authority: Issued
let asked: string[] = []
/** What the clock shows, to the verifier and to the authority alike. */
let now = start
/** Whether the authority's server answers with an error. */
let isBroken = false
/** How long it takes to ask. */
let delayMinutes = 0

beforeAll(async () => {
  server = createServer(async ({ url = '' }, response) => {
    asked.push(url)
    if (isBroken) return void response.writeHead(503).end()
    now = new Date(now.getTime() + delayMinutes * MINUTE)
    response.end(url === '/penerbit.cer' ? authority.der : await issueCrl(authority, times()))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new TypeError('the server is not bound')
  origin = `http://127.0.0.1:${address.port}`
  const root = await issue({ subject: 'C=ID,CN=Akar Rekaan', isCa: true })
  authority = await issue({ subject: 'C=ID,CN=Penerbit Rekaan', issuer: root, isCa: true })
  writeFileSync(at('akar.cer'), root.der)
  const list = crlPoints([{ names: [{ uri: `${origin}/daftar.crl` }] }])
  const issuer = accessInformation({ caIssuers: [`${origin}/penerbit.cer`] })
  const listed = await below('Penanda Tangan Berdaftar', list)
  writeFileSync(at('berdaftar.pdf'), await signedBy(listed, authority))
  writeFileSync(at('tanpa-penerbit.pdf'), await signedBy(await below('Penanda Tangan Jauh', issuer)))
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const times = () => ({ thisUpdate: now.toISOString(), nextUpdate: '2026-07-01T00:00:00Z' })
const below = (name: string, ...more: readonly TestExtension[]) =>
  issue({ subject: `C=ID,CN=${name}`, issuer: authority, extensions: forCertificate(...more) })
const signedBy = (signer: Issued, ...path: readonly Issued[]) =>
  signedBytes(buildPdf(), {
    custodian: custodianOf(signer, ...path),
    baseline: { level: 'B-B' },
    fields: { signingTime: new Date('2026-03-14T02:26:53Z') },
  })

async function verified(name: string, ...flags: readonly string[]) {
  asked = []
  now = start
  const [out, err]: [string[], string[]] = [[], []]
  const parameters = [at(name), '--json', '--trust', at('akar.cer'), ...flags]
  const status = await verify(
    parameters,
    {},
    (line) => out.push(line),
    (line) => err.push(line),
    () => now,
  )
  return { status, line: JSON.parse(out.join('\n')), err }
}

describe('tapis verify', () => {
  it('judges as of when everything is at hand: a list that was issued for the asking is no list from the future', async () => {
    delayMinutes = 10
    const { status, line, err } = await verified('berdaftar.pdf')
    expect({ status, err, asked }).toEqual({ status: 0, err: [], asked: ['/daftar.crl'] })
    expect(line.at).toBe('2026-06-15T00:10:00.000Z')
  })

  it('keeps to the time that it was given', async () => {
    delayMinutes = 10
    const { status, line } = await verified('berdaftar.pdf', '--at', start.toISOString())
    expect({ status, at: line.at }).toEqual({ status: 1, at: start.toISOString() })
    expect(line.signatures[0].subIndication).toBe('TRY_LATER')
  })

  it('says which place a stranger’s certificate names on this network, and asks it only with --private-network', async () => {
    delayMinutes = 0
    const refused = await verified('tanpa-penerbit.pdf')
    expect({ status: refused.status, asked }).toEqual({ status: 1, asked: [] })
    expect(refused.err).toEqual([
      `tapis verify: ${at('tanpa-penerbit.pdf')}: warning: ADDRESS_NOT_PUBLIC: ${origin}/penerbit.cer was not asked (places on this network are asked with --private-network)`,
    ])
    const { status, err } = await verified('tanpa-penerbit.pdf', '--private-network')
    expect({ status, err, asked }).toEqual({ status: 0, err: [], asked: ['/penerbit.cer'] })
  })

  it('says of each place why it gave nothing, and judges without', async () => {
    delayMinutes = 0
    isBroken = true
    const { status, line, err } = await verified('berdaftar.pdf')
    isBroken = false
    expect(status).toBe(1)
    expect(line.signatures[0].subIndication).toBe('TRY_LATER')
    expect(err).toEqual([
      `tapis verify: ${at('berdaftar.pdf')}: warning: STATUS_UNEXPECTED: ${origin}/daftar.crl gave nothing: ${new URL(origin).host}: expected the HTTP status 200, found 503`,
    ])
  })

  it('is called wrongly with --private-network and --offline', async () => {
    await expect(verified('berdaftar.pdf', '--private-network', '--offline')).rejects.toThrow('--offline')
  })
})
