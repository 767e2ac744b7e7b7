// Digests of bytes that lie in several pieces.

import type { DigestAlgorithm } from '../asn1/algorithms.ts'

/** SHA-256 of the chunks one after another. A platform's incremental hash saves the copy that WebCrypto needs. */
export type Sha256 = (chunks: readonly Uint8Array[]) => Uint8Array | Promise<Uint8Array>

/** The digest of the chunks one after another; `sha256` is used when it is the algorithm asked for. */
export async function digestOf(
  algorithm: DigestAlgorithm,
  chunks: readonly Uint8Array[],
  sha256?: Sha256,
): Promise<Uint8Array> {
  if (sha256 !== undefined && algorithm.name === 'sha-256') return sha256(chunks)
  return new Uint8Array(await crypto.subtle.digest(algorithm.webCryptoName, joined(chunks)))
}

/** WebCrypto has no incremental digest and takes one buffer. */
function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
