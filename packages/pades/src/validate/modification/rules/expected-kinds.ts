// Lists and dictionaries where a rule expects them. What stands there and is neither that nor nothing is compared as it is, since no rule
// knows what a reader makes of it: some take a stream for its dictionary, or an object of another generation for the one that is named.

import { resolved } from '../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../pdf/document.ts'
import {
  dictionary,
  isArray,
  isDictionary,
  type PdfArray,
  type PdfDictionary,
  type PdfValue,
} from '../../../pdf/objects.ts'
import { correctedReference } from '../walk/generations.ts'
import type { Comparison, Difference } from './rule.ts'

interface Pair<T> {
  readonly earlier: T
  readonly later: T
}

const noEntries = dictionary({})
const noItems: PdfArray = []

/** The lists under a key; empty where there are none. */
export function listsUnder(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  key: string,
  difference: Difference,
  object?: number,
): Pair<PdfArray> {
  const stated = { earlier: before.entries.get(key), later: after.entries.get(key) }
  return ofKind(comparison, stated, isArray, noItems, difference, object)
}

/** The dictionaries that two entries lead to; empty ones where there are none. */
export function dictionariesOf(
  comparison: Comparison,
  before: PdfValue | undefined,
  after: PdfValue | undefined,
  difference: Difference,
): Pair<PdfDictionary> {
  return ofKind(comparison, { earlier: before, later: after }, isDictionary, noEntries, difference, undefined)
}

/** Whether a value is nothing to every reader. */
export function isNothing(document: PdfDocument, value: PdfValue | undefined): boolean {
  return resolved(document, value) === null && correctedReference(document, value) === undefined
}

function ofKind<T extends PdfValue>(
  comparison: Comparison,
  { earlier, later }: Pair<PdfValue | undefined>,
  isKind: (value: PdfValue | undefined) => value is T,
  empty: T,
  difference: Difference,
  object: number | undefined,
): Pair<T> {
  const left = ofKindIn(comparison.before, earlier, isKind, empty)
  const right = ofKindIn(comparison.after, later, isKind, empty)
  if (left === undefined || right === undefined) comparison.same(earlier, later, difference, object)
  return { earlier: left ?? empty, later: right ?? empty }
}

function ofKindIn<T extends PdfValue>(
  document: PdfDocument,
  stated: PdfValue | undefined,
  isKind: (value: PdfValue | undefined) => value is T,
  empty: T,
): T | undefined {
  const value = resolved(document, stated)
  if (isKind(value)) return value
  return isNothing(document, stated) ? empty : undefined
}
