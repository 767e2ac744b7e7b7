// A ceiling on the comparisons that one file may cause, over all its revisions and signatures: each
// pair of neighbouring revisions takes a walk through the whole document, and a small file can have
// hundreds of revisions.
import { PdfError } from '../../pdf/errors.ts'

/**
 * Some three seconds of work: ordinary documents need thousands of pairs for each revision, large
 * ones some hundred thousand.
 */
const MAXIMUM_PAIRS = 4_000_000

export class ComparisonBudget {
  #left: number

  /** @param pairs how many pairs of values may be compared; default 4,000,000 */
  constructor(pairs: number = MAXIMUM_PAIRS) {
    this.#left = pairs
  }

  /**
   * Accounts for pairs of values to be compared.
   * @throws PdfError LIMIT_EXCEEDED, from then on every time
   */
  spend(pairs: number): void {
    this.#left -= pairs
    if (this.#left < 0) {
      throw new PdfError('LIMIT_EXCEEDED', 'comparing the revisions takes more work than one file is given')
    }
  }
}
