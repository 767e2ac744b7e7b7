// What a document leads to from its trailer on (ISO 32000-2 §7.5.5): each object once, in the order
// in which it is come upon. Values nest no deeper than the parser lets them, and references are
// followed without recursion.

import type { PdfDocument } from '../pdf/document.ts'
import {
  isArray,
  isDictionary,
  isRef,
  isStream,
  type PdfDictionary,
  type PdfRef,
  type PdfStream,
  type PdfValue,
} from '../pdf/objects.ts'
import { generationOf, TolerantReader } from './tolerant-reader.ts'

type Reached =
  /**
   * A reference to an object that was not reached before; of another generation, it may come again.
   */
  { readonly kind: 'reference'; readonly objectNumber: number } | ReachedDictionary

export interface ReachedDictionary {
  readonly kind: 'dictionary'
  readonly dictionary: PdfDictionary
  /** Where the dictionary is a stream's. */
  readonly stream: PdfStream | undefined
  /** The object in which it stands; undefined for what stands in the trailer. */
  readonly object: number | undefined
}

interface ReachingOptions {
  readonly roots: readonly (PdfValue | undefined)[]
  readonly read: (reference: PdfRef) => PdfValue
  /** How many values are looked at. */
  readonly mostValues: number
}

export class ReachableObjects {
  /** Numbers of the objects that were reached so far. */
  readonly numbers = new Set<number>()
  /** Whether there were more values than are looked at. */
  isCutShort = false
  readonly #document: PdfDocument
  readonly #options: ReachingOptions

  constructor(document: PdfDocument, options: ReachingOptions) {
    this.#document = document
    this.#options = options
  }

  /** Gives what is reached, reading no further than is asked for. @throws what `read` throws */
  *walk(): Generator<Reached> {
    const { roots, read, mostValues } = this.#options
    const waiting: { readonly value: PdfValue; readonly object: number | undefined }[] = []
    let looked = 0
    const wait = (values: Iterable<PdfValue>, object: number | undefined): void => {
      for (const value of values) {
        // Numbers, of which there may be millions, lead to nothing.
        if (typeof value === 'object' && value !== null) waiting.push({ value, object })
        else looked += 1
      }
    }
    wait(
      roots.map((root) => root ?? null),
      undefined,
    )
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      looked += 1
      if (looked > mostValues) {
        this.isCutShort = true
        return
      }
      const { value, object } = next
      if (isRef(value)) {
        const { objectNumber } = value
        if (this.numbers.has(objectNumber)) continue
        yield { kind: 'reference', objectNumber }
        if (!this.#leadsOn(value)) continue
        this.numbers.add(objectNumber)
        waiting.push({ value: read(value), object: objectNumber })
        continue
      }
      const stream = isStream(value) ? value : undefined
      const dictionary = stream?.dictionary ?? (isDictionary(value) ? value : undefined)
      if (dictionary !== undefined) {
        yield { kind: 'dictionary', dictionary, stream, object }
        wait(dictionary.entries.values(), object)
      } else if (isArray(value)) wait(value, object)
    }
  }

  /**
   * A reference of another generation leads to nothing (§7.3.10), so that the object stays
   * unreached by it.
   */
  #leadsOn({ objectNumber, generation }: PdfRef): boolean {
    return generation === generationOf(this.#document, objectNumber)
  }
}

const MOST_VALUES = 4_000_000

/**
 * Returns the first of `wanted` that the catalog or the document information leads to, by a
 * reference of whatever generation; undefined when they lead to none. Walked only where two
 * readings of a file differ in some object: whether that matters depends on whether anything leads
 * there.
 *
 * @param wanted object numbers
 * @throws PdfError LIMIT_EXCEEDED
 * @returns the number, or `too-many` when the document has more than is looked through
 */
export function firstReached(
  document: PdfDocument,
  wanted: ReadonlySet<number>,
): number | 'too-many' | undefined {
  if (wanted.size === 0) return undefined
  const { entries } = document.trailer
  const reader = new TolerantReader(document)
  const reachable = new ReachableObjects(document, {
    roots: [entries.get('Root'), entries.get('Info')],
    read: (reference) => reader.get(reference),
    mostValues: MOST_VALUES,
  })
  for (const reached of reachable.walk()) {
    if (reached.kind === 'reference' && wanted.has(reached.objectNumber)) return reached.objectNumber
  }
  return reachable.isCutShort ? 'too-many' : undefined
}
