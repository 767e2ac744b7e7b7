// The envelope in which a private key rests: plain JSON values, versioned and self-describing, read
// strictly.
import { CustodyError } from '../errors.ts'
import { type Argon2idCost, findCostFault } from './key-derivation.ts'

/**
 * A private key encrypted under its holder's passphrase; safe for `JSON.stringify` and a jsonb
 * column.
 *
 *     key = Argon2id(passphrase as NFC UTF-8, salt, cost), 32 bytes
 *     ciphertext = AES-256-GCM(key, nonce, PKCS#8 DER, additional data), its 16-byte tag at the end
 *
 * The additional data is the UTF-8 of `tapis-encrypted-key/1`, the derivation, its cost, the salt
 * and the key id, one a line ({@link encodeAdditionalData}). So nobody can lower a cost unseen, or
 * give a key out as another's.
 */
export interface EncryptedKey {
  readonly version: 1
  /**
   * Lower-case hex SHA-256 of the public key's SubjectPublicKeyInfo: finds the certificate without
   * the passphrase.
   */
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
/** More than any key needs: PKCS#8 of RSA with 8192 bits has 4.7 KB. */
const maximumCiphertextBytes = 16 * 1024

/** Returns the bytes that AES-GCM authenticates besides the key. */
export function encodeAdditionalData({
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
 * @throws CustodyError KEY_ENVELOPE_INVALID also for a cost outside the bounds, before any of it is
 *   spent
 */
export function parseEncryptedKey(value: unknown): EncryptedKey {
  const envelope = readFields(value, 'envelope', [
    'version',
    'keyId',
    'derivation',
    'encryption',
    'ciphertext',
  ])
  if (envelope['version'] !== 1) refuse('version is not 1')
  const keyId = readText(envelope['keyId'], 'keyId')
  if (!/^[0-9a-f]{64}$/.test(keyId)) refuse('keyId is not the hex of a SHA-256')
  const encryption = readFields(envelope['encryption'], 'encryption', ['algorithm', 'nonce'])
  if (encryption['algorithm'] !== 'aes-256-gcm') refuse('encryption.algorithm is not aes-256-gcm')
  return {
    version: 1,
    keyId,
    derivation: parseDerivation(envelope['derivation']),
    encryption: { algorithm: 'aes-256-gcm', nonce: readBase64url(encryption['nonce'], 'nonce', nonceBytes) },
    ciphertext: readBase64url(envelope['ciphertext'], 'ciphertext'),
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
  const derivation = readFields(value, 'derivation', names)
  if (derivation['algorithm'] !== 'argon2id') refuse('derivation.algorithm is not argon2id')
  const cost = {
    memoryKib: readNumber(derivation['memoryKib'], 'memoryKib'),
    passes: readNumber(derivation['passes'], 'passes'),
    parallelism: readNumber(derivation['parallelism'], 'parallelism'),
  }
  const fault = findCostFault(cost)
  if (fault !== undefined) refuse(fault)
  return { algorithm: 'argon2id', ...cost, salt: readBase64url(derivation['salt'], 'salt', saltBytes) }
}

function readFields(
  value: unknown,
  what: string,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(`${what} is not an object`)
  const record: Record<string, unknown> = { ...value }
  const unknown = Object.keys(record).find((name) => !names.includes(name))
  if (unknown !== undefined) refuse(`${what} has an unknown field`)
  return record
}

function readText(value: unknown, what: string): string {
  return typeof value === 'string' ? value : refuse(`${what} is not a string`)
}

function readNumber(value: unknown, what: string): number {
  return typeof value === 'number' ? value : refuse(`${what} is not a number`)
}

/**
 * Accepts one spelling only, since two of one envelope would compare as different: no padding, no
 * stray bits.
 */
function readBase64url(value: unknown, what: string, length?: number): string {
  const encoded = readText(value, what)
  if (encoded.length > Math.ceil((maximumCiphertextBytes * 4) / 3)) refuse(`${what} is too long`)
  const bytes = Buffer.from(encoded, 'base64url')
  if (bytes.toString('base64url') !== encoded) refuse(`${what} is not base64url`)
  if (length !== undefined && bytes.length !== length) {
    refuse(`${what} has ${bytes.length} bytes, expected ${length}`)
  }
  if (bytes.length < (length ?? tagBytes + 1)) refuse(`${what} is too short`)
  return encoded
}

function refuse(message: string): never {
  throw new CustodyError('KEY_ENVELOPE_INVALID', message)
}
