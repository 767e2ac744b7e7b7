// Hybrid files (ISO 32000-2 §7.5.8.4): the stream that /XRefStm names gives objects that the table leaves out or shows as free. One that
// both of them give in two places is another object for a reader that lets the stream win.
import type { PdfDocument } from '../../pdf/document.ts'
import { WorkBudget } from '../../pdf/work-budget.ts'
import { Warnings, type XrefEntry } from '../../pdf/xref.ts'
import { readXrefStream } from '../../pdf/xref-stream.ts'
import { readXrefTable } from '../../pdf/xref-table.ts'

/** Number of an object that table and stream of one revision give in two places. @throws PdfError as reading the sections does */
export function doublyGiven({ bytes, base, revisions }: PdfDocument): number | undefined {
  const accounts = { warnings: new Warnings(), budget: new WorkBudget(bytes.length) }
  const known = new Set<number>()
  for (const { xrefKind, startXref, trailer } of revisions) {
    const stated = trailer.entries.get('XRefStm')
    if (xrefKind !== 'hybrid' || typeof stated !== 'number') continue
    // Writers of updates copy the entry from the trailer before, so that every reader must let the newer table win over that stream.
    if (known.has(stated)) continue
    known.add(stated)
    const table = readXrefTable(bytes, startXref, base, accounts.warnings)
    accounts.budget.spend(table.end - startXref)
    const hidden = readXrefStream(bytes, stated + base, base, accounts)
    for (const [objectNumber, entry] of hidden.entries) {
      const other = table.entries.get(objectNumber)
      if (other === undefined || other.kind === 'free' || entry.kind === 'free') continue
      if (!isSamePlace(other, entry)) return objectNumber
    }
  }
  return undefined
}

function isSamePlace(one: XrefEntry, other: XrefEntry): boolean {
  if (one.kind === 'offset') {
    return other.kind === 'offset' && one.offset === other.offset && one.generation === other.generation
  }
  return one.kind === 'compressed' && other.kind === 'compressed' && one.streamNumber === other.streamNumber
}
