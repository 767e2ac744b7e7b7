// Digests with node:crypto, which reads a document in place where WebCrypto copies it first.
import { createHash } from 'node:crypto'

/** node:crypto takes less than two gibibytes at a time. */
const PIECE_BYTES = 1024 ** 3

/**
 * Returns the digest of the chunks one after another, by the algorithm's WebCrypto name: `SHA-256`,
 * `SHA-384` and so on.
 */
export function digest(algorithm: string, chunks: Iterable<Uint8Array>): Uint8Array<ArrayBuffer> {
  const hash = createHash(algorithm)
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) hash.update(chunk.subarray(at, at + PIECE_BYTES))
  }
  return new Uint8Array(hash.digest())
}

/** Returns SHA-256 as 64 lower-case hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
