// Finds objects that a file defines in two ways. One save may define an object twice, or the data
// of a stream in a damaged file may look like another definition. Readers that repair then take
// different ones, so that what is signed would depend on the reader.

import { equalBytes } from '@tapis/pki'
import { type Definition, definitionsIn } from '../cross-reference/recover.ts'
import type { PdfDocument } from '../document.ts'
import { PdfError } from '../errors.ts'
import { isStream } from '../objects.ts'
import { indexOfText } from '../syntax/characters.ts'
import type { IndirectObject } from '../syntax/parser.ts'
import { serialize } from '../syntax/serialize.ts'
import { heldBytes } from './value-budget.ts'

/** A span of the file, in bytes. */
const WORK_PER_DEFINITION = 32

/**
 * Returns the number of an object whose definitions differ although no later save explains it, or
 * undefined when there is none. A later save, behind another `%%EOF`, may define the object anew:
 * that is an incremental update. The data of streams (an attached PDF, for example) are searched in
 * a damaged document only, since readers of a sound one know where streams end.
 * @throws PdfError LIMIT_EXCEEDED
 */
export function contradictoryObject(document: PdfDocument): number | undefined {
  const repeated = repeatedDefinitions(document)
  if (repeated.size === 0) return undefined
  const ends = saveEnds(document.bytes)
  const hidden = objectsInsideStreams(document)
  for (const [objectNumber, all] of repeated) {
    const definitions = document.recovered ? all : all.filter(({ offset }) => !hidden.has(offset))
    const doubtful = definitions.some(({ offset }) => hidden.has(offset))
    for (const group of doubtful ? [definitions] : bySave(definitions, ends)) {
      if (!areAlike(document, group)) return objectNumber
    }
  }
  return undefined
}

/**
 * Returns the objects with several definitions, by number, each in the order of the file. It takes
 * two passes, since nearly every object has one definition and then needs no place in a table.
 */
function repeatedDefinitions(document: PdfDocument): ReadonlyMap<number, readonly Definition[]> {
  const once = new Set<number>()
  const repeated = new Map<number, Definition[]>()
  for (const { objectNumber } of definitionsIn(document.bytes)) {
    document.spend(WORK_PER_DEFINITION)
    if (!once.has(objectNumber)) once.add(objectNumber)
    else if (!repeated.has(objectNumber)) repeated.set(objectNumber, [])
  }
  if (repeated.size === 0) return repeated
  for (const definition of definitionsIn(document.bytes)) {
    const others = repeated.get(definition.objectNumber)
    if (others === undefined) continue
    document.hold(heldBytes.definition)
    others.push(definition)
  }
  return repeated
}

/** Returns the offset of every `%%EOF`, and the end of the file. */
function saveEnds(bytes: Uint8Array): readonly number[] {
  const ends: number[] = []
  for (let at = indexOfText(bytes, '%%EOF', 0); at !== -1; at = indexOfText(bytes, '%%EOF', at + 5))
    ends.push(at)
  return [...ends, bytes.length]
}

/** @param definitions and the ends of saves, both in the order of the file */
function bySave(
  definitions: readonly Definition[],
  ends: readonly number[],
): readonly (readonly Definition[])[] {
  const groups: Definition[][] = []
  let save = 0
  let last = -1
  for (const definition of definitions) {
    while ((ends[save] ?? Number.POSITIVE_INFINITY) <= definition.offset) save++
    if (save === last) groups.at(-1)?.push(definition)
    else groups.push([definition])
    last = save
  }
  return groups
}

/**
 * Returns the offsets where the data of a stream look like an object.
 * @throws PdfError LIMIT_EXCEEDED
 */
export function objectsInsideStreams(document: PdfDocument): ReadonlySet<number> {
  const inside = new Set<number>()
  let dataEnd = 0
  for (const { offset } of definitionsIn(document.bytes)) {
    if (offset < dataEnd) inside.add(offset)
    else dataEnd = endOfData(document, offset)
  }
  return inside
}

function endOfData(document: PdfDocument, offset: number): number {
  const found = objectAt(document, offset)
  return found !== undefined && isStream(found.value) ? found.end : offset
}

function areAlike(document: PdfDocument, [first, ...others]: readonly Definition[]): boolean {
  if (first === undefined || others.length === 0) return true
  const expected = written(document, first.offset)
  return others.every(({ offset }) => equalBytes(written(document, offset), expected))
}

/** Returns the value as it would be written, or nothing where no reader could read it. */
function written(document: PdfDocument, offset: number): Uint8Array {
  const found = objectAt(document, offset)
  if (found === undefined) return new Uint8Array()
  const bytes = serialize(found.value)
  document.spend(bytes.length)
  return bytes
}

function objectAt(document: PdfDocument, offset: number): IndirectObject | undefined {
  try {
    return document.objectAt(offset)
  } catch (error) {
    if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
    return undefined
  }
}
