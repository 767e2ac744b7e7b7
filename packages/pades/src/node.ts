// @tapis/pades/node: the digests and the Deflate of Node, for callers who run on it. They are given
// to the engine as `hash` and `deflate`; the engine itself knows no Node.
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import type { Deflate } from './create/index.ts'

/** node:crypto takes less than two gibibytes at a time. */
const PIECE_BYTES = 1024 ** 3

/**
 * Returns the digest of the chunks one after another, by the algorithm's WebCrypto name: `SHA-256`,
 * `SHA-384` and so on. It reads a document in place, where WebCrypto copies it first.
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

/**
 * Compresses what a signature adds to a file, a few kilobytes at a time, where setting zlib up
 * costs more than compressing: a stamp in half the time of zlib's defaults, to a tenth more bytes.
 */
export const deflate: Deflate = (bytes) => deflateSync(bytes, { level: 3, memLevel: 4, windowBits: 12 })
