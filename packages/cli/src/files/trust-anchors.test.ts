import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCustodian } from '@tapis/custody'
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
  const { certificatePath } = await openCustodian(
    { kind: 'pkcs12', file: p12 },
    { kind: 'passphrase', passphrase: 'Sirih-Pinang-é-2026' },
  )
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
    [
      'base64 that breaks off',
      pem('MIIB'),
      /certificate 1 in the trust file .*broken\.pem is broken \(.+\)$/,
    ],
    ['base64 of one character too many', pem('MIIBA'), /certificate 1 in .* is broken \(.+\)$/],
    ['what is no base64', pem('MI!B'), /certificate 1 in .* is broken \(.+\)$/],
    [
      'a broken one behind a whole one',
      () => `${pem(root.toBase64())}${pem('MI!B')}`,
      /^certificate 2 in .*broken\.pem is broken \(.+\)$/,
    ],
    ['text', 'bukan sertifikat', /broken\.pem holds no certificate in PEM or DER \(.+\)$/],
  ])('are refused as a mistake of the caller, with the reason: %s', async (_, content, told) => {
    const file = at('broken.pem')
    writeFileSync(file, typeof content === 'string' ? content : content())
    await expect(read([file])).rejects.toThrow(UsageError)
    await expect(read([file])).rejects.toMatchObject({
      message: expect.stringMatching(told),
      cause: expect.any(Error),
    })
  })

  it('are refused when a file is not there, with what the system says', async () => {
    const refused = read([at('nowhere.cer')])
    await expect(refused).rejects.toThrow(UsageError)
    await expect(refused).rejects.toMatchObject({
      message: `the trust file ${at('nowhere.cer')} cannot be read (ENOENT)`,
      cause: { code: 'ENOENT' },
    })
  })

  it('are refused with every fault of every file at once', async () => {
    writeFileSync(at('two.pem'), `${pem('MI!B')}${pem(root.toBase64())}${pem('MIIB')}`)
    const refused = read([at('nowhere.cer'), at('two.pem'), at('root.pem')])
    await expect(refused).rejects.toMatchObject({
      message: expect.stringMatching(
        /nowhere\.cer cannot be read \(ENOENT\); certificate 1 in .*two\.pem .*; certificate 3 in .*two\.pem /,
      ),
      cause: { errors: [expect.any(Error), expect.any(Error), expect.any(Error)] },
    })
  })

  it('are refused when the folder of the service is there and cannot be read', async () => {
    // A name that is too long is refused to everybody, also to root.
    const folder = at('n'.repeat(300))
    await expect(read([], folder)).rejects.toMatchObject({
      message: `the trust folder ${join(folder, 'trust')} cannot be read (ENAMETOOLONG)`,
      cause: { code: 'ENAMETOOLONG' },
    })
  })
})
