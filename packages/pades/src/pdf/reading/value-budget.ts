// A ceiling on the memory that the values of one file may take. Two bytes of a file, `()`, become
// three hundred in memory, so that a file of an ordinary size could fill a process with values that
// mean nothing.

import { PdfError } from '../errors.ts'

const MEBIBYTE = 1024 * 1024
/**
 * A thread with 512 MB of heap survives this much, together with what creating and validating put
 * beside it.
 */
const LEAST_BYTES = 192 * MEBIBYTE
/**
 * The budget per byte of a file. Ordinary documents take less, since large files have large
 * pictures.
 */
const BYTES_PER_FILE_BYTE = 6

/**
 * Upper bounds, in bytes, of what values take in a 64-bit V8, with the room that tables leave free.
 */
export const heldBytes = {
  /** A place in an array, with a number there that is no small integer. */
  value: 24,
  reference: 48,
  /** A name with its text. One that was met before costs its place alone. */
  name: 72,
  string: 320,
  array: 64,
  dictionary: 48,
  /** The table of a dictionary that has entries. */
  entries: 128,
  entry: 32,
  /** An indirect object in the tables by which it is found again. */
  object: 144,
  /**
   * The number and place of an object in an object stream, and the table in which it is looked up.
   */
  member: 48,
  /** What one section says of an object, and the tables in which it is looked up. */
  xrefEntry: 64,
  /** The same entry where two sections are merged. */
  mergedEntry: 128,
  /** An object that was found by searching. */
  definition: 160,
} as const

/**
 * The budget of an opened file, which all its views share. Memory is given back by `release` only.
 */
export class ValueBudget {
  readonly #parent: ValueBudget | undefined
  #left: number
  #held = 0
  #error: PdfError | undefined

  /**
   * @param fileBytes length of the file
   * @param parent pays as well, for as long as both are in memory
   */
  constructor(fileBytes: number, parent?: ValueBudget) {
    this.#left = Math.max(LEAST_BYTES, fileBytes * BYTES_PER_FILE_BYTE)
    this.#parent = parent
  }

  /** The bytes that were accounted for. */
  get held(): number {
    return this.#held
  }

  /**
   * Accounts for memory that is held from now on.
   * @throws PdfError LIMIT_EXCEEDED, and after that on every call
   */
  hold(bytes: number): void {
    this.#left -= bytes
    this.#held += bytes
    this.#parent?.hold(bytes)
    if (this.#left < 0) throw this.#excess()
  }

  /** The error, once the budget is used up. */
  get exceeded(): PdfError | undefined {
    return this.#left < 0 ? this.#excess() : this.#parent?.exceeded
  }

  /**
   * One error serves every call: a caller that passes over errors would have hundreds of thousands
   * made.
   */
  #excess(): PdfError {
    const message = 'what the file holds takes more memory than one file is given'
    this.#error ??= new PdfError('LIMIT_EXCEEDED', message)
    return this.#error
  }

  /** Gives back all that was held here, to the parents as well, when nobody needs it any more. */
  release(): void {
    this.#giveBack(this.#held)
  }

  #giveBack(bytes: number): void {
    this.#left += bytes
    this.#held -= bytes
    if (this.#parent !== undefined) this.#parent.#giveBack(bytes)
  }
}
