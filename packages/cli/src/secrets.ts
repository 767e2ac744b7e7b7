// The two secrets of the operator. Standalone makes them on the first start and keeps them in the data folder, readable
// by its owner only; a real deployment gives them from its secret store through the environment.

import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Environment, variable } from './configuration.ts'
import { UsageError } from './usage-error.ts'

/** 32 bytes that NIK encryption and lookup keys are derived from; and the passphrase of the CA's and timestamp authority's keys. */
export interface OperatorSecrets {
  readonly masterKey: Uint8Array
  readonly operatorPassphrase: string
}

/**
 * Reads the operator's secrets from the environment, or from `DATA/secrets`, where they are made when they are missing.
 *
 * @throws UsageError when `TAPIS_MASTER_KEY` or the stored key is not 64 hexadecimal digits.
 */
export async function readSecrets(dataFolder: string, environment: Environment): Promise<OperatorSecrets> {
  const folder = join(dataFolder, 'secrets')
  const masterKey = variable(environment, 'TAPIS_MASTER_KEY') ?? (await keptSecret(folder, 'master-key'))
  if (!/^[0-9a-f]{64}$/i.test(masterKey)) {
    throw new UsageError('the master key must be 32 bytes in hexadecimal (64 digits)')
  }
  return {
    masterKey: Uint8Array.fromHex(masterKey),
    operatorPassphrase:
      variable(environment, 'TAPIS_OPERATOR_PASSPHRASE') ?? (await keptSecret(folder, 'operator-passphrase')),
  }
}

async function keptSecret(folder: string, name: string): Promise<string> {
  const path = join(folder, name)
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (kept !== undefined) return kept.trim()
  const made = randomBytes(32).toString('hex')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Written aside and linked: half a secret, kept, would lock everything that was encrypted under the whole one; and of two
  // first starts at once, the later one must take what the earlier one keeps.
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  await writeSynced(aside, `${made}\n`)
  try {
    await link(aside, path)
    return made
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return keptSecret(folder, name)
    throw cause
  } finally {
    await unlink(aside)
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
