// Reading what may be damaged, to compare two readings of a file: damage is a value like any other there, but an end of the work that a
// file may cause is not, or objects that were never looked at would count as alike.
import { PdfError } from '../../pdf/errors.ts'

/** What is read; undefined when it cannot be. @throws PdfError LIMIT_EXCEEDED */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
    return undefined
  }
}
