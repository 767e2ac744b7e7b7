// Objects in object streams (ISO 32000-2 §7.5.7) that no cross-reference gives as members of those streams: a reader that repairs files
// opens every object stream and finds them.
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { decodeStream } from '../../pdf/filters.ts'
import { ObjectStream } from '../../pdf/object-stream.ts'
import { isName, isStream, type PdfStream, type PdfValue, ref } from '../../pdf/objects.ts'
import { WorkBudget } from '../../pdf/work-budget.ts'
import { resolved } from '../pdf-view.ts'
import type { FoundObject } from './found-objects.ts'
import { valueAt } from './object-definitions.ts'
import { sameValue } from './same-value.ts'

export interface StreamMember {
  readonly objectNumber: number
  /** Where the object stream stands. */
  readonly position: number
}

/**
 * Those that say the same as the object that the document has are left out: some writers move objects and leave their old streams behind.
 *
 * @param unlisted objects that the bytes show and no cross-reference lists: object streams among them have members too
 */
export function unlistedMembers(
  document: PdfDocument,
  unlisted: readonly FoundObject[],
): readonly StreamMember[] {
  const listed = listedMembers(document)
  const members: StreamMember[] = []
  for (const { index, entries } of document.revisions) {
    const view = document.at(index)
    for (const [objectNumber, entry] of entries) {
      if (entry.kind !== 'offset') continue
      const stream = resolved(view, ref(objectNumber, entry.generation))
      if (!isObjectStream(stream)) continue
      const known = listed.get(`${index} ${objectNumber}`) ?? new Set<number>()
      // Nearly every object stream is listed whole; only others are worth opening.
      if (stream.dictionary.entries.get('N') === known.size) continue
      members.push(...differing(document, openedIn(view, stream), entry.offset, known))
    }
  }
  for (const { offset } of unlisted) {
    const stream = valueAt(document, offset)
    if (!isObjectStream(stream)) continue
    members.push(...differing(document, openedIn(document, stream), offset))
  }
  return members
}

/** By "revision stream" of the revision that wrote the stream: the numbers that cross-references give as its members. */
function listedMembers(document: PdfDocument): ReadonlyMap<string, ReadonlySet<number>> {
  const listed = new Map<string, Set<number>>()
  const { revisions } = document
  for (const { index, entries } of revisions) {
    const keys = new Map<number, string>()
    for (const [objectNumber, entry] of entries) {
      if (entry.kind !== 'compressed') continue
      const known = keys.get(entry.streamNumber)
      const key = known ?? `${writerOf(document, index, entry.streamNumber)} ${entry.streamNumber}`
      if (known === undefined) keys.set(entry.streamNumber, key)
      const members = listed.get(key)
      if (members === undefined) listed.set(key, new Set([objectNumber]))
      else members.add(objectNumber)
    }
  }
  return listed
}

/** Index of the newest revision up to `newest` that states the object. */
function writerOf({ revisions }: PdfDocument, newest: number, objectNumber: number): number {
  for (let index = newest; index >= 0; index--) {
    if (revisions[index]?.entries.has(objectNumber) === true) return index
  }
  return -1
}

function isObjectStream(value: PdfValue | undefined): value is PdfStream {
  if (!isStream(value)) return false
  const type = value.dictionary.entries.get('Type')
  return isName(type) && type.value === 'ObjStm'
}

/** Undefined when it cannot be opened, as no reader then finds anything. */
function openedIn(document: PdfDocument, stream: PdfStream): ObjectStream | undefined {
  const resolve = (value: PdfValue | undefined): PdfValue => resolved(document, value) ?? null
  try {
    return new ObjectStream(stream.dictionary, decodeStream(stream, { resolve }), resolve)
  } catch (error) {
    if (!(error instanceof PdfError)) throw error
    return undefined
  }
}

/** What the stream itself says that it holds, but for what is known and for what the document says too. */
function* differing(
  document: PdfDocument,
  stream: ObjectStream | undefined,
  position: number,
  known: ReadonlySet<number> = new Set(),
): Generator<StreamMember, undefined> {
  if (stream === undefined) return
  const budget = new WorkBudget(0)
  for (const [index, objectNumber] of stream.objectNumbers.entries()) {
    if (known.has(objectNumber)) continue
    const value = memberAt(stream, index, budget)
    if (value === undefined || !sameValue(value, given(document, objectNumber))) {
      yield { objectNumber, position }
    }
  }
}

/** Undefined when it cannot be read. */
function memberAt(stream: ObjectStream, index: number, budget: WorkBudget): PdfValue | undefined {
  try {
    return stream.value(index, budget)
  } catch (error) {
    if (!(error instanceof PdfError)) throw error
    return undefined
  }
}

function given(document: PdfDocument, objectNumber: number): PdfValue | undefined {
  const entry = document.entry(objectNumber)
  if (entry === undefined || entry.kind === 'free') return undefined
  return resolved(document, ref(objectNumber, entry.kind === 'offset' ? entry.generation : 0))
}
