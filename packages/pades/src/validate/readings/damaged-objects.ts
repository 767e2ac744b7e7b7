// Reading what may be damaged, to compare two readings of a file: damage is a value like any other
// there. An end of the work that a file may cause is not, or objects that were never looked at
// would count as alike.
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import type { PdfValue } from '../../pdf/objects.ts'

/** Returns what is read; undefined when it cannot be. @throws PdfError LIMIT_EXCEEDED */
export function readIfSound<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
    return undefined
  }
}

/**
 * Returns the value of the object that is written at an offset; undefined when it cannot be read.
 * @throws PdfError LIMIT_EXCEEDED
 */
export function valueAt(document: PdfDocument, offset: number): PdfValue | undefined {
  return readIfSound(() => document.objectAt(offset).value)
}
