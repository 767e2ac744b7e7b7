// What the revisions behind a signature list, each looked at where it is said to be. A reader that
// does not find it there rebuilds the file by searching, and so takes another way than one that
// goes by the cross-reference (ISO 32000-2 §7.5.4).

import { type Revision, type Span, Warnings } from '../../pdf/cross-reference/xref.ts'
import type { XrefEntry } from '../../pdf/cross-reference/xref-entries.ts'
import { readXrefStream } from '../../pdf/cross-reference/xref-stream.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import {
  isArray,
  isDictionary,
  isName,
  isStream,
  type PdfDictionary,
  type PdfValue,
  ref,
} from '../../pdf/objects.ts'
import type { WorkBudget } from '../../pdf/reading/work-budget.ts'
import { isWrittenAlike } from '../modification/walk/compare-values.ts'
import { readIfSound } from './damaged-objects.ts'
import { skipSpace } from './found-objects.ts'

/** Work that looking an entry up is, in bytes. */
const WORK_PER_ENTRY = 32
/** Work that looking at a value is, in bytes. */
const WORK_PER_VALUE = 8

export interface RevisionContent {
  /** Where what it lists, and its sections, stand. */
  readonly spans: readonly Span[]
  /** Why readers may take it for different things, as a sentence. */
  readonly doubt?: string
}

/** An object of a revision, where it stands in the bytes. */
interface PlacedObject {
  readonly span: Span
  readonly value: PdfValue
}

/**
 * Returns what one revision lists that the ones before did not list there.
 * @throws PdfError LIMIT_EXCEEDED
 */
export function contentOf(document: PdfDocument, revision: Revision, budget: WorkBudget): RevisionContent {
  const { index, entries, trailer, sections } = revision
  const view = document.at(index)
  const before = index === 0 ? undefined : document.at(index - 1)
  const spans = [...sections]
  const doubted = doubtTrailer(trailer, budget)
  if (doubted !== undefined) return { spans, doubt: doubted }
  for (const [objectNumber, entry] of entries) {
    budget.spend(WORK_PER_ENTRY)
    if (entry.kind === 'free' || isSameEntry(entry, before?.entry(objectNumber))) continue
    const placed = entry.kind === 'offset' ? objectAt(view, objectNumber, entry) : undefined
    if (entry.kind === 'offset' && placed === undefined) {
      return { spans, doubt: `there is no object ${objectNumber} where a cross-reference says` }
    }
    if (placed !== undefined) spans.push(placed.span)
    const value = placed === undefined ? readIfSound(() => view.get(ref(objectNumber))) : placed.value
    if (hasNulName(value, budget)) {
      return { spans, doubt: `object ${objectNumber} has a name with a NUL` }
    }
    if (placed !== undefined && isOtherSection(view, revision, placed, budget)) {
      return { spans, doubt: `the cross-reference stream that object ${objectNumber} is says something else` }
    }
  }
  return { spans }
}

function doubtTrailer(trailer: PdfDictionary, budget: WorkBudget): string | undefined {
  // Table 15: required. Readers that insist on it rebuild the file.
  if (typeof trailer.entries.get('Size') !== 'number') return 'a trailer has no /Size'
  return hasNulName(trailer, budget) ? 'a trailer has a name with a NUL' : undefined
}

function isSameEntry(entry: XrefEntry, other: XrefEntry | undefined): boolean {
  return (
    entry.kind === 'offset' &&
    other?.kind === 'offset' &&
    entry.offset === other.offset &&
    entry.generation === other.generation
  )
}

function objectAt(
  view: PdfDocument,
  objectNumber: number,
  entry: Extract<XrefEntry, { kind: 'offset' }>,
): PlacedObject | undefined {
  if (entry.offset < 0 || entry.offset >= view.bytes.length) return undefined
  const found = readIfSound(() => view.objectAt(entry.offset))
  if (found?.objectNumber !== objectNumber || found.generation !== entry.generation) return undefined
  return { span: { start: skipSpace(view.bytes, entry.offset), end: found.end }, value: found.value }
}

/**
 * Whether a name in a value, key or not, has a NUL, which §7.3.5 forbids: readers that keep text in
 * C end names there, so that `/Rect#00` is another key, or the same, as the reader has it. The
 * parser bounds how deep values nest.
 * @throws PdfError LIMIT_EXCEEDED
 */
function hasNulName(value: PdfValue | undefined, budget: WorkBudget): boolean {
  budget.spend(WORK_PER_VALUE)
  if (isName(value)) return value.value.includes('\0')
  if (isArray(value)) return value.some((item) => hasNulName(item, budget))
  if (isStream(value)) return hasNulName(value.dictionary, budget)
  if (!isDictionary(value)) return false
  return [...value.entries].some(([key, entry]) => key.includes('\0') || hasNulName(entry, budget))
}

/**
 * Whether an object is a cross-reference stream that says something else than its revision does,
 * and is no section of the document. PDFBox writes one beside the table of each update; readers
 * that rebuild a file may read every one that it has, so that it has to say what the revision says
 * that lists it.
 *
 * @param view the document as of that revision
 * @throws PdfError LIMIT_EXCEEDED
 */
function isOtherSection(
  view: PdfDocument,
  revision: Revision,
  { value, span }: PlacedObject,
  budget: WorkBudget,
): boolean {
  if (!isStream(value)) return false
  const type = value.dictionary.entries.get('Type')
  if (!isName(type) || type.value !== 'XRef' || isOwnSection(view, span.start)) return false
  const { bytes, base } = view
  const accounts = { warnings: new Warnings(), budget }
  const section = readIfSound(() => readXrefStream(bytes, span.start, base, accounts))
  if (section === undefined) return true
  const isAlike = (key: string): boolean =>
    isWrittenAlike(section.trailer.entries.get(key), revision.trailer.entries.get(key))
  return (
    !isAlike('Root') ||
    !isAlike('Prev') ||
    [...section.entries].some(([objectNumber, entry]) => !isSamePlace(entry, view.entry(objectNumber)))
  )
}

/** @param start of an object, where its first token stands */
function isOwnSection({ bytes, revisions }: PdfDocument, start: number): boolean {
  return revisions.some(({ sections }) =>
    sections.some((section) => skipSpace(bytes, section.start) === start),
  )
}

/** Whether two entries lead to one place. A stream whose rows have no generation means 0. */
function isSamePlace(entry: XrefEntry, other: XrefEntry | undefined): boolean {
  if (entry.kind === 'free') return (other ?? entry).kind === 'free'
  if (entry.kind === 'offset') return other?.kind === 'offset' && entry.offset === other.offset
  return other?.kind === 'compressed' && entry.streamNumber === other.streamNumber
}
