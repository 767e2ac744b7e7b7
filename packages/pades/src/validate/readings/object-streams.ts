// The object streams (ISO 32000-2 §7.5.7) that a file lists, opened, and what its cross-references say to be in them.
import type { PdfDocument } from '../../pdf/document.ts'
import type { ObjectStream } from '../../pdf/object-stream.ts'
import { isName, isStream, type PdfStream, type PdfValue, ref } from '../../pdf/objects.ts'
import type { WorkBudget } from '../../pdf/work-budget.ts'
import { readable } from './readable.ts'

export interface ListedStream {
  readonly objectNumber: number
  /** Where it stands. */
  readonly position: number
  /** undefined when it cannot be opened, as no reader then finds anything in it. */
  readonly stream: ObjectStream | undefined
  /** By object number: what cross-references give as its members, and at which index. */
  readonly members: ReadonlyMap<number, number>
}

/** Every object stream of every revision. @throws PdfError LIMIT_EXCEEDED */
export function listedStreams(document: PdfDocument): readonly ListedStream[] {
  const streams: ListedStream[] = []
  const listed = listedMembers(document)
  for (const { index, entries } of document.revisions) {
    const view = document.at(index)
    for (const [objectNumber, entry] of entries) {
      if (entry.kind !== 'offset') continue
      const value = readable(() => view.get(ref(objectNumber, entry.generation)))
      const members = listed.get(`${index} ${objectNumber}`)
      // A cross-reference may take for an object stream what is not called one.
      if (!isStream(value) || (members === undefined && !isObjectStream(value))) continue
      const stream = readable(() => view.objectStream(value))
      streams.push({ objectNumber, position: entry.offset, stream, members: members ?? new Map() })
    }
  }
  return streams
}

/**
 * Number of an object stream whose members readers may take for different ones; undefined when there is none. One that is not orderly is
 * read in different ways; of members that are not where the cross-reference says, readers go by the one or by the other.
 *
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

export function isObjectStream(value: PdfValue | undefined): value is PdfStream {
  if (!isStream(value)) return false
  const type = value.dictionary.entries.get('Type')
  return isName(type) && type.value === 'ObjStm'
}

/** By "revision stream" of the revision that wrote the stream: the numbers that cross-references give as its members. */
function listedMembers(document: PdfDocument): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const listed = new Map<string, Map<number, number>>()
  const { revisions } = document
  for (const { index: revision, entries } of revisions) {
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

/** Index of the newest revision up to `newest` that states the object. */
function writerOf({ revisions }: PdfDocument, newest: number, objectNumber: number): number {
  for (let index = newest; index >= 0; index--) {
    if (revisions[index]?.entries.has(objectNumber) === true) return index
  }
  return -1
}
