// References that name another generation than the object has: null by ISO 32000-2 §7.3.10, and the
// object all the same for readers that go by the number alone. Without a look at them a file could
// keep what it shows to such readers out of every comparison.
import { resolved } from '../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../pdf/document.ts'
import { isRef, type PdfRef, type PdfValue, ref } from '../../../pdf/objects.ts'

const MAXIMUM_STEPS = 32

/** Whether a value is nothing to every reader. */
export function isNothing(document: PdfDocument, value: PdfValue | undefined): boolean {
  return resolved(document, value) === null && correctedReference(document, value) === undefined
}

/**
 * Returns the reference with the generation that the object has, where the value leads past it;
 * undefined where it leads to what it names, or to an object that is not in use.
 */
export function correctedReference(document: PdfDocument, value: PdfValue | undefined): PdfRef | undefined {
  let current = value
  for (let step = 0; isRef(current) && step < MAXIMUM_STEPS; step++) {
    const { objectNumber } = current
    const entry = document.entry(objectNumber)
    if (entry === undefined || entry.kind === 'free') return undefined
    const generation = entry.kind === 'offset' ? entry.generation : 0
    if (generation !== current.generation) return ref(objectNumber, generation)
    current = resolvedOnce(document, current)
  }
  return undefined
}

/** Returns what a reference names, which may be a reference again. */
function resolvedOnce(document: PdfDocument, reference: PdfRef): PdfValue | undefined {
  const value = resolved(document, reference)
  // `resolve` ends at null where a further reference leads past an object: a step by itself is
  // needed there alone.
  return value === null ? document.get(reference) : value
}
