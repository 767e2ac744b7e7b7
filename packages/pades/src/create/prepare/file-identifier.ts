// Makes the second element of /ID (ISO 32000-2 §14.4) for an update.

import { type Hash, SHA_256 } from '@tapis/pki'
import type { PdfDocument } from '../../pdf/document.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { serialize } from '../../pdf/syntax/serialize.ts'
import type { IncrementalUpdate } from '../../pdf/update.ts'

/**
 * Returns 16 bytes that differ from save to save. They come from what is saved, so that no
 * randomness is needed.
 */
export async function fileIdentifier(
  document: PdfDocument,
  update: IncrementalUpdate,
  hash: Hash,
): Promise<Uint8Array> {
  const before = serialize(document.resolve(document.trailer.entries.get('ID')))
  const digest = await hash(SHA_256.webCryptoName, [
    latin1(`${document.bytes.length} `),
    before,
    update.written(),
  ])
  return digest.slice(0, 16)
}
