// Rebuilds the cross-reference of a damaged file by looking for `N G obj`, as viewers do. The
// result is a guess, and whoever uses it has to say so. An update on top of it states every object
// that was found, so that nobody has to guess again.

import { PdfError } from '../errors.ts'
import { decodeStream } from '../filters/filters.ts'
import { dictionary, isDictionary, isStream, type PdfDictionary, type PdfValue, ref } from '../objects.ts'
import { ObjectStream } from '../reading/object-stream.ts'
import { heldBytes, type ValueBudget } from '../reading/value-budget.ts'
import type { WorkBudget } from '../reading/work-budget.ts'
import { indexOfText, isDigit, isWhiteSpace } from '../syntax/characters.ts'
import { Lexer } from '../syntax/lexer.ts'
import { type IndirectObject, parseObjectHeader, parseValue } from '../syntax/parser.ts'
import type { Revision } from './xref.ts'
import type { XrefEntry } from './xref-entries.ts'

/**
 * How many bytes into an object its /Type is looked for, which tells the few objects that matter
 * from the others.
 */
const TYPE_WINDOW = 512
/**
 * The highest object number (annex C). No reader takes a higher one for an object, so it is chance
 * or a trap.
 */
const OBJECT_NUMBER_LIMIT = 8_388_607
const GENERATION_LIMIT = 65_535

/** An `N G obj` as it stands in the file. */
export interface Definition {
  readonly offset: number
  readonly objectNumber: number
  readonly generation: number
}

interface TypedDefinition extends Definition {
  readonly isObjectStream: boolean
}

/** Receives what a search meets. */
interface Accounts {
  readonly budget: WorkBudget
  readonly held: ValueBudget
}

/** The result of a search of the bytes. */
interface FoundObjects {
  /** The objects, in the order of the file. */
  readonly definitions: readonly TypedDefinition[]
  readonly trailer: PdfDictionary
  readonly xrefStreamNumbers: readonly number[]
}

/**
 * Finds every object that the bytes show, and the last trailer that names a catalog.
 * @throws PdfError the `cause` when there is no catalog to be found; LIMIT_EXCEEDED
 */
export function searchObjects(bytes: Uint8Array, accounts: Accounts, cause: PdfError): FoundObjects {
  const definitions: TypedDefinition[] = []
  const xrefStreamNumbers: number[] = []
  let stream: PlacedTrailer | undefined
  let catalog: number | undefined
  for (const definition of definitionsIn(bytes)) {
    const { offset, objectNumber } = definition
    const type = typeNear(bytes, offset)
    accounts.held.hold(heldBytes.definition)
    definitions.push({ ...definition, isObjectStream: type === 'ObjStm' })
    if (type === 'Catalog') catalog = objectNumber
    if (type !== 'XRef') continue
    xrefStreamNumbers.push(objectNumber)
    const found = tryDictionary(bytes, offset, accounts)
    if (found?.entries.has('Root')) stream = { offset, trailer: found }
  }
  const table = lastTrailer(bytes, accounts.budget)
  const last = table === undefined || (stream?.offset ?? -1) > table.offset ? stream : table
  if (last !== undefined) return { definitions, trailer: last.trailer, xrefStreamNumbers }
  if (catalog === undefined) throw cause
  return { definitions, trailer: dictionary({ Root: ref(catalog) }), xrefStreamNumbers }
}

/**
 * Returns one revision of the objects outside of object streams. Of several with one number the
 * last in the file counts.
 */
export function outlineOf(bytes: Uint8Array, { definitions, ...found }: FoundObjects): Revision {
  const entries = new Map<number, XrefEntry>()
  for (const { offset, objectNumber, generation } of definitions) {
    entries.set(objectNumber, { kind: 'offset', offset, generation })
  }
  return { index: 0, startXref: 0, xrefKind: 'table', end: bytes.length, entries, sections: [], ...found }
}

/**
 * Returns the revision with the members of object streams as well, each in the place of its stream.
 * @param read returns the object at an offset, decrypted @throws PdfError LIMIT_EXCEEDED
 */
export function withObjectStreams(
  outline: Revision,
  { definitions }: FoundObjects,
  read: (offset: number) => IndirectObject,
  { budget, held }: Accounts,
): Revision {
  if (!definitions.some(({ isObjectStream }) => isObjectStream)) return outline
  const entries = new Map<number, XrefEntry>()
  for (const { offset, objectNumber, generation, isObjectStream } of definitions) {
    entries.set(objectNumber, { kind: 'offset', offset, generation })
    // Nothing can refer to a stream that a later object of its number replaces.
    const final = outline.entries.get(objectNumber)
    if (!isObjectStream || final?.kind !== 'offset' || final.offset !== offset) continue
    membersOf(read, offset, budget).forEach((member, index) => {
      held.hold(heldBytes.mergedEntry)
      entries.set(member, { kind: 'compressed', streamNumber: objectNumber, index })
    })
  }
  return { ...outline, xrefKind: 'stream', entries }
}

function membersOf(
  read: (offset: number) => IndirectObject,
  offset: number,
  budget: WorkBudget,
): readonly number[] {
  try {
    const { value } = read(offset)
    if (!isStream(value)) return []
    const decoded = decodeStream(value, { spend: (bytes) => budget.spend(bytes) })
    budget.spend(decoded.length)
    return new ObjectStream(value.dictionary, decoded, (entry) => entry ?? null).objectNumbers
  } catch (error) {
    rethrowUnlessDamage(error)
    return []
  }
}

/** Yields whatever looks like the beginning of an object, in the order of the file. */
export function* definitionsIn(bytes: Uint8Array): Generator<Definition, undefined> {
  for (let at = indexOfText(bytes, 'obj', 0); at !== -1; at = indexOfText(bytes, 'obj', at + 3)) {
    const generationStart = numberBefore(bytes, at)
    const offset = generationStart === -1 ? -1 : numberBefore(bytes, generationStart)
    if (offset === -1) continue
    const header = parseObjectHeader(new Lexer(bytes, offset))
    if (header === undefined || header.objectNumber === 0) continue
    if (header.objectNumber > OBJECT_NUMBER_LIMIT || header.generation > GENERATION_LIMIT) continue
    yield { offset, ...header }
  }
}

/**
 * Returns the start of the run of at most ten digits before the white space that ends at `at`, or
 * -1 without one.
 */
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

function tryDictionary(
  bytes: Uint8Array,
  offset: number,
  { budget, held }: Accounts,
): PdfDictionary | undefined {
  const lexer = new Lexer(bytes, offset, bytes.length, held)
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

interface PlacedTrailer {
  readonly offset: number
  readonly trailer: PdfDictionary
}

function lastTrailer(bytes: Uint8Array, budget: WorkBudget): PlacedTrailer | undefined {
  let found: PlacedTrailer | undefined
  for (let at = indexOfText(bytes, 'trailer', 0); at !== -1; at = indexOfText(bytes, 'trailer', at + 7)) {
    const lexer = new Lexer(bytes, at + 'trailer'.length)
    try {
      const value: PdfValue = parseValue(lexer)
      if (isDictionary(value) && value.entries.has('Root')) found = { offset: at, trailer: value }
    } catch (error) {
      rethrowUnlessDamage(error)
    } finally {
      budget.spend(lexer.position - at)
    }
  }
  return found
}

/**
 * Returns undefined for a damaged object, which is left out of what is recovered. An exhausted
 * budget ends the attempt.
 */
function rethrowUnlessDamage(error: unknown): void {
  if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
}
