// Cross-reference streams that are listed as objects and that nothing leads to: PDFBox writes one beside the table of each update. Readers
// that rebuild a file may read every one that it has, so that it has to say what the revision says that lists it.
import type { PdfDocument } from '../../pdf/document.ts'
import { isName, isStream, type PdfValue } from '../../pdf/objects.ts'
import type { WorkBudget } from '../../pdf/work-budget.ts'
import { type Revision, Warnings, type XrefEntry } from '../../pdf/xref.ts'
import { readXrefStream } from '../../pdf/xref-stream.ts'
import { afterSpace } from './found-objects.ts'
import { readable } from './readable.ts'
import { sameValue } from './same-value.ts'

/** A stream that a revision lists as an object. */
export interface Spare {
  readonly revision: Revision
  readonly value: PdfValue | undefined
  readonly offset: number
}

/**
 * Whether the object is a cross-reference stream that says something else than its revision does, and is no section of the document.
 *
 * @param view the document as of that revision
 * @throws PdfError LIMIT_EXCEEDED
 */
export function isOtherSection(view: PdfDocument, spare: Spare, budget: WorkBudget): boolean {
  const { value, offset, revision } = spare
  if (!isStream(value)) return false
  const type = value.dictionary.entries.get('Type')
  if (!isName(type) || type.value !== 'XRef' || isOwnSection(view, offset)) return false
  const { bytes, base } = view
  const read = readable(() => readXrefStream(bytes, offset, base, { warnings: new Warnings(), budget }))
  if (read === undefined) return true
  const isAlike = (key: string): boolean =>
    sameValue(read.trailer.entries.get(key), revision.trailer.entries.get(key))
  return (
    !isAlike('Root') ||
    !isAlike('Prev') ||
    [...read.entries].some(([objectNumber, entry]) => !isSamePlace(entry, view.entry(objectNumber)))
  )
}

function isOwnSection({ bytes, revisions }: PdfDocument, offset: number): boolean {
  const start = afterSpace(bytes, offset)
  return revisions.some(({ sections }) =>
    sections.some((section) => afterSpace(bytes, section.start) === start),
  )
}

/** A stream whose rows have no generation means 0. */
function isSamePlace(entry: XrefEntry, other: XrefEntry | undefined): boolean {
  if (entry.kind === 'free') return (other ?? entry).kind === 'free'
  if (entry.kind === 'offset') return other?.kind === 'offset' && entry.offset === other.offset
  return other?.kind === 'compressed' && entry.streamNumber === other.streamNumber
}
