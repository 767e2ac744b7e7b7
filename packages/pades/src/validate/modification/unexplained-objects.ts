// Objects that a revision states and that no comparison came to: nothing in the document leads to them, so that no reader shows them that
// follows the cross-reference. They are named all the same; one that a reader could take for the whole document is no harmless leftover.

import { resolved } from '../../document/pdf-view.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { isArray, isDictionary, isName, isRef, isStream, type PdfValue, ref } from '../../pdf/objects.ts'
import type { Comparison } from './rules/rule.ts'

const NAMED_OBJECTS = 10
// A reader that has to search for the catalog takes one by its type.
const documentTypes: ReadonlySet<string> = new Set(['Catalog', 'Pages'])

/** Reports what the newest revision of a comparison states and nothing leads to. To be called when all else was compared. */
export function reportUnexplained(comparison: Comparison): void {
  const { before, after } = comparison
  const entries = after.revisions.at(-1)?.entries ?? new Map()
  comparison.spend(entries.size)
  const unmet = new Set<number>()
  for (const objectNumber of entries.keys()) {
    if (!comparison.met.has(objectNumber) && !comparison.left.has(objectNumber)) unmet.add(objectNumber)
  }
  for (const objectNumber of structural(after)) unmet.delete(objectNumber)
  if (unmet.size > 0) removeReached(comparison, unmet)
  const added: number[] = []
  for (const objectNumber of unmet) {
    const isFreed = after.entry(objectNumber)?.kind === 'free'
    if (!isFreed) added.push(objectNumber)
    else if ((before.entry(objectNumber)?.kind ?? 'free') !== 'free') {
      const message = `object ${objectNumber}, to which nothing leads, was freed`
      comparison.report({ code: 'OBJECT_REMOVED', level: 'LTA_UPDATES', message }, objectNumber)
    }
  }
  reportAdded(comparison, added)
}

function reportAdded(comparison: Comparison, added: readonly number[]): void {
  const posing = added.find((objectNumber) => {
    const value = valueIn(comparison.after, objectNumber)
    const type = isDictionary(value) ? value.entries.get('Type') : undefined
    return isName(type) && documentTypes.has(type.value)
  })
  if (posing !== undefined) {
    const message = `object ${posing}, to which nothing leads, is a catalog or a page tree`
    comparison.report({ code: 'UNEXPECTED_ENTRY_IN_XREF', level: 'UNDEFINED', message }, posing)
  }
  const [first] = added
  if (first === undefined) return
  const more = added.length > NAMED_OBJECTS ? ` and ${added.length - NAMED_OBJECTS} more` : ''
  const message = `nothing leads to what was written as object ${added.slice(0, NAMED_OBJECTS).join(', ')}${more}`
  comparison.report({ code: 'UNEXPECTED_ENTRY_IN_XREF', level: 'LTA_UPDATES', message }, first)
}

/** Streams that the file is made of: cross-references and containers of objects. */
function* structural(document: PdfDocument): Generator<number, undefined> {
  const newest = document.revisions.at(-1)
  yield 0
  yield* newest?.xrefStreamNumbers ?? []
  for (const entry of newest?.entries.values() ?? []) {
    if (entry.kind === 'compressed') yield entry.streamNumber
  }
}

/**
 * Takes those away that something leads to. What was compared and is as it was leads only to what was compared or left to a rule, so
 * that the walk begins at the trailer and at these, and enters only what the revision states, and what was not compared.
 */
function removeReached(comparison: Comparison, unmet: Set<number>): void {
  const { after, met } = comparison
  const entries = after.revisions.at(-1)?.entries ?? new Map()
  const visited = new Set<number>()
  const waiting: PdfValue[] = [...after.trailer.entries.values()]
  for (const objectNumber of comparison.left) {
    if (!met.has(objectNumber)) waiting.push(ref(objectNumber, generationOf(after, objectNumber)))
  }
  for (const objectNumber of entries.keys()) {
    if (met.has(objectNumber)) waiting.push(ref(objectNumber, generationOf(after, objectNumber)))
  }
  for (let value = waiting.pop(); value !== undefined && unmet.size > 0; value = waiting.pop()) {
    comparison.spend(1)
    if (isRef(value)) {
      const { objectNumber } = value
      if (visited.has(objectNumber)) continue
      visited.add(objectNumber)
      unmet.delete(objectNumber)
      if (!met.has(objectNumber) || entries.has(objectNumber)) waiting.push(resolved(after, value) ?? null)
    } else for (const item of itemsOf(value)) waiting.push(item)
  }
}

function itemsOf(value: PdfValue): Iterable<PdfValue> {
  if (isArray(value)) return value
  if (isStream(value)) return value.dictionary.entries.values()
  return isDictionary(value) ? value.entries.values() : []
}

function valueIn(document: PdfDocument, objectNumber: number): PdfValue | undefined {
  return resolved(document, ref(objectNumber, generationOf(document, objectNumber)))
}

function generationOf(document: PdfDocument, objectNumber: number): number {
  const entry = document.entry(objectNumber)
  return entry?.kind === 'offset' ? entry.generation : 0
}
