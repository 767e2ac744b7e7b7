// Everything that the trailer leads to, each object once: dictionaries and streams in the order in which they are come upon.

import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import {
  isArray,
  isDictionary,
  isRef,
  isStream,
  type PdfDictionary,
  type PdfStream,
  type PdfValue,
} from '../../pdf/objects.ts'

export interface ReachedDictionary {
  readonly dictionary: PdfDictionary
  /** Where the dictionary is a stream's. */
  readonly stream: PdfStream | undefined
  /** The object in which it stands. */
  readonly object: number | undefined
}

export class ReachableObjects {
  /** Numbers of the objects that were reached. */
  readonly numbers = new Set<number>()
  /** Whether there were more than the limit. */
  isCutShort = false
  readonly #document: PdfDocument
  readonly #limit: number

  /** @param limit of values looked at */
  constructor(document: PdfDocument, limit: number) {
    this.#document = document
    this.#limit = limit
  }

  /** Values nest no deeper than the parser lets them; references are followed without recursion. */
  *walk(): Generator<ReachedDictionary> {
    const waiting: { readonly value: PdfValue; readonly object: number | undefined }[] = [
      { value: this.#document.trailer, object: undefined },
    ]
    let looked = 0
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      looked += 1
      if (looked > this.#limit) {
        this.isCutShort = true
        return
      }
      const { value } = next
      if (isRef(value)) {
        if (this.numbers.has(value.objectNumber)) continue
        this.numbers.add(value.objectNumber)
        waiting.push({ value: this.#read(value), object: value.objectNumber })
        continue
      }
      const stream = isStream(value) ? value : undefined
      const dictionary = stream?.dictionary ?? (isDictionary(value) ? value : undefined)
      if (dictionary !== undefined) {
        yield { dictionary, stream, object: next.object }
        for (const entry of dictionary.entries.values()) waiting.push({ value: entry, object: next.object })
      } else if (isArray(value)) for (const item of value) waiting.push({ value: item, object: next.object })
    }
  }

  #read(value: PdfValue): PdfValue {
    try {
      return this.#document.resolve(value)
    } catch (error) {
      // What nobody can read shows nothing.
      if (error instanceof PdfError && error.code !== 'LIMIT_EXCEEDED') return null
      throw error
    }
  }
}
