// The types of a cross-reference section (ISO 32000-2 §7.5.4, §7.5.8) and of a file's revisions.
// All offsets are into the bytes given to `openPdf`, whatever junk stands before the header.

import { PdfError } from '../errors.ts'
import type { PdfDictionary } from '../objects.ts'
import type { XrefEntries, XrefEntry } from './xref-entries.ts'

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

/** A span of the file. */
export interface Span {
  readonly start: number
  /** Offset just after it. */
  readonly end: number
}

/** One save of the file (an incremental update, or the original). */
export interface Revision {
  /** 0 is the oldest. */
  readonly index: number
  /**
   * Offset of the cross-reference section (in a linearised file, of the first-page section); 0 when
   * recovered.
   */
  readonly startXref: number
  /** `hybrid` is a table whose trailer names a stream by /XRefStm (§7.5.8.4). */
  readonly xrefKind: 'table' | 'stream' | 'hybrid'
  /**
   * Offset just after this revision's `%%EOF` and its end-of-line marker. The marker may be a later
   * update's addition: a signature made while there was none covers up to two bytes less.
   */
  readonly end: number
  /** Only what this revision itself states. */
  readonly entries: ReadonlyMap<number, XrefEntry>
  readonly trailer: PdfDictionary
  /**
   * Object numbers of this revision's cross-reference streams; they need not have entries of their
   * own.
   */
  readonly xrefStreamNumbers: readonly number[]
  /** The spans of its cross-reference sections with their trailers; none when recovered. */
  readonly sections: readonly Span[]
}

/**
 * Collects remarks about a file that was readable all the same, up to a number: a hostile file
 * cannot fill memory with them.
 */
export class Warnings {
  readonly list: string[] = []

  add(text: string): void {
    if (this.list.length < 100 && !this.list.includes(text)) this.list.push(text)
  }
}

const ENTRY_LIMIT = 10_000_000

/**
 * Refuses more entries than a section, or all sections together, may have.
 * @throws PdfError LIMIT_EXCEEDED
 */
export function checkEntryCount(count: number): void {
  if (count > ENTRY_LIMIT) {
    throw new PdfError('LIMIT_EXCEEDED', `more than ${ENTRY_LIMIT} cross-reference entries`)
  }
}

/**
 * The highest object number that is read. Annex C gives 8,388,607 as the usual limit; this one is
 * what fits 31 bits.
 */
const OBJECT_NUMBER_LIMIT = 0x7fffffff

/** Checks the object numbers of a subsection and returns them. @throws PdfError XREF_INVALID */
export function checkSubsection(first: number, count: number): void {
  if (first + count - 1 > OBJECT_NUMBER_LIMIT) {
    throw new PdfError('XREF_INVALID', `object number ${first + count - 1} is above ${OBJECT_NUMBER_LIMIT}`)
  }
}
