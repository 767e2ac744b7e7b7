// The envelope in which a private key rests: plain JSON values, versioned and self-describing, read strictly.
import { CustodyError } from '../errors.ts'
import { type Argon2idCost, refusedCost } from './key-derivation.ts'

/**
 * A private key encrypted under its holder's passphrase; safe for `JSON.stringify` and a jsonb column.
 *
 * `key = Argon2id(passphrase as NFC UTF-8, salt, cost)`, 32 bytes;
 * `ciphertext = AES-256-GCM(key, nonce, PKCS#8 DER, additional data)`, its 16-byte tag at the end.
 * The additional data is the UTF-8 of `tapis-encrypted-key/1`, the derivation, its cost, the salt and the key id, one a
 * line (see {@link additionalData}): neither can a cost be lowered unseen, nor a key be given out as another's.
 */
export interface EncryptedKey {
  readonly version: 1
  /** Lower-case hex SHA-256 of the public key's SubjectPublicKeyInfo: finds the certificate without the passphrase. */
  readonly keyId: string
  readonly derivation: Argon2idCost & {
    readonly algorithm: 'argon2id'
    /** 16 bytes, base64url without padding. */
    readonly salt: string
  }
  readonly encryption: {
    readonly algorithm: 'aes-256-gcm'
    /** 12 bytes, base64url without padding. */
    readonly nonce: string
  }
  /** Base64url without padding. */
  readonly ciphertext: string
}

export const saltBytes = 16
export const nonceBytes = 12
export const tagBytes = 16
/** A PKCS#8 key of RSA 8192 bits has 4.7 KB. */
const maximumCiphertextBytes = 16 * 1024

/** What AES-GCM authenticates besides the key. */
export function additionalData({
  version,
  keyId,
  derivation,
}: Omit<EncryptedKey, 'ciphertext' | 'encryption'>) {
  const { algorithm, memoryKib, passes, parallelism, salt } = derivation
  return new TextEncoder().encode(
    [
      `tapis-encrypted-key/${version}`,
      algorithm,
      `m=${memoryKib},t=${passes},p=${parallelism}`,
      salt,
      keyId,
      '',
    ].join('\n'),
  )
}

/**
 * Reads an envelope from JSON-like data (the object, not its text). Unknown fields are refused.
 * @throws CustodyError KEY_ENVELOPE_INVALID also for a cost outside the bounds, before any of it is spent
 */
export function parseEncryptedKey(value: unknown): EncryptedKey {
  const envelope = fields(value, 'envelope', ['version', 'keyId', 'derivation', 'encryption', 'ciphertext'])
  if (envelope['version'] !== 1) invalid('version is not 1')
  const keyId = text(envelope['keyId'], 'keyId')
  if (!/^[0-9a-f]{64}$/.test(keyId)) invalid('keyId is not the hex of a SHA-256')
  const encryption = fields(envelope['encryption'], 'encryption', ['algorithm', 'nonce'])
  if (encryption['algorithm'] !== 'aes-256-gcm') invalid('encryption.algorithm is not aes-256-gcm')
  return {
    version: 1,
    keyId,
    derivation: parseDerivation(envelope['derivation']),
    encryption: { algorithm: 'aes-256-gcm', nonce: base64url(encryption['nonce'], 'nonce', nonceBytes) },
    ciphertext: base64url(envelope['ciphertext'], 'ciphertext'),
  }
}

/** Returns the envelope as it is kept: the UTF-8 of its JSON. */
export function encodeEncryptedKey(encrypted: EncryptedKey): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(encrypted))
}

/** Reads what {@link encodeEncryptedKey} wrote. @throws CustodyError KEY_ENVELOPE_INVALID */
export function decodeEncryptedKey(bytes: Uint8Array): EncryptedKey {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new CustodyError('KEY_ENVELOPE_INVALID', 'the envelope is not JSON', { cause })
  }
  return parseEncryptedKey(value)
}

function parseDerivation(value: unknown): EncryptedKey['derivation'] {
  const names = ['algorithm', 'memoryKib', 'passes', 'parallelism', 'salt']
  const derivation = fields(value, 'derivation', names)
  if (derivation['algorithm'] !== 'argon2id') invalid('derivation.algorithm is not argon2id')
  const cost = {
    memoryKib: number(derivation['memoryKib'], 'memoryKib'),
    passes: number(derivation['passes'], 'passes'),
    parallelism: number(derivation['parallelism'], 'parallelism'),
  }
  const refused = refusedCost(cost)
  if (refused !== undefined) invalid(refused)
  return { algorithm: 'argon2id', ...cost, salt: base64url(derivation['salt'], 'salt', saltBytes) }
}

function fields(value: unknown, what: string, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return invalid(`${what} is not an object`)
  const record: Record<string, unknown> = { ...value }
  const unknown = Object.keys(record).find((name) => !names.includes(name))
  if (unknown !== undefined) invalid(`${what} has an unknown field`)
  return record
}

function text(value: unknown, what: string): string {
  return typeof value === 'string' ? value : invalid(`${what} is not a string`)
}

function number(value: unknown, what: string): number {
  return typeof value === 'number' ? value : invalid(`${what} is not a number`)
}

// Strict, since two spellings of one envelope would compare as different: alphabet, no padding, no stray bits.
function base64url(value: unknown, what: string, length?: number): string {
  const encoded = text(value, what)
  if (encoded.length > Math.ceil((maximumCiphertextBytes * 4) / 3)) invalid(`${what} is too long`)
  const bytes = Buffer.from(encoded, 'base64url')
  if (bytes.toString('base64url') !== encoded) invalid(`${what} is not base64url`)
  if (length !== undefined && bytes.length !== length) {
    invalid(`${what} has ${bytes.length} bytes, expected ${length}`)
  }
  if (bytes.length < (length ?? tagBytes + 1)) invalid(`${what} is too short`)
  return encoded
}

function invalid(message: string): never {
  throw new CustodyError('KEY_ENVELOPE_INVALID', message)
}
