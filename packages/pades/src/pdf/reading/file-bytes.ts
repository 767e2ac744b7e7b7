// The bytes of a file, of which only the parts that somebody looked at are in memory. The buffer is
// as long as the file, and the operating system gives it memory only where it is written. Parsing
// is repeated with more of the file until it ends within what was read.

import { Warnings } from '../cross-reference/xref.ts'
import { PdfError } from '../errors.ts'

/** A file that can be read anywhere. */
export interface PdfFile {
  readonly length: number
  /**
   * Fills `target` with the file's bytes from `position` on; the file has that many. Synchronous,
   * since parsing is.
   */
  read(target: Uint8Array, position: number): void
}

/** A PDF in memory, or one on disk that must not change meanwhile. */
export type PdfInput = Uint8Array | PdfFile

/** The whole document in memory. */
export function wholePdf(pdf: PdfInput): Uint8Array {
  if (pdf instanceof Uint8Array) return pdf
  const bytes = new Uint8Array(pdf.length)
  pdf.read(bytes, 0)
  return bytes
}

const BLOCK_BYTES = 64 * 1024
const WINDOW_GROWTH = 8
/**
 * Bytes that are looked at behind an object or a section: `endobj`, or `startxref` and its number.
 */
const MARGIN_BYTES = 1024

export class FileBytes {
  /** A buffer as long as the file, zero where nothing was loaded. */
  readonly bytes: Uint8Array
  readonly #file: PdfFile | undefined
  readonly #isLoaded: Uint8Array

  constructor(input: PdfInput) {
    const isInMemory = input instanceof Uint8Array
    this.#file = isInMemory ? undefined : input
    this.bytes = isInMemory ? input : new Uint8Array(input.length)
    this.#isLoaded = new Uint8Array(isInMemory ? 0 : Math.ceil(input.length / BLOCK_BYTES))
  }

  /** Loads the blocks that hold these bytes. */
  load(start: number, end: number): void {
    if (this.#file === undefined) return
    const last = Math.min(this.#isLoaded.length, Math.ceil(end / BLOCK_BYTES))
    for (let block = Math.max(0, Math.floor(start / BLOCK_BYTES)); block < last; block++) {
      if (this.#isLoaded[block] === 1) continue
      const from = block * BLOCK_BYTES
      this.#file.read(this.bytes.subarray(from, from + BLOCK_BYTES), from)
      this.#isLoaded[block] = 1
    }
  }

  loadAll(): void {
    this.load(0, this.bytes.length)
  }

  /**
   * Returns what `parse` reads at an offset. For a file on disk it is tried with more and more
   * bytes, until it ends well before the end of those or there are no more. Remarks of the earlier
   * attempts do not count.
   * @throws what `parse` throws when it has the rest of the file
   */
  parsed<T>(
    offset: number,
    warnings: Warnings,
    parse: (warnings: Warnings) => { readonly value: T; readonly end: number },
  ): T {
    if (this.#file === undefined) return parse(warnings).value
    for (let window = BLOCK_BYTES; ; window *= WINDOW_GROWTH) {
      const end = Math.min(this.bytes.length, offset + window)
      this.load(offset, end)
      const remarks = new Warnings()
      const found = this.#attempt(() => parse(remarks), end)
      if (found === undefined) continue
      for (const remark of remarks.list) warnings.add(remark)
      return found.value
    }
  }

  #attempt<T extends { readonly end: number }>(parse: () => T, loadedEnd: number): T | undefined {
    const isAll = loadedEnd === this.bytes.length
    try {
      const found = parse()
      return isAll || found.end + MARGIN_BYTES <= loadedEnd ? found : undefined
    } catch (error) {
      if (isAll || !(error instanceof PdfError)) throw error
      return undefined
    }
  }
}
