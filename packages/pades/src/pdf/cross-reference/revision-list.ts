// Tells which cross-reference sections belong to one save of the file, and where each save ends
// (ISO 32000-2 §7.5.6). The two sections of a linearised file (Annex F) become one revision.

import { heldBytes, type ValueBudget } from '../reading/value-budget.ts'
import { indexOfText } from '../syntax/characters.ts'
import type { Revision, Span, Warnings, XrefSection } from './xref.ts'
import type { XrefEntry } from './xref-entries.ts'

/** A section with the stream that its /XRefStm names. */
export interface HybridSection {
  readonly section: XrefSection
  readonly hybrid: XrefSection | undefined
}

/**
 * Groups the sections, newest first, into revisions, oldest first. `newestEnd` is where the last
 * %%EOF ends.
 */
export function revisionsOf(
  bytes: Uint8Array,
  steps: readonly HybridSection[],
  newestEnd: number,
  { warnings, held }: { readonly warnings: Warnings; readonly held: ValueBudget },
): Revision[] {
  const newestFirst: Omit<Revision, 'index'>[] = []
  let searchLimit = bytes.length
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at]
    if (step === undefined) break
    const { section } = step
    const merged = [step]
    // Annex F: the first-page section stands at the front. Its /Prev is the only one that points
    // forward.
    let last = step
    const main = steps[at + 1]
    const forward = main !== undefined && main.section.offset > section.offset
    if (forward && at + 2 < steps.length)
      warnings.add('XREF_ORDER: an earlier section stands behind a later one')
    else if (forward) {
      merged.push(main)
      last = main
      at++
    }
    const found = newestFirst.length === 0 ? newestEnd : revisionEnd(bytes, last.section.end, searchLimit)
    if (found === undefined) warnings.add('REVISION_END_UNCLEAR: an earlier revision has no %%EOF of its own')
    newestFirst.push({
      startXref: section.offset,
      xrefKind: step.hybrid === undefined ? section.kind : 'hybrid',
      end: found ?? last.section.end,
      entries: mergeEntries(merged, held),
      trailer: section.trailer,
      xrefStreamNumbers: merged.flatMap(streamNumbers),
      sections: merged.flatMap(spans),
    })
    searchLimit = Math.min(searchLimit, section.offset)
  }
  return newestFirst.reverse().map((revision, index) => ({ index, ...revision }))
}

function streamNumbers(step: HybridSection): number[] {
  return [step.section.streamNumber, step.hybrid?.streamNumber].filter((number) => number !== undefined)
}

function spans({ section, hybrid }: HybridSection): Span[] {
  return [section, hybrid].flatMap((read) =>
    read === undefined ? [] : [{ start: read.offset, end: read.end }],
  )
}

/**
 * Within a section the table comes first; §7.5.8.4 lets the /XRefStm stream define what the table
 * leaves out or shows as free. Across the two sections of a linearised file the first-page one
 * wins.
 */
function mergeEntries(steps: readonly HybridSection[], held: ValueBudget): ReadonlyMap<number, XrefEntry> {
  const [only] = steps
  if (steps.length === 1 && only !== undefined && only.hybrid === undefined) return only.section.entries
  const merged = new Map<number, XrefEntry>()
  for (const { section, hybrid } of steps) {
    const hidden: ReadonlyMap<number, XrefEntry> = hybrid?.entries ?? new Map()
    held.hold((section.entries.size + hidden.size) * heldBytes.mergedEntry)
    for (const [number, entry] of section.entries) {
      if (!merged.has(number) && !(entry.kind === 'free' && hidden.has(number))) merged.set(number, entry)
    }
    for (const [number, entry] of hidden) if (!merged.has(number)) merged.set(number, entry)
  }
  return merged
}

function revisionEnd(bytes: Uint8Array, from: number, limit: number): number | undefined {
  const keyword = indexOfText(bytes, 'startxref', from, Math.max(from, limit))
  const eof = keyword === -1 ? -1 : indexOfText(bytes, '%%EOF', keyword, keyword + 64)
  return eof === -1 ? undefined : afterEndOfFile(bytes, eof)
}

/** Returns the offset after the `%%EOF` at `eof` and its end-of-line marker. */
export function afterEndOfFile(bytes: Uint8Array, eof: number): number {
  let at = eof + '%%EOF'.length
  if (bytes[at] === 0x0d) at++
  if (bytes[at] === 0x0a) at++
  return at
}
