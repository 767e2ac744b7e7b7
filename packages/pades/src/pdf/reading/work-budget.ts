// A ceiling on the work that one file may cause. Entries of a hostile file can point into the same
// bytes again and again, so that each object alone is cheap to read while all of them together take
// quadratic time.

import { PdfError } from '../errors.ts'

const WORK_PER_FILE_BYTE = 64
const WORK_FLOOR = 64 * 1024 * 1024

export class WorkBudget {
  #left: number

  constructor(fileBytes: number) {
    this.#left = WORK_FLOOR + fileBytes * WORK_PER_FILE_BYTE
  }

  /** Accounts for bytes parsed, searched or decoded. @throws PdfError LIMIT_EXCEEDED */
  spend(bytes: number): void {
    this.#left -= bytes
    if (this.#left < 0) {
      throw new PdfError('LIMIT_EXCEEDED', 'reading the objects takes far more work than the file has bytes')
    }
  }
}
