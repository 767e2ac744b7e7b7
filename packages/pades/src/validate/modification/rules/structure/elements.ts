// The elements of the structure tree in two revisions: the same ones in the same order, but for those that a rule lets a revision add.

import { nameEntry } from '../../../../document/pdf-view.ts'
import {
  isArray,
  isDictionary,
  isRef,
  type PdfArray,
  type PdfDictionary,
  type PdfValue,
} from '../../../../pdf/objects.ts'
import type { Comparison, Difference } from '../rule.ts'
import type { AddedElement } from './added-elements.ts'

const elementRules: ReadonlySet<string> = new Set(['K', 'P'])
// Kids that are no elements (§14.7.5.2, §14.7.5.3).
const contentTypes: ReadonlySet<string> = new Set(['MCR', 'OBJR'])

const modified: Difference = {
  code: 'STRUCT_TREE_ELEMENT_MODIFIED',
  level: 'UNDEFINED',
  message: 'an element of the structure tree was changed',
}

interface ElementPair {
  readonly before: PdfDictionary
  readonly after: PdfDictionary
  readonly object: number | undefined
}

/** Compares all elements below two roots. @throws PdfError LIMIT_EXCEEDED */
export function compareElements(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  object: number | undefined,
  added: readonly AddedElement[],
): void {
  const parents = new Map(added.map(({ objectNumber, parent }) => [objectNumber, parent]))
  const visited = new Set<PdfDictionary>()
  const waiting: ElementPair[] = [{ before, after, object }]
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    if (visited.has(pair.after)) continue
    visited.add(pair.after)
    waiting.push(...compareKids(comparison, pair, parents))
  }
}

/** Compares the kids of an element and gives those that are elements. */
function compareKids(
  comparison: Comparison,
  { before, after, object }: ElementPair,
  parents: ReadonlyMap<number, number>,
): ElementPair[] {
  const earlier = listOf(comparison.resolveBefore(before.entries.get('K')), before.entries.get('K'))
  const later = listOf(comparison.resolveAfter(after.entries.get('K')), after.entries.get('K'))
  comparison.spend(earlier.length + later.length)
  const kept = later.filter(
    (kid) => !isRef(kid) || !parents.has(kid.objectNumber) || parents.get(kid.objectNumber) !== object,
  )
  if (kept.length !== earlier.length) {
    comparison.report(modified, object)
    return []
  }
  return earlier.flatMap((kid, index) => compareKid(comparison, kid, kept[index], object))
}

function compareKid(
  comparison: Comparison,
  earlier: PdfValue,
  later: PdfValue | undefined,
  holder: number | undefined,
): ElementPair[] {
  const isSame = isRef(earlier)
    ? isRef(later) && earlier.objectNumber === later.objectNumber && earlier.generation === later.generation
    : !isRef(later)
  const before = comparison.resolveBefore(earlier)
  const after = comparison.resolveAfter(later)
  const type = isDictionary(before) ? nameEntry(comparison.before, before, 'Type') : undefined
  const isElement = isDictionary(before) && isDictionary(after) && !contentTypes.has(type ?? '')
  if (!isSame || !isElement) {
    comparison.same(earlier, later, modified, holder)
    return []
  }
  const object = isRef(later) ? later.objectNumber : holder
  comparison.sameEntries(before, after, elementRules, () => modified, object)
  if (!isSameParent(before.entries.get('P'), after.entries.get('P'))) comparison.report(modified, object)
  return [{ before, after, object }]
}

/** The parent is compared where the tree has it. */
function isSameParent(before: PdfValue | undefined, after: PdfValue | undefined): boolean {
  if (!isRef(before)) return before === after
  return isRef(after) && before.objectNumber === after.objectNumber
}

/** /K is one kid or a list of kids. */
function listOf(value: PdfValue, stated: PdfValue | undefined): PdfArray {
  if (isArray(value)) return value
  return stated === undefined || stated === null ? [] : [stated]
}
