import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSecrets } from './secrets.ts'
import { UsageError } from './usage-error.ts'

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
      TAPIS_MASTER_KEY: 'ab'.repeat(32),
      TAPIS_OPERATOR_PASSPHRASE: 'kata sandi pengelola',
    }
    const { masterKey, operatorPassphrase } = await readSecrets(folder, environment)
    expect(masterKey).toEqual(new Uint8Array(32).fill(0xab))
    expect(operatorPassphrase).toBe('kata sandi pengelola')
    expect(() => statSync(join(folder, 'secrets'))).toThrow('ENOENT')
  })

  it.each(['ab', 'zz'.repeat(32), 'ab'.repeat(33)])('are refused when the master key is %j', async (key) => {
    const given = { TAPIS_MASTER_KEY: key, TAPIS_OPERATOR_PASSPHRASE: 'kata sandi pengelola' }
    await expect(readSecrets(folder, given)).rejects.toThrow(UsageError)
  })

  it('never stand in an error', async () => {
    await readSecrets(folder, {})
    writeFileSync(join(folder, 'secrets', 'master-key'), 'not-the-key')
    await expect(readSecrets(folder, {})).rejects.toThrow(/^(?!.*not-the-key).*$/)
  })
})
