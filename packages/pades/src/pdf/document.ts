// A PDF as its cross-reference says (ISO 32000-2 §7.5): opened without reading any object but the catalog; the others
// are parsed when asked for. Strict unless told to recover; every revision can be looked at as it was when it was saved.

import { EntryIndex } from './entry-index.ts'
import { PdfError } from './errors.ts'
import { findHeader, readStructure } from './file-structure.ts'
import { ObjectReader, type ObjectStore } from './object-reader.ts'
import { isDictionary, isRef, type PdfDictionary, type PdfRef, type PdfValue } from './objects.ts'
import { recoverRevision } from './recover.ts'
import { WorkBudget } from './work-budget.ts'
import { type Revision, Warnings, type XrefEntry } from './xref.ts'
import { XrefEntries } from './xref-entries.ts'

export interface OpenOptions {
  /** Rebuild the cross-reference when it is unusable (warning `RECOVERED`); default false. For reading only. */
  readonly recover?: boolean
}

/** What the views of one file share. */
interface Source extends ObjectStore {
  readonly base: number
  readonly recovered: boolean
  readonly index: EntryIndex
}

const REFERENCE_LIMIT = 32

/**
 * Opens a PDF. The bytes are kept and must not change. Cost: the cross-reference, not the objects. An encrypted file
 * opens (`encrypted`), its strings and streams as they are on disk.
 * @throws PdfError PDF_EMPTY, NOT_A_PDF, PDF_TRUNCATED, XREF_INVALID, OBJECT_INVALID, STREAM_INVALID, LIMIT_EXCEEDED
 */
export function openPdf(bytes: Uint8Array, options: OpenOptions = {}): PdfDocument {
  const header = findHeader(bytes)
  const budget = new WorkBudget(bytes.length)
  const warnings = new Warnings()
  const shared: ObjectStore = { bytes, budget, warnings, objects: new Map(), objectStreams: new Map() }
  try {
    const { base, revisions } = readStructure(bytes, header, { warnings, budget })
    const index = new EntryIndex(revisions)
    const document = new PdfDocument({ ...shared, base, recovered: false, index }, revisions)
    requireCatalog(document)
    if (options.recover === true) requirePages(document)
    return document
  } catch (error) {
    if (options.recover !== true || !(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED')
      throw error
    warnings.add(`RECOVERED: the cross-reference was rebuilt by searching (${error.code}: ${error.message})`)
    const revision = recoverRevision(bytes, budget, error)
    const index = new EntryIndex([revision])
    const document = new PdfDocument({ ...shared, base: header, recovered: true, index }, [revision])
    requireCatalog(document)
    return document
  }
}

function requireCatalog(document: PdfDocument): void {
  try {
    void document.catalog
  } catch (error) {
    // The catalog of an encrypted file may be out of reach; the file is open all the same.
    if (!(error instanceof PdfError) || error.code !== 'PDF_ENCRYPTED') throw error
  }
}

/** Viewers take a file whose pages are out of reach for damaged and rebuild it; so does reading with recovery. */
function requirePages(document: PdfDocument): void {
  if (document.encrypted || isDictionary(document.resolve(document.catalog.entries.get('Pages')))) return
  throw new PdfError('XREF_INVALID', 'expected the catalog to have a page tree')
}

/** A file as of one of its revisions; `openPdf` gives the newest. */
export class PdfDocument {
  readonly bytes: Uint8Array
  /** Oldest first; the last one is the one this view shows. */
  readonly revisions: readonly Revision[]
  /** The newest revision's trailer dictionary (of a cross-reference stream: the stream's). */
  readonly trailer: PdfDictionary
  /** /Size as the trailer states it, or what the entries show when it states none. */
  readonly size: number
  /** Above every object number that any revision ever used, stated or not. */
  readonly nextObjectNumber: number
  /** Where offsets inside the file count from: the header's position, 0 in nearly every file. */
  readonly base: number
  /** The cross-reference was rebuilt by searching. */
  readonly recovered: boolean
  /** The trailer has /Encrypt. Strings and streams are not decrypted; objects in object streams cannot be read. */
  readonly encrypted: boolean
  readonly #source: Source
  readonly #values = new Map<number, PdfValue>()
  readonly #reader: ObjectReader

  constructor(source: Source, revisions: readonly Revision[]) {
    const newest = revisions.at(-1)
    if (newest === undefined) throw new PdfError('XREF_INVALID', 'the file has no revision')
    this.#source = source
    this.#reader = new ObjectReader(source, this)
    this.bytes = source.bytes
    this.base = source.base
    this.recovered = source.recovered
    this.revisions = revisions
    this.trailer = newest.trailer
    this.encrypted = (newest.trailer.entries.get('Encrypt') ?? null) !== null
    this.nextObjectNumber = numberAboveAll(revisions)
    const size = newest.trailer.entries.get('Size')
    this.size = typeof size === 'number' ? size : this.nextObjectNumber
  }

  /** Remarks "CODE: sentence" about what was tolerated, so far: reading more objects may add some. */
  get warnings(): readonly string[] {
    return this.#source.warnings.list
  }

  /** The document catalog (§7.7.2). @throws PdfError XREF_INVALID when /Root is no dictionary; PDF_ENCRYPTED */
  get catalog(): PdfDictionary {
    const catalog = this.resolve(this.trailer.entries.get('Root'))
    if (isDictionary(catalog)) return catalog
    throw new PdfError('XREF_INVALID', 'expected the /Root of the trailer to be a dictionary')
  }

  /** The /Encrypt dictionary, when there is one. */
  get encryption(): PdfDictionary | undefined {
    const encryption = this.resolve(this.trailer.entries.get('Encrypt'))
    return isDictionary(encryption) ? encryption : undefined
  }

  /** What the newest revision that mentions the object says of it. */
  entry(objectNumber: number): XrefEntry | undefined {
    return this.#source.index.entry(objectNumber, this.revisions.length - 1)
  }

  /**
   * The object, or null when it is free, missing or of another generation (§7.3.10). Unchanged objects are the same value in every view.
   * @throws PdfError OBJECT_INVALID, STREAM_INVALID, LIMIT_EXCEEDED, PDF_ENCRYPTED (inside an encrypted object stream)
   */
  get(reference: PdfRef): PdfValue {
    const { objectNumber, generation } = reference
    const entry = this.entry(objectNumber)
    if (entry === undefined || entry.kind === 'free') return null
    if (generation !== (entry.kind === 'offset' ? entry.generation : 0)) return null
    const known = this.#values.get(objectNumber)
    if (known !== undefined) return known
    const value = this.#reader.read(objectNumber, entry)
    this.#values.set(objectNumber, value)
    return value
  }

  /** Follows references to the value; missing is null. @throws PdfError as `get`, OBJECT_INVALID for a chain without end */
  resolve(value: PdfValue | undefined): PdfValue {
    let current = value ?? null
    for (let step = 0; isRef(current); step++) {
      if (step >= REFERENCE_LIMIT) throw new PdfError('OBJECT_INVALID', 'references lead to references')
      current = this.get(current)
    }
    return current
  }

  /** The same bytes seen as of revision `index` (0 is the oldest). @throws TypeError when there is no such revision */
  at(index: number): PdfDocument {
    if (index === this.revisions.length - 1) return this
    if (this.revisions[index] === undefined) throw new TypeError(`there is no revision ${index}`)
    return new PdfDocument(this.#source, this.revisions.slice(0, index + 1))
  }
}

function numberAboveAll(revisions: readonly Revision[]): number {
  let highest = 0
  for (const { entries, trailer, xrefStreamNumbers } of revisions) {
    if (entries instanceof XrefEntries) highest = Math.max(highest, entries.highest)
    else for (const objectNumber of entries.keys()) if (objectNumber > highest) highest = objectNumber
    for (const objectNumber of xrefStreamNumbers) if (objectNumber > highest) highest = objectNumber
    const size = trailer.entries.get('Size')
    if (typeof size === 'number' && Number.isSafeInteger(size) && size - 1 > highest) highest = size - 1
  }
  return highest + 1
}
