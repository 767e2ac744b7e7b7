// The definitions that a file has of one object (ISO 32000-2 §7.5.4), as a reader finds them that
// goes through the bytes from front to back and knows no cross-reference: the last one counts
// there.

import type { XrefEntry } from '../../pdf/cross-reference/xref-entries.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { type PdfValue, ref } from '../../pdf/objects.ts'
import { heldBytes } from '../../pdf/reading/value-budget.ts'
import { isWrittenAlike } from '../modification/walk/compare-values.ts'
import { readIfSound, valueAt } from './damaged-objects.ts'
import type { FoundObject } from './found-objects.ts'
import type { StreamMember } from './object-streams.ts'

const MAXIMUM_LOOKUPS = 5_000_000

type EntryInUse = Exclude<XrefEntry, { kind: 'free' }>

/**
 * Definitions that no cross-reference gives: objects that the bytes show, and members of object
 * streams.
 */
interface Unlisted {
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
 * Returns the numbers of the objects whose last definition in the file says something else than the
 * one that the cross-reference gives.
 * @throws PdfError LIMIT_EXCEEDED when there are too many to look at
 */
export function contestedObjects(document: PdfDocument, unlisted: Unlisted): ReadonlySet<number> {
  const definitions = unlistedDefinitions(document, unlisted)
  const candidates = new Set([...definitions.keys(), ...disorderedObjects(document)])
  if (candidates.size * document.revisions.length > MAXIMUM_LOOKUPS) {
    throw new PdfError('LIMIT_EXCEEDED', 'too many objects have more than one definition')
  }
  const contested = new Set<number>()
  for (const objectNumber of candidates) {
    const all = [...listedDefinitions(document, objectNumber), ...(definitions.get(objectNumber) ?? [])]
    if (isContested(document, objectNumber, all)) contested.add(objectNumber)
  }
  return contested
}

function unlistedDefinitions(
  document: PdfDocument,
  { objects, members }: Unlisted,
): ReadonlyMap<number, readonly Definition[]> {
  const definitions = new Map<number, Definition[]>()
  const add = (objectNumber: number, definition: Definition): void => {
    document.hold(heldBytes.definition)
    const others = definitions.get(objectNumber)
    if (others === undefined) definitions.set(objectNumber, [definition])
    else others.push(definition)
  }
  for (const { objectNumber, offset } of objects) {
    add(objectNumber, { position: offset, value: valueAt(document, offset) })
  }
  for (const { objectNumber, position } of members) add(objectNumber, { position, value: undefined })
  return definitions
}

/**
 * Yields the objects that a later revision freed, or states to be where an earlier definition of
 * something stands.
 */
function* disorderedObjects(document: PdfDocument): Generator<number, void> {
  for (const { index, entries } of document.revisions.slice(1)) {
    const after = document.at(index)
    const before = document.at(index - 1)
    for (const [objectNumber, entry] of entries) {
      const entryBefore = before.entry(objectNumber)
      if (entryBefore === undefined || entryBefore.kind === 'free') continue
      const isFreed = entry.kind === 'free'
      if (isFreed || positionOf(after, entry) < positionOf(before, entryBefore)) yield objectNumber
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
  return given === undefined || last.value === undefined || !isWrittenAlike(given, last.value)
}

function positionOf(view: PdfDocument, entry: EntryInUse): number {
  if (entry.kind === 'offset') return entry.offset
  const container = view.entry(entry.streamNumber)
  return container?.kind === 'offset' ? container.offset : -1
}

function valueIn(view: PdfDocument, objectNumber: number, entry: EntryInUse): PdfValue | undefined {
  const generation = entry.kind === 'offset' ? entry.generation : 0
  return readIfSound(() => view.resolve(ref(objectNumber, generation)))
}
