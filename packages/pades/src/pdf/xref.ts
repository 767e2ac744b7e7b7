// What a cross-reference section says (ISO 32000-2 §7.5.4, §7.5.8) and what a file's revisions are made of.
// All offsets are into the bytes given to `openPdf`, whatever junk stands before the header.

import { PdfError } from './errors.ts'
import type { PdfDictionary } from './objects.ts'
import type { XrefEntries } from './xref-entries.ts'

export type XrefEntry =
  | { readonly kind: 'free'; readonly generation: number }
  | { readonly kind: 'offset'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'compressed'; readonly streamNumber: number; readonly index: number }

/** One table or stream as read, with nothing merged into it. */
export interface XrefSection {
  readonly kind: 'table' | 'stream'
  readonly offset: number
  /** Offset just after the trailer dictionary, or after the stream object. */
  readonly end: number
  readonly entries: XrefEntries
  readonly trailer: PdfDictionary
  /** The object number a cross-reference stream occupies itself. */
  readonly streamNumber?: number
}

/** Where something stands in the file. */
export interface Span {
  readonly start: number
  /** Offset just after it. */
  readonly end: number
}

/** One save of the file (an incremental update, or the original). */
export interface Revision {
  /** 0 is the oldest. */
  readonly index: number
  /** Offset of the cross-reference section; of the first-page section in a linearised file; 0 when recovered. */
  readonly startXref: number
  /** `hybrid` is a table whose trailer names a stream by /XRefStm (§7.5.8.4). */
  readonly xrefKind: 'table' | 'stream' | 'hybrid'
  /**
   * Offset just after this revision's `%%EOF` and its end-of-line marker. The marker may be a later update's addition: a
   * signature made while there was none covers up to two bytes less.
   */
  readonly end: number
  /** Only what this revision itself states. */
  readonly entries: ReadonlyMap<number, XrefEntry>
  readonly trailer: PdfDictionary
  /** Object numbers of this revision's cross-reference streams; they need not have entries of their own. */
  readonly xrefStreamNumbers: readonly number[]
  /** Where the cross-reference sections stand that it consists of, with their trailers; none when recovered. */
  readonly sections: readonly Span[]
}

/** Collects remarks about a file that was readable all the same. Bounded: a hostile file cannot fill memory with them. */
export class Warnings {
  readonly list: string[] = []

  add(text: string): void {
    if (this.list.length < 100 && !this.list.includes(text)) this.list.push(text)
  }
}

const ENTRY_LIMIT = 10_000_000

/** Refuses to go on with that many entries, of one section or of all. @throws PdfError LIMIT_EXCEEDED */
export function checkEntryCount(count: number): void {
  if (count > ENTRY_LIMIT) {
    throw new PdfError('LIMIT_EXCEEDED', `more than ${ENTRY_LIMIT} cross-reference entries`)
  }
}

/** Annex C gives 8,388,607 as the usual limit; more is read, but no number that would not fit 31 bits. */
const OBJECT_NUMBER_LIMIT = 0x7fffffff

/** The object numbers of a subsection. @throws PdfError XREF_INVALID */
export function checkSubsection(first: number, count: number): void {
  if (first + count - 1 > OBJECT_NUMBER_LIMIT) {
    throw new PdfError('XREF_INVALID', `object number ${first + count - 1} is above ${OBJECT_NUMBER_LIMIT}`)
  }
}
