// The operator has two secrets. Standalone makes them on the first start and keeps them in the data
// folder, readable by its owner only; a real deployment gives them from its secret store through
// the environment.

import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { CustodyError, requireStrongEnough } from '@tapis/custody'
import { UsageError } from '../command-line/usage-error.ts'
import { type Environment, readVariable } from './variables.ts'

/**
 * `masterKey` is 32 bytes, from which the keys of NIK encryption and lookup are derived. The
 * passphrase opens the CA's and timestamp authority's keys.
 */
export interface OperatorSecrets {
  readonly masterKey: Uint8Array
  readonly operatorPassphrase: string
}

interface SecretOptions {
  /**
   * Whether secrets that were missing are kept in the data folder. Default true; otherwise they
   * open nothing that is there.
   */
  readonly keep?: boolean
}

/**
 * Reads the operator's secrets from the environment, or from `DATA/secrets`, where they are made
 * when they are missing.
 *
 * @throws UsageError when the master key is not 64 hexadecimal digits or was made up, or
 *   `TAPIS_OPERATOR_PASSPHRASE` is too weak
 */
export async function readSecrets(
  dataFolder: string,
  environment: Environment,
  { keep = true }: SecretOptions = {},
): Promise<OperatorSecrets> {
  const folder = join(dataFolder, 'secrets')
  const kept = (name: string) => keptSecret(folder, name, keep)
  const hex = readVariable(environment, 'TAPIS_MASTER_KEY') ?? (await kept('master-key'))
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new UsageError('the master key must be 32 bytes in hexadecimal (64 digits)')
  }
  const masterKey = Uint8Array.fromHex(hex)
  if (isMadeUp(masterKey)) {
    throw new UsageError('the master key must be random; make one with: openssl rand -hex 32')
  }
  const given = readVariable(environment, 'TAPIS_OPERATOR_PASSPHRASE')
  if (given !== undefined) await requireStrongOperator(given)
  return { masterKey, operatorPassphrase: given ?? (await kept('operator-passphrase')) }
}

/**
 * Says whether somebody typed the key rather than drew it: few different bytes, a short pattern
 * repeated, or bytes that go up or down in equal steps, most of the way. Chance makes none of these
 * in the lifetime of a city.
 */
function isMadeUp(key: Uint8Array): boolean {
  const bytes = [...key]
  if (new Set(bytes).size < 8) return true
  const repeats = (period: number) => bytes.every((byte, at) => byte === bytes[at % period])
  if ([8, 16].some(repeats)) return true
  const steps = bytes.slice(1).map((byte, at) => (byte - (bytes[at] ?? 0) + 256) % 256)
  return steps.some((step) => steps.filter((other) => other === step).length > steps.length / 2)
}

async function requireStrongOperator(passphrase: string): Promise<void> {
  try {
    await requireStrongEnough(passphrase)
  } catch (cause) {
    if (!(cause instanceof CustodyError)) throw cause
    throw new UsageError(`TAPIS_OPERATOR_PASSPHRASE: ${cause.message}`)
  }
}

async function keptSecret(folder: string, name: string, keep: boolean): Promise<string> {
  const path = join(folder, name)
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (kept !== undefined) return kept.trim()
  const made = randomBytes(32).toString('hex')
  if (!keep) return made
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // It is written aside and linked: half a secret, kept, would lock everything that was encrypted
  // under the whole one; and of two first starts at once, the later one must take what the earlier
  // one keeps.
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  await writeSynced(aside, `${made}\n`)
  try {
    await link(aside, path)
    return made
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')
      return keptSecret(folder, name, keep)
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
