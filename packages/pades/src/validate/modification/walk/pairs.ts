// Pairs of values that the walk is to compare, the ways on which it comes to them, and which of
// them it has compared.
import type { PdfDictionary, PdfRef, PdfValue } from '../../../pdf/objects.ts'
import type { Difference } from '../findings.ts'
import type { ModificationLevel } from '../level.ts'
import type { Sides } from '../revisions.ts'
import type { PathStep } from './ruled-objects.ts'

/** Two values that have to be the same, with all that they lead to. */
export interface SameValue extends Sides<PdfValue | undefined> {
  readonly kind: 'same-value'
  /** What is reported when they are not. */
  readonly difference: Difference
  /** Number of the indirect object that the values stand in. */
  readonly object: number | undefined
}

/** Two dictionaries whose entries have to be the same, but those excepted. */
export interface SameEntries extends Sides<PdfDictionary> {
  readonly kind: 'same-entries'
  readonly excepted: ReadonlySet<string>
  /** Returns what is reported when the entries under a key are not the same. */
  readonly differenceOf: (key: string) => Difference
  /** Number of the indirect object that the dictionaries are, or stand in. */
  readonly object: number | undefined
}

/** Two values on the walk's way. */
export interface Pair extends Sides<PdfValue | undefined> {
  readonly difference: Difference
  readonly object: number | undefined
  /**
   * The path to the values went through something that is shown: no rule holds there, nor beyond.
   */
  readonly isShown: boolean
  readonly step: PathStep
}

/**
 * What the walk has compared: once for each level that a difference would have, and once for each
 * path on which other rules hold.
 */
export class VisitedPairs {
  readonly #places = new Map<ModificationLevel, Map<string, Set<string | number>>>()

  /**
   * Whether what two references lead to is yet to be compared on this path; it counts as compared
   * then.
   */
  enter({ difference: { level }, isShown, step }: Pair, before: PdfRef, after: PdfRef): boolean {
    const place = placeOf(before, after)
    const shown = this.#visitedOn(level, '(shown)')
    // Where things are shown no rule holds: that comparison is the strictest.
    if (shown.has(place)) return false
    const visited = isShown ? shown : this.#visitedOn(level, step.key ?? '')
    if (visited.has(place)) return false
    visited.add(place)
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

/** Returns a name for two references with their generations, of one object or of two. */
function placeOf(before: PdfRef, after: PdfRef): string | number {
  const isSame = before.objectNumber === after.objectNumber && before.generation === after.generation
  // Nearly all are; a number takes a fraction of the time and room of a text.
  if (isSame && before.generation === 0) return before.objectNumber
  return [before.objectNumber, before.generation, after.objectNumber, after.generation].join(' ')
}
