// Digest of bytes that lie in several pieces, as a ByteRange does.
import type { DigestAlgorithm } from '../asn1/algorithms.ts'

/** Digest of the chunks' concatenation. The platform's own incremental hash may be passed for large files. */
export type Hash = (
  algorithm: DigestAlgorithm['webCryptoName'],
  chunks: readonly Uint8Array[],
) => Uint8Array | Promise<Uint8Array>

/** WebCrypto has no incremental digest, so the chunks are joined first. */
export const webCryptoHash: Hash = async (algorithm, chunks) =>
  new Uint8Array(await crypto.subtle.digest(algorithm, concatenated(chunks)))

export function concatenated(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
