// The elements of the structure tree in two revisions (ISO 32000-2 §14.7.2): the same ones in the
// same order, but for those that a rule lets a revision add.
import { nameEntry } from '../../../../document/pdf-view.ts'
import {
  isArray,
  isDictionary,
  isRef,
  type PdfArray,
  type PdfDictionary,
  type PdfValue,
} from '../../../../pdf/objects.ts'
import { type Difference, found } from '../../findings.ts'
import { entriesUnder, type Revisions, resolveSides, type Sides } from '../../revisions.ts'
import { isSameReference } from '../../walk/compare-values.ts'
import { type Judging, sameEntries, sameValue } from '../rule.ts'
import type { AddedElement } from './added-elements.ts'

/** Entries of an element that are judged by themselves. */
const ownEntries: ReadonlySet<string> = new Set(['K', 'P'])
/** Kids that are no elements (§14.7.5.2, §14.7.5.3). */
const contentTypes: ReadonlySet<string> = new Set(['MCR', 'OBJR'])

const modified: Difference = {
  code: 'STRUCT_TREE_ELEMENT_MODIFIED',
  level: 'UNDEFINED',
  message: 'an element of the structure tree was changed',
}

interface ElementPair extends Sides<PdfDictionary> {
  readonly object: number | undefined
}

/**
 * Judges all elements below two roots.
 * @throws PdfError when one cannot be read, or LIMIT_EXCEEDED
 */
export function* judgeElements(
  revisions: Revisions,
  roots: Sides<PdfDictionary>,
  object: number | undefined,
  added: readonly AddedElement[],
): Judging {
  const parents = new Map(added.map(({ objectNumber, parent }) => [objectNumber, parent]))
  const visited = new Set<PdfDictionary>()
  const waiting: ElementPair[] = [{ ...roots, object }]
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    if (visited.has(pair.after)) continue
    visited.add(pair.after)
    for (const kid of yield* judgeKids(revisions, pair, parents)) waiting.push(kid)
  }
}

/** Judges the kids of an element. @returns those that are elements */
function* judgeKids(
  revisions: Revisions,
  pair: ElementPair,
  parents: ReadonlyMap<number, number>,
): Judging<readonly ElementPair[]> {
  const { object } = pair
  const stated = entriesUnder(pair, 'K')
  const resolved = resolveSides(revisions, stated)
  const before = listOf(resolved.before, stated.before)
  const after = listOf(resolved.after, stated.after)
  revisions.spend(before.length + after.length)
  const kept = after.filter(
    (kid) => !isRef(kid) || !parents.has(kid.objectNumber) || parents.get(kid.objectNumber) !== object,
  )
  if (kept.length !== before.length) {
    yield found(modified, object)
    return []
  }
  const elements: ElementPair[] = []
  for (const [index, kid] of before.entries()) {
    const element = yield* judgeKid(revisions, { before: kid, after: kept[index] }, object)
    if (element !== undefined) elements.push(element)
  }
  return elements
}

function* judgeKid(
  revisions: Revisions,
  stated: Sides<PdfValue | undefined>,
  holder: number | undefined,
): Judging<ElementPair | undefined> {
  const isSameKid = isRef(stated.before) ? isSameReference(stated.before, stated.after) : !isRef(stated.after)
  const { before, after } = resolveSides(revisions, stated)
  const type = isDictionary(before) ? nameEntry(revisions.before, before, 'Type') : undefined
  if (!isSameKid || !isDictionary(before) || !isDictionary(after) || contentTypes.has(type ?? '')) {
    yield sameValue(stated, modified, holder)
    return undefined
  }
  const pair = { before, after, object: isRef(stated.after) ? stated.after.objectNumber : holder }
  yield sameEntries(revisions, pair, ownEntries, () => modified, pair.object)
  if (!hasSameParent(entriesUnder(pair, 'P'))) yield found(modified, pair.object)
  return pair
}

/** Whether two elements state the same parent, which is compared where the tree has it. */
function hasSameParent({ before, after }: Sides<PdfValue | undefined>): boolean {
  if (!isRef(before)) return before === after
  return isRef(after) && before.objectNumber === after.objectNumber
}

/** Returns the kids of an element: /K is one kid or a list of kids. */
function listOf(value: PdfValue, stated: PdfValue | undefined): PdfArray {
  if (isArray(value)) return value
  return stated === undefined || stated === null ? [] : [stated]
}
