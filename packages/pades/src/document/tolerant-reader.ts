// A document of which some objects cannot be read: those are null, and remembered. An end of the
// work that a file may cause is no answer.

import type { PdfDocument } from '../pdf/document.ts'
import { PdfError } from '../pdf/errors.ts'
import { isName, isRef, type PdfDictionary, type PdfRef, type PdfValue } from '../pdf/objects.ts'

/**
 * Returns the generation that an object has (§7.3.10); undefined for one that is free or not
 * stated.
 */
export function generationOf(document: PdfDocument, objectNumber: number): number | undefined {
  const entry = document.entry(objectNumber)
  if (entry === undefined || entry.kind === 'free') return undefined
  return entry.kind === 'offset' ? entry.generation : 0
}

export class TolerantReader {
  readonly document: PdfDocument
  readonly #unreadable = new Set<number>()

  constructor(document: PdfDocument) {
    this.document = document
  }

  /** Numbers of objects that could not be read so far. */
  get unreadable(): ReadonlySet<number> {
    return this.#unreadable
  }

  /** As `PdfDocument.get`; null for what cannot be read. @throws PdfError LIMIT_EXCEEDED */
  get(reference: PdfRef): PdfValue {
    return this.#tolerant(reference, () => this.document.get(reference))
  }

  /** The object that has the number now; null for a free one. @throws PdfError LIMIT_EXCEEDED */
  object(objectNumber: number): PdfValue {
    const generation = generationOf(this.document, objectNumber)
    return generation === undefined ? null : this.get({ kind: 'ref', objectNumber, generation })
  }

  /** As `PdfDocument.resolve`; null for what cannot be read. @throws PdfError LIMIT_EXCEEDED */
  resolve(value: PdfValue | undefined): PdfValue {
    return this.#tolerant(value, () => this.document.resolve(value))
  }

  /** An entry of a dictionary, resolved. @throws PdfError LIMIT_EXCEEDED */
  entry({ entries }: PdfDictionary, key: string): PdfValue {
    return this.resolve(entries.get(key))
  }

  /**
   * The name that an entry of a dictionary is; undefined when it is none. @throws PdfError
   * LIMIT_EXCEEDED
   */
  name(dictionary: PdfDictionary, key: string): string | undefined {
    const value = this.entry(dictionary, key)
    return isName(value) ? value.value : undefined
  }

  #tolerant(from: PdfValue | undefined, read: () => PdfValue): PdfValue {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
      if (isRef(from)) this.#unreadable.add(from.objectNumber)
      return null
    }
  }
}
