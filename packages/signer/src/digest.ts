// Digests by node:crypto, which reads a document in place where WebCrypto copies it first.
import { createHash } from 'node:crypto'

/** The digest of the chunks one after another, by the algorithm's WebCrypto name: `SHA-256`, `SHA-384` and so on. */
export function digest(algorithm: string, chunks: Iterable<Uint8Array>): Uint8Array<ArrayBuffer> {
  const hash = createHash(algorithm)
  for (const chunk of chunks) hash.update(chunk)
  return new Uint8Array(hash.digest())
}

/** SHA-256 as 64 lower-case hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
