// Compression of what we add to a file (FlateDecode, ISO 32000-2 §7.4.4).

import { zlibSync } from 'fflate'

/** Bytes in the zlib format (RFC 1950). A platform's own implementation is several times faster than one in JavaScript. */
export type Deflate = (bytes: Uint8Array) => Uint8Array

/** What is used when no other is given. */
export const fflateDeflate: Deflate = (bytes) => zlibSync(bytes)
