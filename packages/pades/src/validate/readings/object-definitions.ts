// The definitions that a file has of one object, as a reader finds them that goes through the bytes from front to back and knows no
// cross-reference: the last one counts there.
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { type PdfValue, ref } from '../../pdf/objects.ts'
import { heldBytes } from '../../pdf/value-budget.ts'
import type { XrefEntry } from '../../pdf/xref.ts'
import type { FoundObject } from './found-objects.ts'
import type { StreamMember } from './object-stream-members.ts'
import { readable } from './readable.ts'
import { sameValue } from './same-value.ts'

const MAXIMUM_LOOKUPS = 5_000_000

/** Definitions that no cross-reference gives: objects that the bytes show, and members of object streams. */
export interface Unlisted {
  readonly objects: readonly FoundObject[]
  readonly members: readonly StreamMember[]
}

interface Definition {
  /** Where it stands; of a member of an object stream, where the stream does. */
  readonly position: number
  /** undefined where it cannot be read, or is not worth reading. */
  readonly value: PdfValue | undefined
}

/**
 * Numbers of the objects whose last definition in the file says something else than the one that the cross-reference gives.
 *
 * @throws PdfError LIMIT_EXCEEDED when there are too many to look at
 */
export function contestedObjects(document: PdfDocument, unlisted: Unlisted): ReadonlySet<number> {
  const found = new Map<number, Definition[]>()
  const add = (objectNumber: number, definition: Definition): void => {
    document.hold(heldBytes.definition)
    const others = found.get(objectNumber)
    if (others === undefined) found.set(objectNumber, [definition])
    else others.push(definition)
  }
  for (const object of unlisted.objects) {
    add(object.objectNumber, { position: object.offset, value: valueAt(document, object.offset) })
  }
  for (const { objectNumber, position } of unlisted.members) add(objectNumber, { position, value: undefined })
  const candidates = new Set([...found.keys(), ...outOfOrder(document)])
  if (candidates.size * document.revisions.length > MAXIMUM_LOOKUPS) {
    throw new PdfError('LIMIT_EXCEEDED', 'too many objects have more than one definition')
  }
  const contested = new Set<number>()
  for (const objectNumber of candidates) {
    const definitions = [...listedDefinitions(document, objectNumber), ...(found.get(objectNumber) ?? [])]
    if (isContested(document, objectNumber, definitions)) contested.add(objectNumber)
  }
  return contested
}

/** Objects that a later revision freed, or states to be where an earlier definition of something stands. */
function* outOfOrder(document: PdfDocument): Generator<number, undefined> {
  for (const { index, entries } of document.revisions.slice(1)) {
    const view = document.at(index)
    const before = document.at(index - 1)
    for (const [objectNumber, entry] of entries) {
      const earlier = before.entry(objectNumber)
      if (earlier === undefined || earlier.kind === 'free') continue
      if (entry.kind === 'free' || positionOf(view, entry) < positionOf(before, earlier)) yield objectNumber
    }
  }
}

function listedDefinitions(document: PdfDocument, objectNumber: number): readonly Definition[] {
  return document.revisions.flatMap(({ index, entries }) => {
    const entry = entries.get(objectNumber)
    if (entry === undefined || entry.kind === 'free') return []
    const view = document.at(index)
    return [{ position: positionOf(view, entry), value: valueIn(view, objectNumber, entry) }]
  })
}

function isContested(
  document: PdfDocument,
  objectNumber: number,
  definitions: readonly Definition[],
): boolean {
  const last = definitions.reduce<Definition | undefined>(
    (latest, definition) =>
      latest === undefined || definition.position >= latest.position ? definition : latest,
    undefined,
  )
  if (last === undefined) return false
  const entry = document.entry(objectNumber)
  const isGiven = entry !== undefined && entry.kind !== 'free'
  if (isGiven && positionOf(document, entry) === last.position) return false
  const given = isGiven ? valueIn(document, objectNumber, entry) : null
  return given === undefined || last.value === undefined || !sameValue(given, last.value)
}

function positionOf(view: PdfDocument, entry: Exclude<XrefEntry, { kind: 'free' }>): number {
  if (entry.kind === 'offset') return entry.offset
  const container = view.entry(entry.streamNumber)
  return container?.kind === 'offset' ? container.offset : -1
}

function valueIn(
  view: PdfDocument,
  objectNumber: number,
  entry: Exclude<XrefEntry, { kind: 'free' }>,
): PdfValue | undefined {
  return readable(() => view.resolve(ref(objectNumber, entry.kind === 'offset' ? entry.generation : 0)))
}

/** The value of the object that is written there; undefined when it cannot be read. @throws PdfError LIMIT_EXCEEDED */
export function valueAt(document: PdfDocument, offset: number): PdfValue | undefined {
  return readable(() => document.objectAt(offset).value)
}
