// Lists and dictionaries where a rule expects them. What stands there and is neither that nor
// nothing is compared as it is, since no rule knows what a reader makes of it: some take a stream
// for its dictionary, or an object of another generation for the one that is named (ISO 32000-2
// §7.3.8, §7.3.10).
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
import type { Difference } from '../findings.ts'
import { entriesUnder, type Revisions, type Sides } from '../revisions.ts'
import { isNothing } from '../walk/generations.ts'
import type { SameValue } from '../walk/pairs.ts'
import { sameValue } from './rule.ts'

type IsKind<T extends PdfValue> = (value: PdfValue | undefined) => value is T

const noEntries = dictionary({})
const noItems: PdfArray = []

/** What stands in two revisions where a rule expects one kind. */
interface Expected<T> extends Sides<T> {
  /** Demands that what is of another kind stays as it was. */
  readonly demands: readonly SameValue[]
}

/** Returns the lists that two dictionaries have under a key; empty ones where there are none. */
export function listsUnder(
  revisions: Revisions,
  dictionaries: Sides<PdfDictionary>,
  key: string,
  difference: Difference,
  object?: number,
): Expected<PdfArray> {
  return ofKind(revisions, entriesUnder(dictionaries, key), isArray, noItems, difference, object)
}

/** Returns the dictionaries that two values lead to; empty ones where there are none. */
export function dictionariesAt(
  revisions: Revisions,
  stated: Sides<PdfValue | undefined>,
  difference: Difference,
): Expected<PdfDictionary> {
  return ofKind(revisions, stated, isDictionary, noEntries, difference, undefined)
}

function ofKind<T extends PdfValue>(
  revisions: Revisions,
  stated: Sides<PdfValue | undefined>,
  isKind: IsKind<T>,
  empty: T,
  difference: Difference,
  object: number | undefined,
): Expected<T> {
  const before = ofKindIn(revisions.before, stated.before, isKind, empty)
  const after = ofKindIn(revisions.after, stated.after, isKind, empty)
  const isExpected = before !== undefined && after !== undefined
  const demands = isExpected ? [] : [sameValue(stated, difference, object)]
  return { before: before ?? empty, after: after ?? empty, demands }
}

function ofKindIn<T extends PdfValue>(
  document: PdfDocument,
  stated: PdfValue | undefined,
  isKind: IsKind<T>,
  empty: T,
): T | undefined {
  const value = resolved(document, stated)
  if (isKind(value)) return value
  return isNothing(document, stated) ? empty : undefined
}
