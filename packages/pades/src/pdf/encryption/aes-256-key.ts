// Derives the file's key from a password for revisions 5 and 6 of the standard security handler
// (ISO 32000-2 §7.6.4, algorithms 2.A, 2.B, 11 to 13). Revision 5 (Adobe's extension level 3) has a
// plain SHA-256 in the place of 2.B.

import { ecb } from '@noble/ciphers/aes.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { concatenated, equalBytes } from '@tapis/pki'
import { aesDecryptKey, aesEncryptWhole } from './aes.ts'
import type { EncryptionParameters } from './encryption-dictionary.ts'

const NOTHING = new Uint8Array()

/**
 * Returns the file's key when this is the user password, undefined otherwise.
 * @param password at most 127 bytes
 */
export function keyOfUserPassword(
  { user, userKey, revision }: EncryptionParameters,
  password: Uint8Array,
): Uint8Array | undefined {
  return keyFrom({ verifier: user, encryptedKey: userKey, revision, bound: NOTHING }, password)
}

/**
 * Returns the file's key when this is the owner password, undefined otherwise.
 * @param password at most 127 bytes
 */
export function keyOfOwnerPassword(
  { owner, ownerKey, user, revision }: EncryptionParameters,
  password: Uint8Array,
): Uint8Array | undefined {
  return keyFrom({ verifier: owner, encryptedKey: ownerKey, revision, bound: user }, password)
}

/**
 * Returns /P as /Perms repeats it under the file's key (algorithm 13), or undefined when another
 * key made /Perms.
 */
export function repeatedPermissions(
  { encryptedPermissions }: EncryptionParameters,
  fileKey: Uint8Array,
): number | undefined {
  const plain = ecb(fileKey, { disablePadding: true }).decrypt(encryptedPermissions)
  if (plain[9] !== 0x61 || plain[10] !== 0x64 || plain[11] !== 0x62) return undefined
  return [0, 1, 2, 3].reduce((value, at) => value | ((plain[at] ?? 0) << (8 * at)), 0)
}

interface Lock {
  /** 32 bytes of hash, 8 of validation salt, 8 of key salt. */
  readonly verifier: Uint8Array
  readonly encryptedKey: Uint8Array
  readonly revision: number
  /** A further input of the hash beside password and salt: /U for the owner password. */
  readonly bound: Uint8Array
}

function keyFrom(
  { verifier, encryptedKey, revision, bound }: Lock,
  password: Uint8Array,
): Uint8Array | undefined {
  const hash = revision === 5 ? plainHash : hardenedHash
  const expected = hash(password, verifier.subarray(32, 40), bound)
  if (!equalBytes(expected, verifier.subarray(0, 32))) return undefined
  return aesDecryptKey(hash(password, verifier.subarray(40, 48), bound), encryptedKey)
}

function plainHash(password: Uint8Array, salt: Uint8Array, bound: Uint8Array): Uint8Array {
  return sha256(concatenated([password, salt, bound]))
}

/**
 * Hashes by algorithm 2.B, in at most 288 rounds over at most 64 × 239 bytes: from round 64 on,
 * another one follows only while the last byte, at most 255, is above the round's number less 32.
 */
function hardenedHash(password: Uint8Array, salt: Uint8Array, bound: Uint8Array): Uint8Array {
  let key = sha256(concatenated([password, salt, bound]))
  for (let round = 0, last = 0; round < 64 || last > round - 32; round++) {
    const once = concatenated([password, key, bound])
    const repeated = new Uint8Array(once.length * 64)
    for (let at = 0; at < repeated.length; at += once.length) repeated.set(once, at)
    const encrypted = aesEncryptWhole(key.subarray(0, 16), key.subarray(16, 32), repeated)
    // 256 is 1 modulo 3, so the sum of the bytes has the same remainder as the number that they
    // form.
    const remainder = encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3
    key = remainder === 0 ? sha256(encrypted) : remainder === 1 ? sha384(encrypted) : sha512(encrypted)
    last = encrypted.at(-1) ?? 0
  }
  return key.subarray(0, 32)
}
