// Reads objects where the cross-reference says they are (ISO 32000-2 §7.3.10, §7.5.7), each once,
// and accounts for the work. All views of a file share the objects that are the same in every
// revision.

import type { Warnings } from '../cross-reference/xref.ts'
import type { XrefEntry } from '../cross-reference/xref-entries.ts'
import type { Protection } from '../encryption/protection.ts'
import { SecurityHandler } from '../encryption/security-handler.ts'
import { PdfError } from '../errors.ts'
import { decodeStream } from '../filters/filters.ts'
import { isRef, isStream, type PdfRef, type PdfStream, type PdfValue } from '../objects.ts'
import { Lexer } from '../syntax/lexer.ts'
import { type IndirectObject, parseIndirectObject } from '../syntax/parser.ts'
import type { FileBytes } from './file-bytes.ts'
import { ObjectStream } from './object-stream.ts'
import { heldBytes, type ValueBudget } from './value-budget.ts'
import type { WorkBudget } from './work-budget.ts'

/** The parts that all views of one file share. */
export interface ObjectStore {
  readonly file: FileBytes
  readonly bytes: Uint8Array
  readonly budget: WorkBudget
  readonly held: ValueBudget
  readonly warnings: Warnings
  readonly protection: Protection
  /**
   * Objects by offset whose reading needed no other object, so that they are the same in every
   * revision.
   */
  readonly objects: Map<number, IndirectObject>
  /** Offsets of the other objects, which every view reads for itself. */
  readonly dependent: Set<number>
  /** Object streams by their stream. One that could not be decoded is not tried again. */
  readonly objectStreams: Map<PdfStream, ObjectStream | PdfError>
}

/** The revision as of which objects are read. */
interface ObjectView {
  entry(objectNumber: number): XrefEntry | undefined
  get(reference: PdfRef): PdfValue
  resolve(value: PdfValue | undefined): PdfValue
}

/** How many views of one file are used together: two neighbouring revisions, and the newest. */
const VIEWS_AT_ONCE = 3

/**
 * How many objects may wait for each other: a stream for its length, a length for its object
 * stream.
 */
const WAITING_LIMIT = 8

export class ObjectReader {
  readonly #store: ObjectStore
  readonly #view: ObjectView
  readonly #waiting = new Set<number>()

  constructor(store: ObjectStore, view: ObjectView) {
    this.#store = store
    this.#view = view
  }

  /** Returns the object if some view has read it and it is the same for this one. */
  known(objectNumber: number, entry: Exclude<XrefEntry, { kind: 'free' }>): PdfValue | undefined {
    if (entry.kind !== 'offset') return undefined
    const found = this.#store.objects.get(entry.offset)
    const isMeant = found?.objectNumber === objectNumber && found.generation === entry.generation
    return isMeant ? found.value : undefined
  }

  /**
   * @throws PdfError OBJECT_INVALID, STREAM_INVALID, LIMIT_EXCEEDED, PDF_PASSWORD_NEEDED,
   *   PDF_ENCRYPTION_UNSUPPORTED
   */
  read(objectNumber: number, entry: Exclude<XrefEntry, { kind: 'free' }>): PdfValue {
    if (this.#waiting.has(objectNumber) || this.#waiting.size >= WAITING_LIMIT) {
      throw new PdfError('OBJECT_INVALID', `object ${objectNumber} needs itself to be read`)
    }
    this.#waiting.add(objectNumber)
    try {
      return entry.kind === 'offset'
        ? this.#readAt(objectNumber, entry.offset, entry.generation)
        : this.#readCompressed(objectNumber, entry.streamNumber, entry.index)
    } finally {
      this.#waiting.delete(objectNumber)
    }
  }

  #readAt(objectNumber: number, offset: number, generation: number): PdfValue {
    const found = this.at(offset)
    if (found.objectNumber === objectNumber && found.generation === generation) return found.value
    const expected = `object ${objectNumber} ${generation} at offset ${offset}`
    throw new PdfError(
      'OBJECT_INVALID',
      `expected ${expected}, found ${found.objectNumber} ${found.generation}`,
    )
  }

  /**
   * Reads the object at an offset, whatever its number.
   * @throws PdfError OBJECT_INVALID, STREAM_INVALID, LIMIT_EXCEEDED
   */
  at(offset: number): IndirectObject {
    return this.#store.objects.get(offset) ?? this.#parseAt(offset)
  }

  #parseAt(offset: number): IndirectObject {
    const { file, objects, dependent, budget, warnings, protection } = this.#store
    const { parsed, isSelfContained } = file.parsed(offset, warnings, (remarks) => {
      const found = this.#parseOnce(offset, remarks)
      return { value: found, end: found.parsed.end }
    })
    const found =
      protection instanceof SecurityHandler
        ? { ...parsed, value: protection.decrypted(parsed.value, parsed, budget) }
        : parsed
    if (isSelfContained) objects.set(offset, found)
    else dependent.add(offset)
    return found
  }

  #parseOnce(offset: number, warnings: Warnings) {
    const { bytes, budget } = this.#store
    // Every view reads these anew. The first reading pays, for as many views as there may be at
    // once.
    const held = this.#store.dependent.has(offset) ? undefined : this.#store.held
    const heldBefore = held?.held ?? 0
    let isSelfContained = true
    let streamBytes = 0
    // A caller that goes on after an unreadable object must not go on for ever.
    budget.spend(0)
    held?.hold(heldBytes.object)
    const lexer = new Lexer(bytes, offset, bytes.length, held)
    try {
      const parsed = parseIndirectObject(lexer, {
        streamLength: (dictionary) => {
          const length = dictionary.entries.get('Length')
          if (isRef(length)) isSelfContained = false
          return this.#lengthOf(length, warnings)
        },
        lengthRepaired: (at, searchedBytes) => {
          budget.spend(searchedBytes)
          warnings.add(`STREAM_LENGTH: /Length of the stream at offset ${at} is wrong`)
        },
      })
      if (isStream(parsed.value)) streamBytes = parsed.value.bytes.length
      if (!isSelfContained && held !== undefined) held.hold((held.held - heldBefore) * (VIEWS_AT_ONCE - 1))
      return { parsed, isSelfContained }
    } finally {
      budget.spend(Math.max(0, lexer.position - offset - streamBytes))
    }
  }

  /**
   * Returns the length, or undefined where it cannot be read: the stream's end is then searched
   * for.
   */
  #lengthOf(length: PdfValue | undefined, warnings: Warnings): number | undefined {
    let value: PdfValue = null
    try {
      value = this.#view.resolve(length)
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
      warnings.add(`STREAM_LENGTH: a /Length cannot be read (${error.code})`)
    }
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
  }

  #readCompressed(objectNumber: number, streamNumber: number, index: number): PdfValue {
    const { protection } = this.#store
    if (protection instanceof PdfError) {
      throw new PdfError(protection.code, `object ${objectNumber} is in an encrypted object stream`)
    }
    const container = this.#objectStream(streamNumber)
    if (container.objectNumbers[index] === objectNumber) return container.value(index, this.#store.budget)
    this.#store.warnings.add(`OBJECT_STREAM_INDEX: object stream ${streamNumber} has another order`)
    const found = container.indexOf(objectNumber)
    if (found !== undefined) return container.value(found, this.#store.budget)
    throw new PdfError('OBJECT_INVALID', `object stream ${streamNumber} does not hold object ${objectNumber}`)
  }

  #objectStream(streamNumber: number): ObjectStream {
    const entry = this.#view.entry(streamNumber)
    // §7.5.7: an object stream is never inside another.
    const generation = entry?.kind === 'offset' ? entry.generation : undefined
    const stream =
      generation === undefined
        ? null
        : this.#view.get({ kind: 'ref', objectNumber: streamNumber, generation })
    if (!isStream(stream)) throw new PdfError('OBJECT_INVALID', `expected object stream ${streamNumber}`)
    return this.opened(stream)
  }

  /**
   * Returns the object stream that a stream holds, decoded once.
   * @throws PdfError when it cannot be decoded, or is none
   */
  opened(stream: PdfStream): ObjectStream {
    const { objectStreams } = this.#store
    const known = objectStreams.get(stream) ?? this.#decode(stream)
    objectStreams.set(stream, known)
    if (known instanceof PdfError) throw known
    return known
  }

  #decode(stream: PdfStream): ObjectStream | PdfError {
    const resolve = (value: PdfValue | undefined): PdfValue => this.#view.resolve(value)
    try {
      const spend = (bytes: number): void => this.#store.budget.spend(bytes)
      const decoded = decodeStream(stream, { resolve, spend })
      this.#store.budget.spend(decoded.length)
      return new ObjectStream(stream.dictionary, decoded, resolve, this.#store.held)
    } catch (error) {
      if (error instanceof PdfError) return error
      throw error
    }
  }
}
