// Everything that the trailer leads to, each object once: dictionaries and streams in the order in which they are come upon.

import {
  isArray,
  isDictionary,
  isRef,
  isStream,
  type PdfDictionary,
  type PdfRef,
  type PdfStream,
  type PdfValue,
} from '../../pdf/objects.ts'
import type { TolerantReader } from './tolerant-reader.ts'

export interface ReachedDictionary {
  readonly dictionary: PdfDictionary
  /** Where the dictionary is a stream's. */
  readonly stream: PdfStream | undefined
  /** The object in which it stands; undefined for the trailer. */
  readonly object: number | undefined
}

interface Waiting {
  readonly value: PdfValue
  readonly object: number | undefined
}

export class ReachableObjects {
  /** Numbers of the objects that were reached. */
  readonly numbers = new Set<number>()
  /** Whether there were more than the limit. */
  isCutShort = false
  readonly #reader: TolerantReader
  readonly #limit: number

  /** @param limit of values looked at */
  constructor(reader: TolerantReader, limit: number) {
    this.#reader = reader
    this.#limit = limit
  }

  /** Values nest no deeper than the parser lets them; references are followed without recursion. @throws PdfError LIMIT_EXCEEDED */
  *walk(): Generator<ReachedDictionary> {
    const waiting: Waiting[] = [{ value: this.#reader.document.trailer, object: undefined }]
    let looked = 0
    const wait = (values: Iterable<PdfValue>, object: number | undefined): void => {
      for (const value of values) {
        // Numbers, of which there may be millions, lead to nothing.
        if (typeof value === 'object' && value !== null) waiting.push({ value, object })
        else looked += 1
      }
    }
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      looked += 1
      if (looked > this.#limit) {
        this.isCutShort = true
        return
      }
      const { value, object } = next
      if (isRef(value)) {
        if (!this.#isNew(value)) continue
        this.numbers.add(value.objectNumber)
        waiting.push({ value: this.#reader.get(value), object: value.objectNumber })
        continue
      }
      const stream = isStream(value) ? value : undefined
      const dictionary = stream?.dictionary ?? (isDictionary(value) ? value : undefined)
      if (dictionary !== undefined) {
        yield { dictionary, stream, object }
        wait(dictionary.entries.values(), object)
      } else if (isArray(value)) wait(value, object)
    }
  }

  /** A reference of another generation leads to nothing (§7.3.10), so that the object stays unreached. */
  #isNew(reference: PdfRef): boolean {
    if (this.numbers.has(reference.objectNumber)) return false
    return reference.generation === this.#reader.generationOf(reference.objectNumber)
  }
}
