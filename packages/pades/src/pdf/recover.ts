// Rebuilding the cross-reference of a damaged file by looking for `N G obj`, as viewers do. For reading only: what it
// finds is one reader's guess, so nothing may be signed on top of it, and a verdict has to say that it was used.

import { indexOfText, isDigit, isWhiteSpace } from './characters.ts'
import { PdfError } from './errors.ts'
import { decodeStream } from './filters.ts'
import { Lexer } from './lexer.ts'
import { ObjectStream } from './object-stream.ts'
import { dictionary, isDictionary, isStream, type PdfDictionary, ref } from './objects.ts'
import { parseIndirectObject, parseObjectHeader, parseValue, type StreamContext } from './parser.ts'
import type { WorkBudget } from './work-budget.ts'
import type { Revision, XrefEntry } from './xref.ts'

/** How far into an object its /Type is looked for, to tell the few that matter from the many that do not. */
const TYPE_WINDOW = 512

/**
 * One revision with every object the bytes show; of several with one number the last in the file counts.
 * @throws PdfError the `cause` when there is no catalog to be found; LIMIT_EXCEEDED
 */
export function recoverRevision(bytes: Uint8Array, budget: WorkBudget, cause: PdfError): Revision {
  const entries = new Map<number, XrefEntry>()
  const xrefStreamNumbers: number[] = []
  let trailer: PdfDictionary | undefined
  let catalog: number | undefined
  for (const { offset, objectNumber, generation } of scanObjects(bytes)) {
    entries.set(objectNumber, { kind: 'offset', offset, generation })
    const type = typeNear(bytes, offset)
    if (type === 'Catalog') catalog = objectNumber
    if (type === 'ObjStm') addCompressed(bytes, offset, objectNumber, entries, budget)
    if (type === 'XRef') {
      xrefStreamNumbers.push(objectNumber)
      const found = tryDictionary(bytes, offset, budget)
      if (found?.entries.has('Root')) trailer = found
    }
  }
  trailer = lastTrailer(bytes, budget) ?? trailer
  if (trailer === undefined) {
    if (catalog === undefined) throw cause
    trailer = dictionary({ Root: ref(catalog) })
  }
  return {
    index: 0,
    startXref: 0,
    xrefKind: 'table',
    end: bytes.length,
    entries,
    trailer,
    xrefStreamNumbers,
  }
}

function* scanObjects(
  bytes: Uint8Array,
): Generator<{ offset: number; objectNumber: number; generation: number }> {
  for (let at = indexOfText(bytes, 'obj', 0); at !== -1; at = indexOfText(bytes, 'obj', at + 3)) {
    const generationStart = numberBefore(bytes, at)
    const offset = generationStart === -1 ? -1 : numberBefore(bytes, generationStart)
    if (offset === -1) continue
    const header = parseObjectHeader(new Lexer(bytes, offset))
    if (header !== undefined) yield { offset, ...header }
  }
}

/** Start of the run of at most ten digits that ends before `at`, white space between; -1 when there is none. */
function numberBefore(bytes: Uint8Array, at: number): number {
  let position = at - 1
  const nearest = Math.max(0, at - 16)
  while (position >= nearest && isWhiteSpace(bytes[position])) position--
  const last = position
  while (position >= 0 && last - position < 10 && isDigit(bytes[position])) position--
  return position === last ? -1 : position + 1
}

function typeNear(bytes: Uint8Array, offset: number): 'Catalog' | 'ObjStm' | 'XRef' | undefined {
  const limit = Math.min(bytes.length, offset + TYPE_WINDOW)
  const close = indexOfText(bytes, 'endobj', offset, limit)
  const end = close === -1 ? limit : close
  for (const type of ['ObjStm', 'XRef', 'Catalog'] as const) {
    if (indexOfText(bytes, `/${type}`, offset, end) !== -1) return type
  }
  return undefined
}

const repairingContext = (budget: WorkBudget): StreamContext => ({
  streamLength(stream) {
    const length = stream.entries.get('Length')
    return typeof length === 'number' && Number.isInteger(length) && length >= 0 ? length : undefined
  },
  lengthRepaired: (_, searched) => budget.spend(searched),
})

function addCompressed(
  bytes: Uint8Array,
  offset: number,
  streamNumber: number,
  entries: Map<number, XrefEntry>,
  budget: WorkBudget,
): void {
  const lexer = new Lexer(bytes, offset)
  try {
    const { value } = parseIndirectObject(lexer, repairingContext(budget))
    if (!isStream(value)) return
    const decoded = decodeStream(value)
    budget.spend(decoded.length)
    const contents = new ObjectStream(value.dictionary, decoded, (entry) => entry ?? null)
    contents.objectNumbers.forEach((objectNumber, index) => {
      entries.set(objectNumber, { kind: 'compressed', streamNumber, index })
    })
  } catch (error) {
    rethrowUnlessDamage(error)
  } finally {
    budget.spend(lexer.position - offset)
  }
}

function tryDictionary(bytes: Uint8Array, offset: number, budget: WorkBudget): PdfDictionary | undefined {
  const lexer = new Lexer(bytes, offset)
  try {
    if (parseObjectHeader(lexer) === undefined) return undefined
    const value = parseValue(lexer)
    return isDictionary(value) ? value : undefined
  } catch (error) {
    rethrowUnlessDamage(error)
    return undefined
  } finally {
    budget.spend(lexer.position - offset)
  }
}

function lastTrailer(bytes: Uint8Array, budget: WorkBudget): PdfDictionary | undefined {
  let found: PdfDictionary | undefined
  for (let at = indexOfText(bytes, 'trailer', 0); at !== -1; at = indexOfText(bytes, 'trailer', at + 7)) {
    const lexer = new Lexer(bytes, at + 'trailer'.length)
    try {
      const value = parseValue(lexer)
      if (isDictionary(value) && value.entries.has('Root')) found = value
    } catch (error) {
      rethrowUnlessDamage(error)
    } finally {
      budget.spend(lexer.position - at)
    }
  }
  return found
}

/** A damaged object is left out of what is recovered; running out of budget ends the attempt. */
function rethrowUnlessDamage(error: unknown): void {
  if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
}
