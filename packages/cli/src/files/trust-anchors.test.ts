import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPkcs12 } from '@tapis/custody'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UsageError } from '../command-line/usage-error.ts'
import { readTrustAnchors } from './trust-anchors.ts'

const folder = mkdtempSync(join(tmpdir(), 'tapis-trust-'))
const at = (name: string) => join(folder, name)
const key = new URL('../../../custody/src/fixtures/rsa2048-modern.p12', import.meta.url)
let root: Uint8Array
afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeAll(async () => {
  const p12 = readFileSync(key)
  const { certificatePath } = await openPkcs12({ p12, passphrase: 'Sirih-Pinang-é-2026' })
  root = Uint8Array.from(certificatePath.at(-1) ?? [])
  mkdirSync(at('data/trust'), { recursive: true })
  writeFileSync(at('data/trust/root.cer'), root)
  writeFileSync(at('root.pem'), pem(root.toBase64()))
  writeFileSync(at('both.pem'), `${pem(root.toBase64())}${pem(root.toBase64())}`)
})

const pem = (base64: string) => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`
const read = async (files: readonly string[], data?: string) =>
  (await readTrustAnchors(files, data)).map((anchor) => Uint8Array.from(anchor))

describe('trust anchors', () => {
  it('are those of the files that are named, in PEM or DER, and then no others', async () => {
    expect(await read([at('root.pem')], at('data'))).toEqual([root])
    expect(await read([at('both.pem'), at('data/trust/root.cer')])).toEqual([root, root, root])
  })

  it('are those of the data folder when no file is named', async () => {
    expect(await read([], at('data'))).toEqual([root])
  })

  it('are none where neither is said, whatever lies in the current directory', async () => {
    const before = process.cwd()
    process.chdir(folder)
    try {
      expect(await read([])).toEqual([])
    } finally {
      process.chdir(before)
    }
    expect(await read([], at('nowhere'))).toEqual([])
  })

  it.each([
    ['base64 that breaks off', pem('MIIB')],
    ['base64 of one character too many', pem('MIIBA')],
    ['what is no base64', pem('MI!B')],
    ['a broken one behind a whole one', () => `${pem(root.toBase64())}${pem('MI!B')}`],
    ['text', 'bukan sertifikat'],
  ])('are refused as a mistake of the caller: %s', async (_, content) => {
    const file = at('broken.pem')
    writeFileSync(file, typeof content === 'string' ? content : content())
    await expect(read([file])).rejects.toThrow(UsageError)
    await expect(read([file])).rejects.toThrow(file)
  })

  it('are refused when a file is not there', async () => {
    await expect(read([at('nowhere.cer')])).rejects.toThrow(UsageError)
  })
})
