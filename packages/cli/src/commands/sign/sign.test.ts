// What `tapis sign` made is validated before it takes its place: where it does not pass, nothing is
// written.

import {
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTimestampAuthority } from '@tapis/signer'
import { buildPdf } from '@tapis/testing/pdf'
import { custodianOf, testCity } from '@tapis/testing/pki'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { augment } from '../augment.ts'
import { sign } from './sign.ts'

const parent = mkdtempSync(join(tmpdir(), 'tapis-sign-'))
const p12 = fileURLToPath(new URL('../../../../custody/src/fixtures/rsa2048-modern.p12', import.meta.url))
const environment = { TAPIS_PASSPHRASE: 'Sirih-Pinang-é-2026' }
let folder = parent
const at = (name: string) => join(folder, name)

/** What happens to the file in the making while the authority is asked. */
let meanwhile: () => void = () => undefined
let tsa = ''
const server = createServer()

beforeAll(async () => {
  const { timestamping, authority } = await testCity()
  const responder = createTimestampAuthority({
    custodian: custodianOf(timestamping, authority),
    clock: () => new Date(),
    policy: '1.3.6.1.4.1.32473.3161.1',
  })
  server.on('request', async (request, answer) => {
    const query = new Uint8Array(Buffer.concat(await request.toArray()))
    meanwhile()
    answer.setHeader('Content-Type', 'application/timestamp-reply')
    answer.end(await responder.respond(query))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()
  if (typeof address !== 'object' || address === null) throw new TypeError('a server has a port')
  tsa = `http://127.0.0.1:${address.port}/`
})
afterAll(() => {
  server.close()
  rmSync(parent, { recursive: true, force: true })
})
beforeEach(() => {
  folder = mkdtempSync(join(parent, 'kasus-'))
  meanwhile = () => undefined
  writeFileSync(at('in.pdf'), buildPdf())
})

/** Somebody writes into the middle of the file aside, which signing has hashed by then. */
function overwriteAside(): void {
  const [name] = readdirSync(folder).filter((file) => file.endsWith('.tapis'))
  if (name === undefined) throw new Error('there is no file in the making')
  const file = openSync(at(name), 'r+')
  const byte = new Uint8Array(1)
  readSync(file, byte, 0, 1, 12)
  byte[0] = (byte[0] ?? 0) ^ 1
  writeSync(file, byte, 0, 1, 12)
}

async function run(command: typeof sign, ...parameters: readonly string[]) {
  const out: string[] = []
  const err: string[] = []
  const status = await command(
    parameters,
    environment,
    (line) => out.push(line),
    (line) => err.push(line),
  )
  return { status, out: out.join('\n'), err: err.join('\n') }
}
const signed = (...parameters: readonly string[]) => run(sign, ...parameters, '--p12', p12)

describe('tapis sign', () => {
  it('says that it signed when the file passes', async () => {
    expect(await signed(at('in.pdf'), at('out.pdf'), '--tsa', tsa)).toEqual({
      status: 0,
      out: expect.stringMatching(/out\.pdf: signed at B-T, \d+ bytes added$/),
      err: '',
    })
  })

  it('writes nothing when the file was changed while it was signed', async () => {
    meanwhile = overwriteAside
    const { status, out, err } = await signed(at('in.pdf'), at('out.pdf'), '--tsa', tsa)
    expect({ status, out }).toEqual({ status: 1, out: '' })
    expect(err).toMatch(/in\.pdf: OUTPUT_NOT_VALID: .*HASH_FAILURE.*Nothing was written$/)
    expect(readdirSync(folder)).toEqual(['in.pdf'])
  })

  it('leaves what stood in the place of such a file', async () => {
    writeFileSync(at('out.pdf'), 'yang lama')
    meanwhile = overwriteAside
    const { status, err } = await signed(at('in.pdf'), at('out.pdf'), '--tsa', tsa, '--overwrite')
    expect(status).toBe(1)
    expect(err).toContain('OUTPUT_NOT_VALID')
    expect(readFileSync(at('out.pdf'), 'utf8')).toBe('yang lama')
    expect(readdirSync(folder).toSorted()).toEqual(['in.pdf', 'out.pdf'])
  })

  it('signs no document that came with a broken signature', async () => {
    await signed(at('in.pdf'), at('first.pdf'))
    const changed = readFileSync(at('first.pdf'))
    changed[12] = (changed[12] ?? 0) ^ 1
    writeFileSync(at('first.pdf'), changed)
    const { status, err } = await signed(at('first.pdf'), at('out.pdf'))
    expect(status).toBe(1)
    expect(err).toMatch(/first\.pdf: EARLIER_SIGNATURE_BROKEN: /)
    expect(readdirSync(folder).toSorted()).toEqual(['first.pdf', 'in.pdf'])
  })

  it('signs a document that came with a sound signature', async () => {
    await signed(at('in.pdf'), at('first.pdf'))
    expect(await signed(at('first.pdf'), at('out.pdf'))).toMatchObject({ status: 0, err: '' })
  })
})

describe('tapis augment', () => {
  it('writes nothing when the file was changed while it was augmented', async () => {
    await signed(at('in.pdf'), at('first.pdf'))
    meanwhile = overwriteAside
    const { status, out, err } = await run(
      augment,
      at('first.pdf'),
      at('out.pdf'),
      '--level',
      'B-T',
      '--tsa',
      tsa,
    )
    expect({ status, out }).toEqual({ status: 1, out: '' })
    expect(err).toMatch(/first\.pdf: OUTPUT_NOT_VALID: .*an earlier signature broke/)
    expect(readdirSync(folder).toSorted()).toEqual(['first.pdf', 'in.pdf'])
  })
})
