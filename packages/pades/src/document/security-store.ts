// The Document Security Store (EN 319 142-1 clause 5.4.2): certificates and revocation data kept in
// the file, in arrays and, for single signatures, in /VRI. Nothing in it is trusted, and what
// cannot be read is left out: whoever adds to the store keeps it as it stands.

import type { PdfDocument } from '../pdf/document.ts'
import { PdfError } from '../pdf/errors.ts'
import { decodeStream } from '../pdf/filters/filters.ts'
import {
  isArray,
  isDictionary,
  isStream,
  type PdfArray,
  type PdfDictionary,
  type PdfStream,
} from '../pdf/objects.ts'
import type { OnDamage } from './damage.ts'
import { dictionaryEntry, resolved } from './pdf-view.ts'

const MAXIMUM_STORED = 512
const MAXIMUM_REVISIONS = 128
const MAXIMUM_BYTES = 32 * 1024 * 1024
/** Of all streams together: a store of bombs ends here. */
const MAXIMUM_TOTAL_BYTES = 64 * 1024 * 1024

export type StoredKind = 'certificates' | 'crls' | 'ocspResponses'

/**
 * The arrays of the store, by their keys in it and in an entry of its /VRI, where the same have
 * singular names.
 */
export const storeArrays: readonly (readonly [kind: StoredKind, inStore: string, inVri: string])[] = [
  ['certificates', 'Certs', 'Cert'],
  ['crls', 'CRLs', 'CRL'],
  ['ocspResponses', 'OCSPs', 'OCSP'],
]

export interface StoredItem {
  readonly kind: StoredKind
  readonly der: Uint8Array
  /** Index of the oldest revision whose store has it. */
  readonly revision: number
}

/**
 * Returns every item of the stores of the newest 128 revisions. What cannot be read is left out.
 */
export function readSecurityStores(document: PdfDocument): readonly StoredItem[] {
  const found = new Map<
    PdfStream,
    { readonly kind: StoredKind; readonly view: PdfDocument; revision: number }
  >()
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
    const der = storedBytes(view, stream, Math.min(left, MAXIMUM_BYTES))
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

function* streamsOf(view: PdfDocument, store: PdfDictionary): Generator<readonly [StoredKind, PdfStream]> {
  for (const [kind, inStore] of storeArrays) {
    for (const stream of listedStreams(view, store, inStore)) yield [kind, stream]
  }
  const vri = dictionaryEntry(view, store, 'VRI')
  for (const value of [...(vri?.entries.values() ?? [])].slice(0, MAXIMUM_STORED)) {
    const entry = resolved(view, value)
    if (!isDictionary(entry)) continue
    for (const [kind, , inVri] of storeArrays) {
      for (const stream of listedStreams(view, entry, inVri)) yield [kind, stream]
    }
  }
}

/**
 * Returns the streams that an array of the store, or of an entry of /VRI, leads to: of its first
 * 512 items.
 */
export function listedStreams(view: PdfDocument, holder: PdfDictionary, key: string): readonly PdfStream[] {
  return storeItems(view, holder, key)
    .slice(0, MAXIMUM_STORED)
    .map((item) => resolved(view, item))
    .filter(isStream)
}

/**
 * Returns the items of such an array as they stand. One stream in the place of the array counts as
 * an array of it.
 * @throws PdfError unless damage is skipped, which is the default
 */
export function storeItems(
  view: PdfDocument,
  holder: PdfDictionary,
  key: string,
  onDamage: OnDamage = 'skip',
): PdfArray {
  const stated = holder.entries.get(key)
  const found = resolved(view, stated, onDamage)
  if (isArray(found)) return found
  return isStream(found) && stated !== undefined ? [stated] : []
}

/**
 * Returns the DER in a stream of the store; undefined when it cannot be decoded, or not within
 * `decodedLimit` bytes. Default 32 MiB.
 */
export function storedBytes(
  view: PdfDocument,
  stream: PdfStream,
  decodedLimit = MAXIMUM_BYTES,
): Uint8Array | undefined {
  if (decodedLimit <= 0) return undefined
  try {
    return decodeStream(stream, { resolve: (value) => view.resolve(value), decodedLimit })
  } catch (error) {
    if (error instanceof PdfError) return undefined
    throw error
  }
}
