// A document that grows like a file on disk: it can be read piece by piece only.

import type { GrowingPdf } from '@tapis/pades/create'
import type { PdfFile } from '@tapis/pades/pdf'
import { concatenated } from '@tapis/pki'

/** Holds the bytes that a file on disk would hold. */
export class GrowingFile implements GrowingPdf {
  bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get pdf(): PdfFile {
    const { bytes } = this
    return {
      length: bytes.length,
      read: (target, position) => target.set(bytes.subarray(position, position + target.length)),
    }
  }

  append(update: Uint8Array): void {
    this.bytes = concatenated([this.bytes, update])
  }
}
