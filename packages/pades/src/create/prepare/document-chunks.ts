// What a digest is made over: a document, in memory or on disk, and what was added behind it.

import type { PdfFile, PdfInput } from '../../pdf/file-bytes.ts'

const CHUNK_BYTES = 1024 * 1024

/** The document in front of what was added; a file piece by piece, in one buffer. */
export function documentChunks(pdf: PdfInput, added: readonly Uint8Array[]): Iterable<Uint8Array> {
  return pdf instanceof Uint8Array ? [pdf, ...added] : chunksOf(pdf, added)
}

function* chunksOf(file: PdfFile, added: readonly Uint8Array[]): Generator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(file.length, CHUNK_BYTES))
  for (let at = 0; at < file.length; at += CHUNK_BYTES) {
    const chunk = buffer.subarray(0, Math.min(CHUNK_BYTES, file.length - at))
    file.read(chunk, at)
    yield chunk
  }
  yield* added
}
