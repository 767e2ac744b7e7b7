// A document to which updates are appended, one after another: each is made of what is there by
// then. The document is never copied, and whoever writes a file writes one part after the other.

import { concatenated } from '@tapis/pki'
import type { PdfInput } from '../pdf/reading/file-bytes.ts'

/** A document that is read piece by piece and only ever appended to. */
export interface GrowingPdf {
  /** The document as it is now. */
  readonly pdf: PdfInput
  /** Writes the update behind what is there. */
  append(update: Uint8Array): void | Promise<void>
}

/** Keeps the document as it was given, and joins it with its updates only where somebody looks. */
export class GrowingInMemory implements GrowingPdf {
  readonly original: Uint8Array
  readonly #updates: Uint8Array[] = []
  #whole: Uint8Array | undefined

  constructor(original: Uint8Array) {
    this.original = original
  }

  get pdf(): Uint8Array {
    this.#whole ??=
      this.#updates.length === 0 ? this.original : concatenated([this.original, ...this.#updates])
    return this.#whole
  }

  /** Returns all that was appended. */
  get update(): Uint8Array {
    const [only, ...more] = this.#updates
    return only !== undefined && more.length === 0 ? only : concatenated(this.#updates)
  }

  append(update: Uint8Array): void {
    if (update.length === 0) return
    this.#updates.push(update)
    this.#whole = undefined
  }
}

/** A signed document in its two parts. */
export interface SignedPdf {
  /** The document that was signed: the very bytes that were given. */
  readonly original: Uint8Array
  /** The incremental updates that belong behind it. */
  readonly update: Uint8Array
  /** The field that holds the signature. */
  readonly fieldName: string
  /**
   * Remarks "CODE: sentence" about what was tolerated; `RECOVERED`: the document was damaged, and
   * rebuilt by searching.
   */
  readonly warnings: readonly string[]
  /** The whole file in one new buffer. */
  bytes(): Uint8Array<ArrayBuffer>
}

/** Returns the signed document in its two parts. */
export function signedPdf(
  original: Uint8Array,
  parts: Pick<SignedPdf, 'update' | 'fieldName' | 'warnings'>,
): SignedPdf {
  return { original, ...parts, bytes: () => concatenated([original, parts.update]) }
}
