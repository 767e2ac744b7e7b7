// Encrypts and decrypts one string or stream: ISO 32000-2 §7.6.3, algorithms 1 (RC4, AES-128) and
// 1.A (AES-256).

import { hmac } from '@noble/hashes/hmac.js'
import { md5 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { latin1 } from '../syntax/characters.ts'
import { aesDecrypt, aesEncrypt } from './aes.ts'
import { rc4 } from './rc4.ts'

/** /CFM of a crypt filter (table 25); `Identity` leaves the data as it is. */
export type CryptMethod = 'Identity' | 'V2' | 'AESV2' | 'AESV3'

/** The object that the string or stream belongs to. */
export interface ObjectIdentity {
  readonly objectNumber: number
  readonly generation: number
}

/** Never throws for data, whatever its length. */
export function decryptData(
  method: CryptMethod,
  fileKey: Uint8Array,
  object: ObjectIdentity,
  bytes: Uint8Array,
): Uint8Array {
  switch (method) {
    case 'Identity':
      return bytes
    case 'V2':
      return rc4(objectKey(fileKey, object, false), bytes)
    case 'AESV2':
      return aesDecrypt(objectKey(fileKey, object, true), bytes)
    case 'AESV3':
      return aesDecrypt(fileKey, bytes)
  }
}

/**
 * @param salt tells this write from every other one of the same object, so that no initialisation
 *   vector repeats. The vector is a keyed digest of it and of the data: nobody foresees it without
 *   the key, and no randomness is needed.
 */
export function encryptData(
  method: CryptMethod,
  fileKey: Uint8Array,
  object: ObjectIdentity,
  bytes: Uint8Array,
  salt: string,
): Uint8Array {
  switch (method) {
    case 'Identity':
      return bytes
    case 'V2':
      return rc4(objectKey(fileKey, object, false), bytes)
    case 'AESV2':
      return aesEncrypt(objectKey(fileKey, object, true), vectorOf(fileKey, object, bytes, salt), bytes)
    case 'AESV3':
      return aesEncrypt(fileKey, vectorOf(fileKey, object, bytes, salt), bytes)
  }
}

/**
 * Derives an object's key (algorithm 1 a to d): the file's key, number and generation, and for AES
 * four more bytes.
 */
function objectKey(
  fileKey: Uint8Array,
  { objectNumber, generation }: ObjectIdentity,
  isAes: boolean,
): Uint8Array {
  const number = [objectNumber & 0xff, (objectNumber >> 8) & 0xff, (objectNumber >> 16) & 0xff]
  const suffix = [...number, generation & 0xff, (generation >> 8) & 0xff, ...(isAes ? latin1('sAlT') : [])]
  const digest = md5(Uint8Array.from([...fileKey, ...suffix]))
  return digest.subarray(0, Math.min(fileKey.length + 5, 16))
}

function vectorOf(
  fileKey: Uint8Array,
  { objectNumber, generation }: ObjectIdentity,
  bytes: Uint8Array,
  salt: string,
): Uint8Array {
  const digest = hmac
    .create(sha256, fileKey)
    .update(latin1(`${salt} ${objectNumber} ${generation} `))
    .update(bytes)
    .digest()
  return digest.subarray(0, 16)
}
