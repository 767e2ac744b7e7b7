// Hybrid files (ISO 32000-2 §7.5.8.4): the stream that /XRefStm names gives objects that the table
// leaves out or shows as free. An object that both of them give, in two places, is another one for
// a reader that lets the stream win.

import { Warnings, type XrefSection } from '../../pdf/cross-reference/xref.ts'
import type { XrefEntry } from '../../pdf/cross-reference/xref-entries.ts'
import { readXrefStream } from '../../pdf/cross-reference/xref-stream.ts'
import { readXrefTable } from '../../pdf/cross-reference/xref-table.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import type { WorkBudget } from '../../pdf/reading/work-budget.ts'

/**
 * Returns where table and stream of one revision say two things, as a sentence; undefined where
 * they never do.
 *
 * @throws PdfError as reading the sections does
 */
export function hybridDisagreement(document: PdfDocument, budget: WorkBudget): string | undefined {
  const { bytes, base, revisions } = document
  const accounts = { warnings: new Warnings(), budget }
  const known = new Map<number, XrefSection>()
  for (const { xrefKind, startXref, trailer } of revisions) {
    const stated = trailer.entries.get('XRefStm')
    if (xrefKind !== 'hybrid' || typeof stated !== 'number') continue
    const before = known.get(stated)
    const hidden = before ?? readXrefStream(bytes, stated + base, base, accounts)
    // Readers that go on from the stream, and from the table, then take the sections in different
    // orders, or others.
    const previous = hidden.trailer.entries.get('Prev') ?? null
    if (previous !== null && previous !== trailer.entries.get('Prev')) {
      return `the stream of a hybrid file at offset ${stated + base} has a /Prev that its table has not`
    }
    // Writers of updates copy the entry from the trailer before, so that every reader must let the
    // newer table win over that stream.
    if (before !== undefined) continue
    known.set(stated, hidden)
    const table = readXrefTable(bytes, startXref, base, accounts)
    budget.spend(table.end - startXref)
    const doubled = doublyGiven(table, hidden)
    if (doubled !== undefined) return `table and stream of a hybrid file give object ${doubled} in two places`
  }
  return undefined
}

/** Returns the number of an object that the two give in two places. */
function doublyGiven(table: XrefSection, hidden: XrefSection): number | undefined {
  for (const [objectNumber, entry] of hidden.entries) {
    const other = table.entries.get(objectNumber)
    if (other === undefined || other.kind === 'free' || entry.kind === 'free') continue
    if (!isSamePlace(other, entry)) return objectNumber
  }
  return undefined
}

function isSamePlace(one: XrefEntry, other: XrefEntry): boolean {
  if (one.kind === 'offset') {
    return other.kind === 'offset' && one.offset === other.offset && one.generation === other.generation
  }
  return one.kind === 'compressed' && other.kind === 'compressed' && one.streamNumber === other.streamNumber
}
