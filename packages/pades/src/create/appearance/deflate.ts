// Compression of what we add to a file (FlateDecode, ISO 32000-2 §7.4.4).

import { zlibSync } from 'fflate'
import { dictionary, name, type PdfStream, type PdfValue } from '../../pdf/objects.ts'

/**
 * Bytes in the zlib format (RFC 1950). A platform's own implementation is several times faster than
 * one in JavaScript.
 */
export type Deflate = (bytes: Uint8Array) => Uint8Array

/** Compresses where the caller gives no other implementation. */
export const fflateDeflate: Deflate = (bytes) => zlibSync(bytes)

/** Returns a stream with its bytes deflated where that makes them fewer. */
export function compressedStream(
  bytes: Uint8Array,
  entries: Readonly<Record<string, PdfValue>>,
  deflate: Deflate,
): PdfStream {
  const deflated = deflate(bytes)
  if (deflated.length >= bytes.length) return { kind: 'stream', dictionary: dictionary(entries), bytes }
  return {
    kind: 'stream',
    dictionary: dictionary({ ...entries, Filter: name('FlateDecode') }),
    bytes: deflated,
  }
}
