// Which objects a document leads to, from its trailer on. Walked only where two readings of a file differ in some object: whether that
// matters depends on whether anything leads there.
import type { PdfDocument } from '../pdf/document.ts'
import { PdfError } from '../pdf/errors.ts'
import { isArray, isDictionary, isRef, isStream, type PdfValue } from '../pdf/objects.ts'

const MAXIMUM_VALUES = 4_000_000

/**
 * The first of `wanted` that the document leads to; undefined when it leads to none.
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
  const visited = new Set<number>()
  const waiting: PdfValue[] = [
    document.trailer.entries.get('Root'),
    document.trailer.entries.get('Info'),
  ].map((value) => value ?? null)
  let values = 0
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    values += 1
    if (values > MAXIMUM_VALUES) return 'too-many'
    if (isRef(value)) {
      if (wanted.has(value.objectNumber)) return value.objectNumber
      if (visited.has(value.objectNumber)) continue
      visited.add(value.objectNumber)
      waiting.push(resolvedOrNull(document, value))
    } else {
      for (const item of itemsOf(value)) {
        // Numbers, of which there may be millions, lead to nothing.
        if (typeof item === 'object' && item !== null) waiting.push(item)
        else values += 1
      }
    }
  }
  return undefined
}

function itemsOf(value: PdfValue): Iterable<PdfValue> {
  if (isArray(value)) return value
  if (isStream(value)) return value.dictionary.entries.values()
  return isDictionary(value) ? value.entries.values() : []
}

/** A damaged object leads nowhere; an end of the work that a file may cause is no answer. */
function resolvedOrNull(document: PdfDocument, value: PdfValue): PdfValue {
  try {
    return document.resolve(value)
  } catch (error) {
    if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
    return null
  }
}
