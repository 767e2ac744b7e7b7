// Digest of bytes that lie in several pieces, as a ByteRange does.
import type { DigestAlgorithm } from './algorithms.ts'
import { concatenated } from './bytes.ts'

/**
 * Computes the digest of the chunks' concatenation. A chunk may be the same buffer as the one
 * before, filled anew: it is of use until the next is asked for. The platform's own incremental
 * hash may be passed, which saves joining a large file.
 */
export type Hash = (
  algorithm: DigestAlgorithm['webCryptoName'],
  chunks: Iterable<Uint8Array>,
) => Uint8Array | Promise<Uint8Array>

/** WebCrypto has no incremental digest, so the chunks are joined first. */
export const webCryptoHash: Hash = async (algorithm, chunks) => {
  const lasting = Array.isArray(chunks) ? chunks : Array.from(chunks, (chunk) => chunk.slice())
  return new Uint8Array(await crypto.subtle.digest(algorithm, concatenated(lasting)))
}
