// Private keys at rest, under a passphrase that only their holder knows (UU ITE Art. 11(1)(b): sole
// control). There is no second way in: a forgotten passphrase means a new key and a new
// certificate.

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { CustodyError } from '../errors.ts'
import { type Passphrase, withPassphraseBytes } from '../passphrase.ts'
import { requireStrongEnough, type StrengthOptions } from '../passphrase-strength.ts'
import { defaultCost, deriveKey, testCost, weakKeyDerivationForTests } from './key-derivation.ts'
import {
  type EncryptedKey,
  encodeAdditionalData,
  nonceBytes,
  parseEncryptedKey,
  saltBytes,
  tagBytes,
} from './key-envelope.ts'

/** How costly a key is to open. */
export interface EncryptKeyOptions extends StrengthOptions {
  /** Tests only: see {@link weakKeyDerivationForTests}. */
  readonly [weakKeyDerivationForTests]?: true
}

/**
 * Encrypts a private key with Argon2id and AES-256-GCM.
 *
 * @param pkcs8 PKCS#8 DER in clear; it stays the caller's to overwrite.
 * @param passphrase as {@link requireStrongEnough} wants it.
 * @throws CustodyError PASSPHRASE_TOO_WEAK; KEY_UNSUPPORTED when `pkcs8` is not a private key
 */
export async function encryptKey(
  pkcs8: Uint8Array,
  passphrase: Passphrase,
  options: EncryptKeyOptions = {},
): Promise<EncryptedKey> {
  await requireStrongEnough(passphrase, options)
  const keyId = keyIdOf(readPkcs8(pkcs8, 'KEY_UNSUPPORTED'))
  const salt = randomBytes(saltBytes)
  const nonce = randomBytes(nonceBytes)
  const cost = options[weakKeyDerivationForTests] ? testCost : defaultCost
  const header = {
    version: 1,
    keyId,
    derivation: { algorithm: 'argon2id', ...cost, salt: salt.toString('base64url') },
  } as const
  const key = await withPassphraseBytes(passphrase, (bytes) => deriveKey(bytes, salt, cost))
  try {
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
    cipher.setAAD(encodeAdditionalData(header))
    const ciphertext = Buffer.concat([cipher.update(pkcs8), cipher.final(), cipher.getAuthTag()])
    return {
      ...header,
      encryption: { algorithm: 'aes-256-gcm', nonce: nonce.toString('base64url') },
      ciphertext: ciphertext.toString('base64url'),
    }
  } finally {
    key.fill(0)
  }
}

/**
 * Unlocks a private key.
 *
 * @param encrypted the envelope as {@link encryptKey} made it; its shape and cost are checked
 *   again.
 * @throws CustodyError PASSPHRASE_WRONG (or an altered envelope: they cannot be told apart),
 *   KEY_ENVELOPE_INVALID
 */
export async function decryptKey(encrypted: EncryptedKey, passphrase: Passphrase): Promise<KeyObject> {
  const envelope = parseEncryptedKey(encrypted)
  const salt = Buffer.from(envelope.derivation.salt, 'base64url')
  const key = await withPassphraseBytes(passphrase, (bytes) => deriveKey(bytes, salt, envelope.derivation))
  const pkcs8 = decipher(envelope, key)
  try {
    return readPkcs8(pkcs8, 'KEY_ENVELOPE_INVALID')
  } finally {
    pkcs8.fill(0)
  }
}

function decipher(envelope: EncryptedKey, key: Buffer): Buffer {
  const nonce = Buffer.from(envelope.encryption.nonce, 'base64url')
  const sealed = Buffer.from(envelope.ciphertext, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(encodeAdditionalData(envelope))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  const clear = decipher.update(sealed.subarray(0, -tagBytes))
  try {
    decipher.final()
    return clear
  } catch (cause) {
    clear.fill(0)
    throw new CustodyError('PASSPHRASE_WRONG', 'the passphrase does not open this key', { cause })
  } finally {
    key.fill(0)
  }
}

function readPkcs8(der: Uint8Array, code: 'KEY_UNSUPPORTED' | 'KEY_ENVELOPE_INVALID'): KeyObject {
  const copy = Buffer.from(der)
  try {
    return createPrivateKey({ key: copy, format: 'der', type: 'pkcs8' })
  } catch (cause) {
    throw new CustodyError(code, 'not a private key in PKCS#8', { cause })
  } finally {
    copy.fill(0)
  }
}

function keyIdOf(privateKey: KeyObject): string {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  return createHash('sha256').update(spki).digest('hex')
}
