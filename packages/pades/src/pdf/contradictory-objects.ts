// Whether a file says two things of one object. Where one save of it defines an object twice, or in a damaged file a stream's data look
// like another definition, repairing readers take different ones, and what gets signed would be a matter of the reader.

import { indexOfText } from './characters.ts'
import type { PdfDocument } from './document.ts'
import { PdfError } from './errors.ts'
import { isStream } from './objects.ts'
import type { IndirectObject } from './parser.ts'
import { type Definition, definitionsIn } from './recover.ts'
import { serialize } from './serialize.ts'

/**
 * Number of an object with definitions that differ and that no later save of the file explains; undefined when there is none. A later save,
 * behind another `%%EOF`, may define it anew, as incremental updates do. What a stream holds, an attached file among others, counts in a
 * damaged document only: in a sound one, readers know where streams end.
 * @throws PdfError LIMIT_EXCEEDED
 */
export function contradictoryObject(document: PdfDocument): number | undefined {
  const repeated = repeatedDefinitions(document.bytes)
  if (repeated.size === 0) return undefined
  const ends = saveEnds(document.bytes)
  const hidden = objectsInsideStreams(document)
  for (const [objectNumber, all] of repeated) {
    const definitions = document.recovered ? all : all.filter(({ offset }) => !hidden.has(offset))
    const bySave = new Map<number, Definition[]>()
    for (const definition of definitions) {
      const save = ends.findIndex((end) => definition.offset < end)
      bySave.set(save, [...(bySave.get(save) ?? []), definition])
    }
    const doubtful = definitions.some(({ offset }) => hidden.has(offset))
    for (const group of doubtful ? [definitions] : bySave.values()) {
      if (!areAlike(document, group)) return objectNumber
    }
  }
  return undefined
}

function repeatedDefinitions(bytes: Uint8Array): ReadonlyMap<number, readonly Definition[]> {
  const byNumber = new Map<number, Definition[]>()
  for (const definition of definitionsIn(bytes)) {
    const others = byNumber.get(definition.objectNumber)
    if (others === undefined) byNumber.set(definition.objectNumber, [definition])
    else others.push(definition)
  }
  for (const [objectNumber, definitions] of byNumber) {
    if (definitions.length === 1) byNumber.delete(objectNumber)
  }
  return byNumber
}

/** Offsets of every `%%EOF`, and the end of the file. */
function saveEnds(bytes: Uint8Array): readonly number[] {
  const ends: number[] = []
  for (let at = indexOfText(bytes, '%%EOF', 0); at !== -1; at = indexOfText(bytes, '%%EOF', at + 5))
    ends.push(at)
  return [...ends, bytes.length]
}

/** Offsets of what looks like an object inside the data of a stream. @throws PdfError LIMIT_EXCEEDED */
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

function areAlike(document: PdfDocument, definitions: readonly Definition[]): boolean {
  const [first, ...others] = definitions.map(({ offset }) => written(document, offset))
  return others.every((other) => other === first)
}

/** The value as text; empty where it cannot be read, as no reader then has anything else. */
function written(document: PdfDocument, offset: number): string {
  const found = objectAt(document, offset)
  return found === undefined ? '' : serialize(found.value).join()
}

function objectAt(document: PdfDocument, offset: number): IndirectObject | undefined {
  try {
    return document.objectAt(offset)
  } catch (error) {
    if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
    return undefined
  }
}
