// Digest of bytes that lie in several pieces, as a ByteRange does.
import type { DigestAlgorithm } from './algorithms.ts'
import { concatenated } from './bytes.ts'

/** Digest of the chunks' concatenation. The platform's own incremental hash may be passed, which saves joining a large file. */
export type Hash = (
  algorithm: DigestAlgorithm['webCryptoName'],
  chunks: readonly Uint8Array[],
) => Uint8Array | Promise<Uint8Array>

/** WebCrypto has no incremental digest, so the chunks are joined first. */
export const webCryptoHash: Hash = async (algorithm, chunks) =>
  new Uint8Array(await crypto.subtle.digest(algorithm, concatenated(chunks)))
