// A signed document in its two parts. What was there is never copied: whoever writes a file writes one part after the other.

import { concatenated } from '@tapis/pki'

export interface SignedPdf {
  /** The document that was signed: the very bytes that were given. */
  readonly original: Uint8Array
  /** The incremental updates that belong behind it. */
  readonly update: Uint8Array
  /** The field that holds the signature. */
  readonly fieldName: string
  /** Remarks "CODE: sentence" about what was tolerated; `RECOVERED`: the document was damaged, and rebuilt by searching. */
  readonly warnings: readonly string[]
  /** The whole file in one new buffer. */
  bytes(): Uint8Array<ArrayBuffer>
}

export function signedPdf(
  original: Uint8Array,
  parts: Pick<SignedPdf, 'update' | 'fieldName' | 'warnings'>,
): SignedPdf {
  return { original, ...parts, bytes: () => concatenated([original, parts.update]) }
}
