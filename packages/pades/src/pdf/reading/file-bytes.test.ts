// A file on disk reads as the same bytes in memory do, and little of it is read.

import { buildPdf, type PdfShape, structures } from '@tapis/testing/pdf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PdfDocument } from '../document.ts'
import { PdfError } from '../errors.ts'
import { dictionary, name, type PdfValue, ref } from '../objects.ts'
import { openPdf } from '../open.ts'
import { serialize } from '../syntax/serialize.ts'
import type { PdfFile } from './file-bytes.ts'

/** Counts what is read. */
function fileOf(bytes: Uint8Array): PdfFile & { readonly bytesRead: () => number } {
  let bytesRead = 0
  return {
    length: bytes.length,
    read(target, position) {
      bytesRead += target.length
      target.set(bytes.subarray(position, position + target.length))
    },
    bytesRead: () => bytesRead,
  }
}

const filler = (length: number): PdfValue => ({
  kind: 'stream',
  dictionary: dictionary({}),
  bytes: new Uint8Array(length).fill(0x41),
})

/**
 * Streams of awkward lengths, so that objects and sections stand across the edges of what is read
 * at a time.
 */
const wide = (shape: PdfShape): PdfShape => ({
  ...shape,
  pages: 3,
  objects: new Map<number, PdfValue>([
    [100, filler(65_400)],
    [101, filler(300_000)],
    [102, dictionary({ Panjang: name('x'.repeat(70_000)), Isi: ref(101) })],
    [103, filler(900_000)],
  ]),
})

const everything = (document: PdfDocument) =>
  document.revisions.flatMap(({ entries }) =>
    [...entries.keys()].map((number) => [
      number,
      Buffer.from(serialize(document.get(ref(number)))).toString('base64'),
    ]),
  )

describe('a file on disk', () => {
  it.each(structures)('reads as it does in memory: %s', (_, shape) => {
    const bytes = buildPdf(wide(shape))
    const [onDisk, inMemory] = [openPdf(fileOf(bytes)), openPdf(bytes)]
    expect(everything(onDisk)).toEqual(everything(inMemory))
    expect(onDisk.warnings).toEqual(inMemory.warnings)
    expect(onDisk.revisions.map(({ end }) => end)).toEqual(inMemory.revisions.map(({ end }) => end))
  })

  it('is read no further than the catalog when it is opened', () => {
    const file = fileOf(buildPdf(wide({})))
    openPdf(file)
    expect(file.length).toBeGreaterThan(1_000_000)
    expect(file.bytesRead()).toBeLessThan(300_000)
  })

  it('that is damaged is read as a whole, and repaired as in memory', () => {
    const bytes = buildPdf(wide({}))
    const text = new TextDecoder('latin1').decode(bytes)
    const damaged = Buffer.from(text.replace(/startxref\n\d+/, 'startxref\n7'), 'latin1')
    const [onDisk, inMemory] = [fileOf(damaged), damaged].map((input) => openPdf(input, { recover: true }))
    expect(onDisk && everything(onDisk)).toEqual(inMemory && everything(inMemory))
    expect(onDisk?.recovered).toBe(true)
  })

  it('opens or fails as in memory, whatever was damaged', () => {
    const bytes = buildPdf(wide({ xref: 'stream' }))
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
    const outcome = (read: () => PdfDocument) => {
      try {
        return everything(read())
      } catch (error) {
        if (!(error instanceof PdfError)) throw error
        return error.code
      }
    }
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const damaged = bytes.slice()
        // Near the ends, where the structure is.
        for (const [at, value] of changes)
          damaged[at % 2 === 0 ? bytes.length - 1 - (at % 2000) : at % 2000] = value
        expect(outcome(() => openPdf(fileOf(damaged)))).toEqual(outcome(() => openPdf(damaged)))
      }),
      { numRuns: 150 },
    )
  })
})
