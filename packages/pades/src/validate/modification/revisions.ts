// Two neighbouring revisions of a document, and one thing in both of them. `before` and `after`
// mean that everywhere in this folder.
import type { PdfDocument } from '../../pdf/document.ts'
import type { PdfDictionary, PdfValue } from '../../pdf/objects.ts'

/** One thing in two neighbouring revisions. */
export interface Sides<T> {
  readonly before: T
  readonly after: T
}

/** The two revisions, and what their comparison may take and has to know. */
export interface Revisions extends Sides<PdfDocument> {
  /** Whether a certification signature restricts the document. */
  readonly certified: boolean
  /** Whether a FieldMDP of the judged signature locks the field of this name. */
  readonly isLocked: (fieldName: string) => boolean
  /**
   * Returns the fully qualified name that the field had before which an object is, or is a widget
   * of; undefined for any other object.
   */
  readonly fieldName: (objectNumber: number) => string | undefined
  /** Whether only a key that came to be stated twice is a change, and not one that was before. */
  readonly toleratesDuplicates: boolean
  /** Accounts for steps of work. @throws PdfError LIMIT_EXCEEDED */
  readonly spend: (steps: number) => void
}

/** Returns what two dictionaries state under a key, references and all. */
export function entriesUnder(
  { before, after }: Sides<PdfDictionary>,
  key: string,
): Sides<PdfValue | undefined> {
  return { before: before.entries.get(key), after: after.entries.get(key) }
}

/** Returns two values with their references followed. @throws PdfError when one cannot be read */
export function resolveSides(
  { before, after }: Sides<PdfDocument>,
  stated: Sides<PdfValue | undefined>,
): Sides<PdfValue> {
  return { before: before.resolve(stated.before), after: after.resolve(stated.after) }
}
