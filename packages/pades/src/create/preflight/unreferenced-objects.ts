// Finds objects that stand in the file and that nothing leads to: by their numbers in the
// cross-reference, and by the look of the bytes.

import type { TolerantReader } from '../../document/tolerant-reader.ts'
import { definitionsIn } from '../../pdf/cross-reference/recover.ts'
import type { XrefEntry } from '../../pdf/cross-reference/xref-entries.ts'
import { isArray, isDictionary, isRef, isStream, type PdfValue } from '../../pdf/objects.ts'
import { objectsInsideStreams } from '../../pdf/reading/contradictory-objects.ts'

/**
 * Returns the objects that the cross-reference states, that were not reached and that could show
 * something. Containers of the file are told by their place, since a label like /Type /ObjStm can
 * be put on anything.
 * @throws PdfError LIMIT_EXCEEDED
 */
export function unreferencedObjects(reader: TolerantReader, reached: ReadonlySet<number>): readonly number[] {
  const { document } = reader
  const stated = new Set<number>()
  const structural = new Set<number>()
  for (const { entries, xrefStreamNumbers } of document.revisions) {
    for (const [objectNumber, entry] of entries) {
      stated.add(objectNumber)
      if (entry.kind === 'compressed') structural.add(entry.streamNumber)
    }
    for (const objectNumber of xrefStreamNumbers) structural.add(objectNumber)
  }
  for (const objectNumber of linearization(reader)) structural.add(objectNumber)
  return [...stated].filter((objectNumber) => {
    if (reached.has(objectNumber) || structural.has(objectNumber)) return false
    return showsSomething(reader.object(objectNumber))
  })
}

/**
 * Returns the objects in the bytes that no cross-reference section, old or new, gives a place:
 * neither a reader nor a later save needs them.
 */
export function unlistedObjects({ document }: TolerantReader): readonly number[] {
  const places = new Set<number>()
  for (const { entries } of document.revisions) {
    for (const entry of entries.values()) if (entry.kind === 'offset') places.add(entry.offset)
  }
  const numbers = new Set(document.revisions.flatMap(({ xrefStreamNumbers }) => xrefStreamNumbers))
  const doubtful = [...definitionsIn(document.bytes)].filter(
    ({ offset, objectNumber }) => !places.has(offset) && !numbers.has(objectNumber),
  )
  if (doubtful.length === 0) return []
  const inside = objectsInsideStreams(document)
  return doubtful.filter(({ offset }) => !inside.has(offset)).map(({ objectNumber }) => objectNumber)
}

/**
 * Says whether a value could show something: numbers and texts alone do not, and a list only when
 * it leads to objects.
 */
function showsSomething(value: PdfValue): boolean {
  return isDictionary(value) || isStream(value) || (isArray(value) && value.some(isRef))
}

/**
 * Returns the objects of a linearised file (annex F): the parameter dictionary, which is the first
 * object, and the hint streams that it places.
 */
function linearization(reader: TolerantReader): readonly number[] {
  const entries = reader.document.revisions[0]?.entries ?? new Map<number, XrefEntry>()
  const first = firstObject(entries)
  const parameters = first === undefined ? null : reader.object(first)
  if (first === undefined || !isDictionary(parameters)) return []
  if (typeof reader.entry(parameters, 'Linearized') !== 'number') return []
  const hints = reader.entry(parameters, 'H')
  // Offset and length of the stream, and of the one it overflows into.
  const stated = isArray(hints) ? [hints[0], hints[2]] : []
  const offsets = new Set(
    stated.flatMap((offset) => (typeof offset === 'number' ? offset + reader.document.base : [])),
  )
  const streams = [...entries].flatMap(([objectNumber, entry]) =>
    entry.kind === 'offset' && offsets.has(entry.offset) ? objectNumber : [],
  )
  return [first, ...streams]
}

/** Returns the number of the object that stands before all others. */
function firstObject(entries: ReadonlyMap<number, XrefEntry>): number | undefined {
  let first: number | undefined
  let least = Number.POSITIVE_INFINITY
  for (const [objectNumber, entry] of entries) {
    if (entry.kind !== 'offset' || entry.offset >= least) continue
    least = entry.offset
    first = objectNumber
  }
  return first
}
