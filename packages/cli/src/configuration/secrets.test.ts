import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UsageError } from '../command-line/usage-error.ts'
import { readSecrets } from './secrets.ts'

const RANDOM = '6b0f6a3c9d1e4f7788c2b5a09e13d4f256a7c8910be2d3f4051627384950a6b7'
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapis-secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe("the operator's secrets", () => {
  it('are made once, kept for the next start, and readable by their owner only', async () => {
    const made = await readSecrets(folder, {})
    expect(made.masterKey).toHaveLength(32)
    expect(await readSecrets(folder, {})).toEqual(made)
    for (const name of ['master-key', 'operator-passphrase']) {
      expect(statSync(join(folder, 'secrets', name)).mode & 0o077).toBe(0)
    }
    expect(made.operatorPassphrase).not.toBe(
      readFileSync(join(folder, 'secrets', 'master-key'), 'utf8').trim(),
    )
  })

  it('are the same for two first starts at once', async () => {
    const [one, other] = await Promise.all([readSecrets(folder, {}), readSecrets(folder, {})])
    expect(one).toEqual(other)
  })

  it('come from the environment when they are there, and then nothing is written', async () => {
    const environment = {
      TAPIS_MASTER_KEY: RANDOM,
      TAPIS_OPERATOR_PASSPHRASE: 'sirih pinang merah lipat',
    }
    const { masterKey, operatorPassphrase } = await readSecrets(folder, environment)
    expect(masterKey).toEqual(Uint8Array.fromHex(RANDOM))
    expect(operatorPassphrase).toBe('sirih pinang merah lipat')
    expect(() => statSync(join(folder, 'secrets'))).toThrow('ENOENT')
  })

  it('are not kept for a command that only looks', async () => {
    await readSecrets(folder, {}, { keep: false })
    expect(() => statSync(join(folder, 'secrets'))).toThrow('ENOENT')
  })

  it.each([
    ['00'.repeat(32)],
    ['ab'.repeat(32)],
    ['0123456789abcdef'.repeat(4)],
    ['deadbeefcafef00d0123456789abcdef'.repeat(2)],
    [new Uint8Array(32).map((_, index) => index).toHex()],
    [new Uint8Array(32).map((_, index) => 255 - index).toHex()],
    ['01020304050607'.padEnd(64, '0')],
  ])('are refused when the master key was made up: %s', async (key) => {
    const given = { TAPIS_MASTER_KEY: key, TAPIS_OPERATOR_PASSPHRASE: 'sirih pinang merah lipat' }
    await expect(readSecrets(folder, given)).rejects.toThrow(/master key must be random/)
  })

  it('are not taken for made up when they are random', async () => {
    for (let drawn = 0; drawn < 1000; drawn++) {
      const given = {
        TAPIS_MASTER_KEY: randomBytes(32).toString('hex'),
        TAPIS_OPERATOR_PASSPHRASE: 'sirih pinang merah lipat',
      }
      await expect(readSecrets(folder, given)).resolves.toBeDefined()
    }
  })

  it('are refused when the passphrase of the operator is weak, without repeating it', async () => {
    const given = { TAPIS_MASTER_KEY: RANDOM, TAPIS_OPERATOR_PASSPHRASE: 'tujuh77' }
    await expect(readSecrets(folder, given)).rejects.toThrow(/^TAPIS_OPERATOR_PASSPHRASE: (?!.*tujuh77)/)
  })

  it.each(['ab', 'zz'.repeat(32), 'ab'.repeat(33)])('are refused when the master key is %j', async (key) => {
    const given = { TAPIS_MASTER_KEY: key, TAPIS_OPERATOR_PASSPHRASE: 'sirih pinang merah lipat' }
    await expect(readSecrets(folder, given)).rejects.toThrow(UsageError)
  })

  it('never stand in an error', async () => {
    await readSecrets(folder, {})
    writeFileSync(join(folder, 'secrets', 'master-key'), 'not-the-key')
    await expect(readSecrets(folder, {})).rejects.toThrow(/^(?!.*not-the-key).*$/)
  })
})
