// What the revisions behind a signature list, each looked at where it is said to be. A reader that does not find it there rebuilds the
// file by searching, and so takes another way than one that goes by the cross-reference.
import type { PdfDocument } from '../../pdf/document.ts'
import { type PdfValue, ref } from '../../pdf/objects.ts'
import type { WorkBudget } from '../../pdf/work-budget.ts'
import type { Revision, Span, XrefEntry } from '../../pdf/xref.ts'
import { afterSpace } from './found-objects.ts'
import { hasNulName } from './nul-names.ts'
import { readable } from './readable.ts'
import { isOtherSection } from './spare-sections.ts'

/** Work that looking an entry up is, in bytes. */
const WORK_PER_ENTRY = 32

export interface RevisionContent {
  /** Where what it lists, and its sections, stand. */
  readonly spans: readonly Span[]
  /** Why readers may take it for different things, as a sentence. */
  readonly doubt?: string
}

/** What one revision lists that the ones before did not list there. @throws PdfError LIMIT_EXCEEDED */
export function contentOf(document: PdfDocument, revision: Revision, budget: WorkBudget): RevisionContent {
  const { index, entries, trailer, sections } = revision
  const view = document.at(index)
  const before = index === 0 ? undefined : document.at(index - 1)
  const spans = [...sections]
  // Table 15: required. Readers that insist on it rebuild the file.
  if (typeof trailer.entries.get('Size') !== 'number') return { spans, doubt: 'a trailer has no /Size' }
  if (hasNulName(trailer, budget)) return { spans, doubt: 'a trailer has a name with a NUL' }
  for (const [objectNumber, entry] of entries) {
    budget.spend(WORK_PER_ENTRY)
    if (entry.kind === 'free' || isSameEntry(entry, before?.entry(objectNumber))) continue
    const found = entry.kind === 'offset' ? objectAt(view, objectNumber, entry) : undefined
    if (entry.kind === 'offset' && found === undefined) {
      return { spans, doubt: `there is no object ${objectNumber} where a cross-reference says` }
    }
    if (found !== undefined) spans.push(found.span)
    const value = found === undefined ? readable(() => view.get(ref(objectNumber))) : found.value
    if (hasNulName(value, budget)) {
      return { spans, doubt: `object ${objectNumber} has a name with a NUL` }
    }
    if (found !== undefined && isOtherSection(view, { revision, value, offset: found.span.start }, budget)) {
      return { spans, doubt: `the cross-reference stream that object ${objectNumber} is says something else` }
    }
  }
  return { spans }
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
): { readonly span: Span; readonly value: PdfValue } | undefined {
  if (entry.offset < 0 || entry.offset >= view.bytes.length) return undefined
  const found = readable(() => view.objectAt(entry.offset))
  if (found?.objectNumber !== objectNumber || found.generation !== entry.generation) return undefined
  return { span: { start: afterSpace(view.bytes, entry.offset), end: found.end }, value: found.value }
}
