// The Document Security Store (EN 319 142-1 clause 5.4.2): certificates and revocation data kept in the file, in arrays and, for single
// signatures, in /VRI. Nothing in it is trusted.

import { arrayEntry, dictionaryEntry, resolved } from '../document/pdf-view.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { PdfError } from '../pdf/errors.ts'
import { decodeStream } from '../pdf/filters.ts'
import { isDictionary, isStream, type PdfDictionary, type PdfStream } from '../pdf/objects.ts'
import type { CarriedEvidence } from './context/carried-evidence.ts'

const MAXIMUM_STORED = 512
const MAXIMUM_REVISIONS = 128
const MAXIMUM_BYTES = 32 * 1024 * 1024
/** Of all streams together: a store of bombs ends here. */
const MAXIMUM_TOTAL_BYTES = 64 * 1024 * 1024

type Kind = keyof CarriedEvidence

/** /VRI uses singular names for the same arrays. */
const arrays: readonly (readonly [kind: Kind, inStore: string, inVri: string])[] = [
  ['certificates', 'Certs', 'Cert'],
  ['crls', 'CRLs', 'CRL'],
  ['ocspResponses', 'OCSPs', 'OCSP'],
]

export interface StoredItem {
  readonly kind: Kind
  readonly der: Uint8Array
  /** Index of the oldest revision whose store has it. */
  readonly revision: number
}

/** Every item of the stores of the newest 128 revisions. What cannot be read is left out. */
export function readSecurityStores(document: PdfDocument): readonly StoredItem[] {
  const found = new Map<PdfStream, { readonly kind: Kind; readonly view: PdfDocument; revision: number }>()
  const oldest = Math.max(0, document.revisions.length - MAXIMUM_REVISIONS)
  for (let revision = document.revisions.length - 1; revision >= oldest; revision--) {
    const view = document.at(revision)
    const store = storeOf(view)
    if (store === undefined) continue
    for (const [kind, stream] of streamsOf(view, store)) {
      const known = found.get(stream)
      if (known !== undefined) known.revision = revision
      else if (found.size < MAXIMUM_STORED) found.set(stream, { kind, view, revision })
    }
  }
  let left = MAXIMUM_TOTAL_BYTES
  return [...found].flatMap(([stream, { kind, view, revision }]) => {
    const der = decoded(view, stream, Math.min(left, MAXIMUM_BYTES))
    if (der === undefined) return []
    left -= der.length
    return [{ kind, der, revision }]
  })
}

function storeOf(view: PdfDocument): PdfDictionary | undefined {
  try {
    return dictionaryEntry(view, view.catalog, 'DSS')
  } catch (error) {
    // An older revision may be damaged where the newest is not.
    if (error instanceof PdfError) return undefined
    throw error
  }
}

function* streamsOf(view: PdfDocument, store: PdfDictionary): Generator<readonly [Kind, PdfStream]> {
  for (const [kind, inStore] of arrays) yield* listed(view, store, kind, inStore)
  const vri = dictionaryEntry(view, store, 'VRI')
  for (const value of [...(vri?.entries.values() ?? [])].slice(0, MAXIMUM_STORED)) {
    const entry = resolved(view, value)
    if (!isDictionary(entry)) continue
    for (const [kind, , inVri] of arrays) yield* listed(view, entry, kind, inVri)
  }
}

function* listed(
  view: PdfDocument,
  holder: PdfDictionary,
  kind: Kind,
  key: string,
): Generator<readonly [Kind, PdfStream]> {
  for (const item of (arrayEntry(view, holder, key) ?? []).slice(0, MAXIMUM_STORED)) {
    const stream = resolved(view, item)
    if (isStream(stream)) yield [kind, stream]
  }
}

function decoded(view: PdfDocument, stream: PdfStream, decodedLimit: number): Uint8Array | undefined {
  if (decodedLimit <= 0) return undefined
  try {
    return decodeStream(stream, { resolve: (value) => view.resolve(value), decodedLimit })
  } catch (error) {
    if (error instanceof PdfError) return undefined
    throw error
  }
}
