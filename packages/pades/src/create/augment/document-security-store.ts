// Writes the Document Security Store (EN 319 142-1 clause 5.4.2): what is in it stays, what is new
// is added, and nothing stands there twice.

import { equalBytes, present, SHA_1 } from '@tapis/pki'
import { dictionaryEntry, resolved } from '../../document/pdf-view.ts'
import {
  listedStreams,
  type StoredKind,
  storeArrays,
  storedBytes,
  storeItems,
} from '../../document/security-store.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import {
  dictionary,
  isDictionary,
  isRef,
  isStream,
  name,
  type PdfDictionary,
  type PdfRef,
  type PdfValue,
  ref,
} from '../../pdf/objects.ts'
import type { IncrementalUpdate } from '../../pdf/update.ts'
import { compressedStream, type Deflate } from '../appearance/deflate.ts'
import { PadesError, refuseDamage } from '../errors.ts'
import type { ValidationData } from './revocation-data.ts'

interface StoreOptions {
  readonly deflate: Deflate
  /**
   * /Contents of the signatures that get an entry in /VRI, as bytes, padding included. Default:
   * none, since EN 319 142-1 leaves it free.
   */
  readonly vri?: readonly Uint8Array[]
}

/**
 * Returns the DER of what the arrays of the store hold; of an item that cannot be read, nothing.
 */
export function storedData(document: PdfDocument): ValidationData {
  const store = dictionaryEntry(document, document.catalog, 'DSS', refuseDamage)
  const [certificates = [], crls = [], ocspResponses = []] = storeArrays.map(([, key]) =>
    store === undefined
      ? []
      : listedStreams(document, store, key).flatMap((stream) => storedBytes(document, stream) ?? []),
  )
  return { certificates, crls, ocspResponses }
}

/**
 * Writes the store and the catalog that names it. Returns false when the store has everything
 * already: then nothing is written.
 * @throws PadesError FORM_INVALID when the catalog is no indirect object; PdfError
 */
export async function writeSecurityStore(
  document: PdfDocument,
  update: IncrementalUpdate,
  data: ValidationData,
  { deflate, vri = [] }: StoreOptions,
): Promise<boolean> {
  const root = document.trailer.entries.get('Root')
  if (!isRef(root)) throw new PadesError('FORM_INVALID', 'expected the catalog to be an indirect object')
  const stated = document.catalog.entries.get('DSS')
  const found = document.resolve(stated)
  const before = isDictionary(found) ? found : dictionary({})
  const entries = new Map<string, PdfValue>([['Type', name('DSS')], ...before.entries])
  const references = new Map<StoredKind, readonly PdfRef[]>()
  let isChanged = vri.length > 0 || !isDictionary(found)
  for (const [kind, key] of storeArrays) {
    const { all, wanted, isNew } = withNew(document, update, before, key, data[kind], deflate)
    references.set(kind, wanted)
    if (all.length > 0) entries.set(key, all)
    isChanged ||= isNew
  }
  if (!isChanged) return false
  if (vri.length > 0) entries.set('VRI', await vriDictionary(document, before, vri, references))
  const store: PdfDictionary = { kind: 'dictionary', entries }
  const extensions = withExtension(document)
  if (isRef(stated) && isDictionary(found)) {
    update.replace(stated, store)
    if (extensions !== undefined) replaceCatalog(document, update, root, { Extensions: extensions })
    return true
  }
  const objectNumber = update.allocate()
  update.add(objectNumber, store)
  replaceCatalog(document, update, root, {
    DSS: ref(objectNumber),
    ...present({ Extensions: extensions }),
  })
  return true
}

function replaceCatalog(
  document: PdfDocument,
  update: IncrementalUpdate,
  root: PdfRef,
  entries: Readonly<Record<string, PdfValue>>,
): void {
  const changed = new Map([...document.catalog.entries, ...Object.entries(entries)])
  update.replace(root, { kind: 'dictionary', entries: changed })
}

/** Returns the array with what it had first, and for each wanted item its reference, old or new. */
function withNew(
  document: PdfDocument,
  update: IncrementalUpdate,
  store: PdfDictionary,
  key: string,
  items: readonly Uint8Array[],
  deflate: Deflate,
): { readonly all: readonly PdfValue[]; readonly wanted: readonly PdfRef[]; readonly isNew: boolean } {
  const kept = storeItems(document, store, key, refuseDamage)
  const known = kept.flatMap((item) => {
    const stream = isRef(item) ? resolved(document, item) : null
    const der = isStream(stream) ? storedBytes(document, stream) : undefined
    return isRef(item) && der !== undefined ? [{ reference: item, der }] : []
  })
  const added: PdfRef[] = []
  const wanted = items.map((der) => {
    const same = known.find((item) => equalBytes(item.der, der))
    if (same !== undefined) return same.reference
    const reference = ref(update.allocate())
    update.add(reference.objectNumber, compressedStream(der, {}, deflate))
    known.push({ reference, der })
    added.push(reference)
    return reference
  })
  return { all: [...kept, ...added], wanted, isNew: added.length > 0 }
}

/**
 * Returns the /VRI with an entry for each signature, whose key is the SHA-1 of its /Contents in
 * capital hexadecimal (clause 5.4.2.3).
 */
async function vriDictionary(
  document: PdfDocument,
  store: PdfDictionary,
  signatures: readonly Uint8Array[],
  references: ReadonlyMap<StoredKind, readonly PdfRef[]>,
): Promise<PdfValue> {
  const found = document.resolve(store.entries.get('VRI'))
  const entries = new Map<string, PdfValue>(isDictionary(found) ? found.entries : [])
  for (const contents of signatures) {
    const digest = await crypto.subtle.digest(SHA_1.webCryptoName, new Uint8Array(contents))
    const entryKey = new Uint8Array(digest).toHex().toUpperCase()
    const before = document.resolve(entries.get(entryKey))
    const entry = new Map<string, PdfValue>([
      ['Type', name('VRI')],
      ...(isDictionary(before) ? before.entries : []),
    ])
    for (const [kind, , key] of storeArrays) {
      const kept = storeItems(document, { kind: 'dictionary', entries: entry }, key, refuseDamage)
      const all = withReferences(kept, references.get(kind) ?? [])
      if (all.length > 0) entry.set(key, all)
    }
    entries.set(entryKey, { kind: 'dictionary', entries: entry })
  }
  return { kind: 'dictionary', entries }
}

function withReferences(kept: readonly PdfValue[], wanted: readonly PdfRef[]): readonly PdfValue[] {
  const known = new Set(kept.flatMap((item) => (isRef(item) ? [item.objectNumber] : [])))
  return [...kept, ...wanted.filter(({ objectNumber }) => !known.has(objectNumber))]
}

/**
 * Returns /Extensions with that of ETSI (clause 5.1), which the store is to earlier versions than
 * ISO 32000-2; undefined when it is declared already.
 */
function withExtension(document: PdfDocument): PdfValue | undefined {
  const found = document.resolve(document.catalog.entries.get('Extensions'))
  const entries = new Map<string, PdfValue>(isDictionary(found) ? found.entries : [])
  if (entries.has('ESIC')) return undefined
  const level = dictionary({ Type: name('DeveloperExtensions'), BaseVersion: name('1.7'), ExtensionLevel: 5 })
  return { kind: 'dictionary', entries: entries.set('ESIC', level) }
}
