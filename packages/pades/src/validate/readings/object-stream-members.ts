// Objects in object streams (ISO 32000-2 §7.5.7) that no cross-reference gives as members of those streams: a reader that repairs files
// opens every object stream and finds them.

import { resolved } from '../../document/pdf-view.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import type { ObjectStream } from '../../pdf/object-stream.ts'
import { type PdfValue, ref } from '../../pdf/objects.ts'
import type { WorkBudget } from '../../pdf/work-budget.ts'
import type { FoundObject } from './found-objects.ts'
import { valueAt } from './object-definitions.ts'
import { isObjectStream, type ListedStream } from './object-streams.ts'
import { readable } from './readable.ts'
import { sameValue } from './same-value.ts'

export interface StreamMember {
  readonly objectNumber: number
  /** Where the object stream stands. */
  readonly position: number
}

/**
 * Those that say the same as the object that the document has are left out: some writers move objects and leave their old streams behind.
 *
 * @param streams those that are listed
 * @param unlisted objects that the bytes show and no cross-reference lists: object streams among them have members too
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
    if (stream !== undefined) found.push(...differing(document, { stream, position, members, budget }))
  }
  for (const { offset: position } of unlisted) {
    const value = valueAt(document, position)
    const stream = isObjectStream(value) ? readable(() => document.objectStream(value)) : undefined
    if (stream !== undefined) {
      found.push(...differing(document, { stream, position, members: new Map(), budget }))
    }
  }
  return found
}

interface Opened {
  readonly stream: ObjectStream
  readonly position: number
  readonly members: ReadonlyMap<number, number>
  readonly budget: WorkBudget
}

/** What the stream itself says that it holds, but for what is listed and for what the document says too. */
function* differing(
  document: PdfDocument,
  { stream, position, members, budget }: Opened,
): Generator<StreamMember, undefined> {
  for (const [index, objectNumber] of stream.objectNumbers.entries()) {
    // By occurrence: of a number that stands there twice, a reader may take either.
    if (members.get(objectNumber) === index) continue
    const value = readable(() => stream.value(index, budget))
    if (value === undefined || !sameValue(value, given(document, objectNumber))) {
      yield { objectNumber, position }
    }
  }
}

function given(document: PdfDocument, objectNumber: number): PdfValue | undefined {
  const entry = document.entry(objectNumber)
  if (entry === undefined || entry.kind === 'free') return undefined
  return resolved(document, ref(objectNumber, entry.kind === 'offset' ? entry.generation : 0))
}
