// Derives the file's key from a password for revisions 2 to 4 of the standard security handler (ISO
// 32000-2 §7.6.4, algorithms 2, 4 to 7).

import { md5 } from '@noble/hashes/legacy.js'
import { equalBytes } from '@tapis/pki'
import type { EncryptionParameters } from './encryption-dictionary.ts'
import { rc4 } from './rc4.ts'

/** The bytes that fill a password up to 32 (algorithm 2 a). */
const PADDING = Uint8Array.from([
  ...[0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08],
  ...[0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a],
])

/** The inputs of the key beside the password. */
export interface LegacyKeySource {
  readonly parameters: EncryptionParameters
  readonly keyBytes: number
  /** The first element of the trailer's /ID; empty when there is none. */
  readonly identifier: Uint8Array
}

/** Returns the file's key when this is the user password, undefined otherwise (algorithm 6). */
export function keyOfUserPassword(source: LegacyKeySource, password: Uint8Array): Uint8Array | undefined {
  const key = fileKey(source, password)
  const { user, revision } = source.parameters
  if (revision === 2) return equalBytes(rc4(key, PADDING), user) ? key : undefined
  const digest = md5(Uint8Array.from([...PADDING, ...source.identifier]))
  const verifier = keyVariants(key, 20).reduce((bytes, variant) => rc4(variant, bytes), digest)
  return equalBytes(verifier, user.subarray(0, 16)) ? key : undefined
}

/** Returns the file's key when this is the owner password, undefined otherwise (algorithm 7). */
export function keyOfOwnerPassword(source: LegacyKeySource, password: Uint8Array): Uint8Array | undefined {
  const { owner, revision } = source.parameters
  let digest = md5(padded(password))
  if (revision >= 3) for (let round = 0; round < 50; round++) digest = md5(digest)
  const variants = keyVariants(digest.subarray(0, source.keyBytes), revision === 2 ? 1 : 20)
  const userPassword = variants.reduceRight((bytes, variant) => rc4(variant, bytes), owner)
  return keyOfUserPassword(source, userPassword)
}

/** Computes the file's key from the user password (algorithm 2). */
function fileKey({ parameters, keyBytes, identifier }: LegacyKeySource, password: Uint8Array): Uint8Array {
  const { owner, permissions, revision, encryptsMetadata } = parameters
  let digest = md5(
    Uint8Array.from([
      ...padded(password),
      ...owner,
      ...[0, 8, 16, 24].map((shift) => (permissions >>> shift) & 0xff),
      ...identifier,
      ...(revision >= 4 && !encryptsMetadata ? [0xff, 0xff, 0xff, 0xff] : []),
    ]),
  )
  if (revision >= 3) for (let round = 0; round < 50; round++) digest = md5(digest.subarray(0, keyBytes))
  return digest.subarray(0, keyBytes)
}

function padded(password: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(32)
  bytes.set(PADDING)
  const kept = password.subarray(0, 32)
  bytes.set(kept)
  bytes.set(PADDING.subarray(0, 32 - kept.length), kept.length)
  return bytes
}

/** Yields the key with every byte combined with 0, 1, 2, and so on. */
function keyVariants(key: Uint8Array, count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, round) => key.map((byte) => byte ^ round))
}
