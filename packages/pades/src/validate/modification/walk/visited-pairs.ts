// What a walk compared already: once for each level that a difference would have, and once for each path on which other rules hold.
import type { PdfRef } from '../../../pdf/objects.ts'
import type { ModificationLevel } from '../level.ts'
import type { Pair } from './pairs.ts'

export class VisitedPairs {
  readonly #places = new Map<ModificationLevel, Map<string, Set<string | number>>>()

  /** Whether what two references lead to is yet to be compared on this path; it counts as compared from then on. */
  isNew({ difference: { level }, isShown, step }: Pair, before: PdfRef, after: PdfRef): boolean {
    const place = placeOf(before, after)
    const shown = this.#visitedOn(level, '(shown)')
    // Where things are shown no rule holds: that comparison is the strictest.
    if (shown.has(place)) return false
    const known = isShown ? shown : this.#visitedOn(level, step.key ?? '')
    if (known.has(place)) return false
    known.add(place)
    return true
  }

  #visitedOn(level: ModificationLevel, path: string): Set<string | number> {
    const ofLevel = this.#places.get(level) ?? new Map<string, Set<string | number>>()
    this.#places.set(level, ofLevel)
    const ofPath = ofLevel.get(path) ?? new Set<string | number>()
    ofLevel.set(path, ofPath)
    return ofPath
  }
}

/** Two references with their generations: of one object, of two of its generations or of two objects. */
function placeOf(before: PdfRef, after: PdfRef): string | number {
  const isSame = before.objectNumber === after.objectNumber && before.generation === after.generation
  // Nearly all are; a number takes a fraction of the time and room of a text.
  if (isSame && before.generation === 0) return before.objectNumber
  return [before.objectNumber, before.generation, after.objectNumber, after.generation].join(' ')
}
