// Objects that a revision states and that neither a rule nor the walk came to: nothing in the
// document leads to them, so that no reader shows them that follows the cross-reference (ISO
// 32000-2 §7.5.6). They are named all the same; one that a reader could take for the whole document
// is no harmless leftover.
import { resolved } from '../../document/pdf-view.ts'
import { generationOf } from '../../document/tolerant-reader.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { isArray, isDictionary, isName, isRef, isStream, type PdfValue, ref } from '../../pdf/objects.ts'
import { type Found, found } from './findings.ts'
import type { Revisions } from './revisions.ts'
import type { WalkedObjects } from './walk/pair-walk.ts'

const NAMED_OBJECTS = 10
/** A reader that has to search for the catalog takes one by its type. */
const documentTypes: ReadonlySet<string> = new Set(['Catalog', 'Pages'])

/**
 * Finds what the revision after states and nothing leads to.
 * @param walked what the finished walk came to
 * @throws PdfError LIMIT_EXCEEDED
 */
export function* unexplainedObjects(revisions: Revisions, walked: WalkedObjects): Generator<Found, void> {
  const { before, after } = revisions
  const added: number[] = []
  for (const objectNumber of unreachedObjects(revisions, walked)) {
    const isFreed = after.entry(objectNumber)?.kind === 'free'
    if (!isFreed) added.push(objectNumber)
    else if ((before.entry(objectNumber)?.kind ?? 'free') !== 'free') {
      const message = `object ${objectNumber}, to which nothing leads, was freed`
      yield found({ code: 'OBJECT_REMOVED', level: 'LTA_UPDATES', message }, objectNumber)
    }
  }
  yield* nameAdded(after, added)
}

function* nameAdded(document: PdfDocument, added: readonly number[]): Generator<Found, void> {
  const posing = added.find((objectNumber) => {
    const value = valueIn(document, objectNumber)
    const type = isDictionary(value) ? value.entries.get('Type') : undefined
    return isName(type) && documentTypes.has(type.value)
  })
  if (posing !== undefined) {
    const message = `object ${posing}, to which nothing leads, is a catalog or a page tree`
    yield found({ code: 'UNEXPECTED_ENTRY_IN_XREF', level: 'UNDEFINED', message }, posing)
  }
  const [first] = added
  if (first === undefined) return
  const named = added.slice(0, NAMED_OBJECTS).join(', ')
  const more = added.length > NAMED_OBJECTS ? ` and ${added.length - NAMED_OBJECTS} more` : ''
  const message = `nothing leads to what was written as object ${named}${more}`
  yield found({ code: 'UNEXPECTED_ENTRY_IN_XREF', level: 'LTA_UPDATES', message }, first)
}

/** Returns what the revision after states and nothing leads to. */
function unreachedObjects(revisions: Revisions, walked: WalkedObjects): ReadonlySet<number> {
  const { after, spend } = revisions
  const entries = after.revisions.at(-1)?.entries ?? new Map()
  spend(entries.size)
  const unreached = new Set<number>()
  for (const objectNumber of entries.keys()) {
    if (!walked.compared.has(objectNumber) && !walked.left.has(objectNumber)) unreached.add(objectNumber)
  }
  for (const objectNumber of structuralObjects(after)) unreached.delete(objectNumber)
  if (unreached.size > 0) {
    for (const objectNumber of reachedObjects(revisions, walked)) {
      unreached.delete(objectNumber)
      if (unreached.size === 0) break
    }
  }
  return unreached
}

/** Yields the streams that the file is made of: cross-references and containers of objects. */
function* structuralObjects(document: PdfDocument): Generator<number, void> {
  const newest = document.revisions.at(-1)
  yield 0
  yield* newest?.xrefStreamNumbers ?? []
  for (const entry of newest?.entries.values() ?? []) {
    if (entry.kind === 'compressed') yield entry.streamNumber
  }
}

/**
 * Yields the objects that something leads to, as far as they may be new. What was compared and is
 * as it was leads only to what was compared or left to a rule, so that the search begins at the
 * trailer and at these, and enters only what the revision states, and what was not compared.
 */
function* reachedObjects(
  { after, spend }: Revisions,
  { compared, left }: WalkedObjects,
): Generator<number, void> {
  const entries = after.revisions.at(-1)?.entries ?? new Map()
  const visited = new Set<number>()
  const waiting: PdfValue[] = [...after.trailer.entries.values()]
  for (const objectNumber of left) {
    if (!compared.has(objectNumber)) waiting.push(ref(objectNumber, generationOf(after, objectNumber)))
  }
  for (const objectNumber of entries.keys()) {
    if (compared.has(objectNumber)) waiting.push(ref(objectNumber, generationOf(after, objectNumber)))
  }
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    spend(1)
    if (isRef(value)) {
      const { objectNumber } = value
      if (visited.has(objectNumber)) continue
      visited.add(objectNumber)
      yield objectNumber
      const isEntered = !compared.has(objectNumber) || entries.has(objectNumber)
      if (isEntered) waiting.push(resolved(after, value) ?? null)
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
