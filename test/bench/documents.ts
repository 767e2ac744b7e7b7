// What is signed in the bench: a real document of 100 KB, and one of 10 MB whose weight is an
// attachment.

import { randomBytes } from 'node:crypto'
import { PDFDocument } from '@cantoo/pdf-lib'
import { sample } from '../support/samples.ts'

interface BenchDocument {
  readonly title: string
  readonly bytes: Uint8Array
}

const TEN_MEGABYTES = 10 * 1024 * 1024

/** The documents, smallest first. The attachment is random, so that nothing compresses it away. */
export async function benchDocuments(): Promise<readonly BenchDocument[]> {
  const small = sample('bpprd-sppt').pdf
  const document = await PDFDocument.load(small)
  await document.attach(new Uint8Array(randomBytes(TEN_MEGABYTES - small.length)), 'lampiran.bin')
  return [
    { title: '100 KB', bytes: small },
    { title: '10 MB', bytes: await document.save() },
  ]
}
