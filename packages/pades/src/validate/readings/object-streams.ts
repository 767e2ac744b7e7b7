// The object streams of a file (ISO 32000-2 §7.5.7): what its cross-references say to be in them,
// and what else a reader finds there that repairs files, since it opens every object stream.
import { resolved } from '../../document/pdf-view.ts'
import { generationOf } from '../../document/tolerant-reader.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { isName, isStream, type PdfStream, type PdfValue, ref } from '../../pdf/objects.ts'
import type { ObjectStream } from '../../pdf/reading/object-stream.ts'
import type { WorkBudget } from '../../pdf/reading/work-budget.ts'
import { isWrittenAlike } from '../modification/walk/compare-values.ts'
import { readIfSound, valueAt } from './damaged-objects.ts'
import type { FoundObject } from './found-objects.ts'

interface ListedStream {
  readonly objectNumber: number
  /** Where it stands. */
  readonly position: number
  /** undefined when it cannot be opened, as no reader then finds anything in it. */
  readonly stream: ObjectStream | undefined
  /** By object number: what cross-references give as its members, and at which index. */
  readonly members: ReadonlyMap<number, number>
}

/** An object in an object stream that no cross-reference gives as its member. */
export interface StreamMember {
  readonly objectNumber: number
  /** Where the object stream stands. */
  readonly position: number
}

interface OpenedStream {
  readonly stream: ObjectStream
  readonly position: number
  readonly members: ReadonlyMap<number, number>
}

/** Returns every object stream of every revision. @throws PdfError LIMIT_EXCEEDED */
export function listedStreams(document: PdfDocument): readonly ListedStream[] {
  const streams: ListedStream[] = []
  const listed = listedMembers(document)
  for (const { index, entries } of document.revisions) {
    const view = document.at(index)
    for (const [objectNumber, entry] of entries) {
      if (entry.kind !== 'offset') continue
      const value = readIfSound(() => view.get(ref(objectNumber, entry.generation)))
      const members = listed.get(`${index} ${objectNumber}`)
      // A cross-reference may take for an object stream what is not called one.
      if (!isStream(value) || (members === undefined && !isObjectStream(value))) continue
      const stream = readIfSound(() => view.objectStream(value))
      streams.push({ objectNumber, position: entry.offset, stream, members: members ?? new Map() })
    }
  }
  return streams
}

/**
 * Returns the number of an object stream whose members readers may take for different ones;
 * undefined when there is none. One that is not orderly is read in different ways; of members that
 * are not where the cross-reference says, readers go by the one or by the other.
 * @throws PdfError LIMIT_EXCEEDED
 */
export function disorderlyStream(streams: readonly ListedStream[], budget: WorkBudget): number | undefined {
  for (const { objectNumber, stream, members } of streams) {
    if (stream === undefined) continue
    const isAsListed = [...members].every(([member, index]) => stream.objectNumbers[index] === member)
    if (!isAsListed || !stream.isOrderly(budget)) return objectNumber
  }
  return undefined
}

/**
 * Returns the members that no cross-reference gives. Those that say the same as the object that the
 * document has are left out: some writers move objects and leave their old streams behind.
 *
 * @param streams those that are listed
 * @param unlisted objects that the bytes show and no cross-reference lists: object streams among
 *   them have members too
 * @throws PdfError LIMIT_EXCEEDED
 */
export function unlistedMembers(
  document: PdfDocument,
  streams: readonly ListedStream[],
  unlisted: readonly FoundObject[],
  budget: WorkBudget,
): readonly StreamMember[] {
  const found: StreamMember[] = []
  for (const { stream, position, members } of streams) {
    if (stream === undefined) continue
    const differing = differingMembers(document, { stream, position, members }, budget)
    for (const member of differing) found.push(member)
  }
  for (const { offset: position } of unlisted) {
    const value = valueAt(document, position)
    const stream = isObjectStream(value) ? readIfSound(() => document.objectStream(value)) : undefined
    if (stream === undefined) continue
    const differing = differingMembers(document, { stream, position, members: new Map() }, budget)
    for (const member of differing) found.push(member)
  }
  return found
}

/**
 * Yields what a stream itself says that it holds, but for what is listed and what the document says
 * too.
 */
function* differingMembers(
  document: PdfDocument,
  { stream, position, members }: OpenedStream,
  budget: WorkBudget,
): Generator<StreamMember, void> {
  for (const [index, objectNumber] of stream.objectNumbers.entries()) {
    // By occurrence: of a number that stands there twice, a reader may take either.
    if (members.get(objectNumber) === index) continue
    const value = readIfSound(() => stream.value(index, budget))
    if (value === undefined || !isWrittenAlike(value, givenValue(document, objectNumber))) {
      yield { objectNumber, position }
    }
  }
}

function givenValue(document: PdfDocument, objectNumber: number): PdfValue | undefined {
  const generation = generationOf(document, objectNumber)
  return generation === undefined ? undefined : resolved(document, ref(objectNumber, generation))
}

function isObjectStream(value: PdfValue | undefined): value is PdfStream {
  if (!isStream(value)) return false
  const type = value.dictionary.entries.get('Type')
  return isName(type) && type.value === 'ObjStm'
}

/**
 * Returns the numbers that cross-references give as the members of a stream, by "revision stream"
 * of the revision that wrote the stream.
 */
function listedMembers(document: PdfDocument): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const listed = new Map<string, Map<number, number>>()
  for (const { index: revision, entries } of document.revisions) {
    const keys = new Map<number, string>()
    for (const [objectNumber, entry] of entries) {
      if (entry.kind !== 'compressed') continue
      const known = keys.get(entry.streamNumber)
      const key = known ?? `${writerOf(document, revision, entry.streamNumber)} ${entry.streamNumber}`
      if (known === undefined) keys.set(entry.streamNumber, key)
      const members = listed.get(key) ?? new Map<number, number>()
      listed.set(key, members.set(objectNumber, entry.index))
    }
  }
  return listed
}

/** Returns the index of the newest revision up to `newest` that states the object. */
function writerOf({ revisions }: PdfDocument, newest: number, objectNumber: number): number {
  for (let index = newest; index >= 0; index--) {
    if (revisions[index]?.entries.has(objectNumber) === true) return index
  }
  return -1
}
