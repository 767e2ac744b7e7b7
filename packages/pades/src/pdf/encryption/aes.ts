// AES as ISO 32000-2 §7.6.3 uses it: CBC with the initialisation vector in front of the data and
// the padding of RFC 8018.

import { cbc } from '@noble/ciphers/aes.js'

const BLOCK_BYTES = 16
const ZERO_VECTOR = new Uint8Array(BLOCK_BYTES)

/**
 * Returns the vector and then the padded data, encrypted.
 * @param key 16 or 32 bytes
 * @param vector 16 bytes
 */
export function aesEncrypt(key: Uint8Array, vector: Uint8Array, bytes: Uint8Array): Uint8Array {
  const encrypted = cbc(key, vector).encrypt(bytes)
  const result = new Uint8Array(vector.length + encrypted.length)
  result.set(vector)
  result.set(encrypted, vector.length)
  return result
}

/**
 * Decrypts as readers do: an incomplete last block is left out, invalid padding is kept, and data
 * too short for a vector are empty. It never throws for data.
 */
export function aesDecrypt(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const whole = bytes.length - (bytes.length % BLOCK_BYTES)
  if (whole < 2 * BLOCK_BYTES) return new Uint8Array()
  const vector = bytes.subarray(0, BLOCK_BYTES)
  return withoutPadding(rawCbc(key, vector).decrypt(bytes.subarray(BLOCK_BYTES, whole)))
}

/**
 * Decrypts CBC without vector and padding, for keys (§7.6.4.3.3, §7.6.4.4.8).
 * @param bytes a multiple of 16
 */
export function aesDecryptKey(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return rawCbc(key, ZERO_VECTOR).decrypt(bytes)
}

/**
 * Encrypts CBC without padding, as the hash of revision 6 uses it (§7.6.4.3.4).
 * @param bytes a multiple of 16
 */
export function aesEncryptWhole(key: Uint8Array, vector: Uint8Array, bytes: Uint8Array): Uint8Array {
  return rawCbc(key, vector).encrypt(bytes)
}

function rawCbc(key: Uint8Array, vector: Uint8Array): ReturnType<typeof cbc> {
  return cbc(key, vector, { disablePadding: true })
}

function withoutPadding(bytes: Uint8Array): Uint8Array {
  const count = bytes.at(-1) ?? 0
  if (count === 0 || count > BLOCK_BYTES) return bytes
  const isPadding = bytes.subarray(bytes.length - count).every((byte) => byte === count)
  return isPadding ? bytes.subarray(0, bytes.length - count) : bytes
}
