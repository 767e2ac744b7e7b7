// A PDF as its cross-reference describes it (ISO 32000-2 §7.5). Objects are parsed when they are
// asked for, and every revision can be seen as it was when it was saved.

import type { EntryIndex } from './cross-reference/entry-index.ts'
import type { Revision } from './cross-reference/xref.ts'
import type { XrefEntry } from './cross-reference/xref-entries.ts'
import { XrefEntries } from './cross-reference/xref-entries.ts'
import type { PdfPermissions } from './encryption/permissions.ts'
import { firstIdentifier } from './encryption/protection.ts'
import { SecurityHandler } from './encryption/security-handler.ts'
import { PdfError } from './errors.ts'
import {
  isDictionary,
  isRef,
  type PdfDictionary,
  type PdfRef,
  type PdfStream,
  type PdfValue,
} from './objects.ts'
import { ObjectReader, type ObjectStore } from './reading/object-reader.ts'
import type { ObjectStream } from './reading/object-stream.ts'
import { ValueBudget } from './reading/value-budget.ts'
import type { IndirectObject } from './syntax/parser.ts'

/** The parts that all views of one file share. */
export interface DocumentSource extends ObjectStore {
  readonly base: number
  readonly recovered: boolean
  readonly index: EntryIndex
  /**
   * Opens other bytes as a file of their own, strictly and with the same password.
   * @throws PdfError
   */
  readonly reopened: (bytes: Uint8Array, sharing: ValueBudget) => PdfDocument
  /** The first element of /ID of an encrypted file, as it is on disk: it is never encrypted. */
  readonly identifier: Uint8Array | undefined
}

const REFERENCE_LIMIT = 32

/** One file as of one of its revisions. `openPdf` returns the newest. */
export class PdfDocument {
  readonly bytes: Uint8Array
  /** The revisions up to the one that this view shows, oldest first. */
  readonly revisions: readonly Revision[]
  /** The newest revision's trailer dictionary (of a cross-reference stream: the stream's). */
  readonly trailer: PdfDictionary
  /** /Size as the trailer states it, or as the entries show it when the trailer states none. */
  readonly size: number
  /** A number above every object number that any revision used, whatever /Size states. */
  readonly nextObjectNumber: number
  /**
   * The offset from which the file's own offsets count: that of the header, 0 in nearly every file.
   */
  readonly base: number
  /** Whether the cross-reference was rebuilt by searching. */
  readonly recovered: boolean
  /** Whether the trailer has /Encrypt. */
  readonly encrypted: boolean
  /**
   * The reason why an encrypted file could not be decrypted: PDF_PASSWORD_NEEDED or
   * PDF_ENCRYPTION_UNSUPPORTED. Its strings and streams then stay as they are on disk, and objects
   * in object streams cannot be read.
   */
  readonly locked: PdfError | undefined
  /**
   * The permissions that the password gives; undefined when the file is not encrypted, or locked.
   */
  readonly permissions: PdfPermissions | undefined
  /** Encrypts what is written into the file; undefined when it is not encrypted, or locked. */
  readonly security: SecurityHandler | undefined
  readonly #source: DocumentSource
  /** The parts that differ from view to view. */
  readonly #values = new Map<number, PdfValue>()
  readonly #reader: ObjectReader

  constructor(source: DocumentSource, revisions: readonly Revision[]) {
    const newest = revisions.at(-1)
    if (newest === undefined) throw new PdfError('XREF_INVALID', 'the file has no revision')
    this.#source = source
    this.#reader = new ObjectReader(source, this)
    this.bytes = source.bytes
    this.base = source.base
    this.recovered = source.recovered
    this.revisions = revisions
    this.trailer = newest.trailer
    const { protection } = source
    this.locked = protection instanceof PdfError ? protection : undefined
    this.security = protection instanceof SecurityHandler ? protection : undefined
    this.permissions = this.security?.permissions
    this.encrypted = (newest.trailer.entries.get('Encrypt') ?? null) !== null
    this.nextObjectNumber = numberAboveAll(revisions)
    const size = newest.trailer.entries.get('Size')
    this.size = typeof size === 'number' ? size : this.nextObjectNumber
  }

  /**
   * The remarks ("CODE: sentence") about what was tolerated so far. Reading more objects may add
   * some.
   */
  get warnings(): readonly string[] {
    return this.#source.warnings.list
  }

  /**
   * The document catalog (§7.7.2).
   * @throws PdfError XREF_INVALID when /Root is no dictionary; as `get`
   */
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

  /**
   * Returns the first element of /ID (§14.4), which identifies the file, or undefined without one.
   * @throws PdfError as `get`
   */
  get identifier(): Uint8Array | undefined {
    return this.#source.identifier ?? firstIdentifier(this)
  }

  /** Returns what the newest revision that mentions the object says of it. */
  entry(objectNumber: number): XrefEntry | undefined {
    return this.#source.index.entry(objectNumber, this.revisions.length - 1)
  }

  /**
   * Returns the object, or null when it is free, missing or of another generation (§7.3.10). An
   * object that did not change is the same value in every view.
   * @throws PdfError OBJECT_INVALID, STREAM_INVALID, LIMIT_EXCEEDED; the code of `locked` for what
   *   is in an object stream
   */
  get(reference: PdfRef): PdfValue {
    const { objectNumber, generation } = reference
    const entry = this.entry(objectNumber)
    if (entry === undefined || entry.kind === 'free') return null
    if (generation !== (entry.kind === 'offset' ? entry.generation : 0)) return null
    const shared = this.#reader.known(objectNumber, entry)
    const known = shared === undefined ? this.#values.get(objectNumber) : shared
    if (known !== undefined) return known
    const value = this.#reader.read(objectNumber, entry)
    // Most objects are in the table that all views share. A table for each view could cost as much
    // as the objects themselves.
    if (this.#reader.known(objectNumber, entry) === undefined) this.#values.set(objectNumber, value)
    return value
  }

  /**
   * Returns the object that is written at an offset, whatever the cross-reference says of it,
   * decrypted like any other.
   * @throws PdfError OBJECT_INVALID when there is none; STREAM_INVALID, LIMIT_EXCEEDED
   */
  objectAt(offset: number): IndirectObject {
    return this.#reader.at(offset)
  }

  /**
   * Returns the members of an object stream.
   * @throws PdfError when it cannot be decoded, or is none; LIMIT_EXCEEDED
   */
  objectStream(stream: PdfStream): ObjectStream {
    return this.#reader.opened(stream)
  }

  /**
   * Follows references to the value; a missing object is null.
   * @throws PdfError as `get`; OBJECT_INVALID for a chain without end
   */
  resolve(value: PdfValue | undefined): PdfValue {
    let current = value ?? null
    for (let step = 0; isRef(current); step++) {
      if (step >= REFERENCE_LIMIT) throw new PdfError('OBJECT_INVALID', 'references lead to references')
      current = this.get(current)
    }
    return current
  }

  /**
   * Opens the first `end` bytes as a file of their own, strictly and with the same password, and
   * returns what `use` makes of it. `use` must not keep that file.
   * @throws PdfError as `openPdf`; what `use` throws
   */
  alone<T>(end: number, use: (document: PdfDocument) => T): T {
    const sharing = new ValueBudget(this.bytes.length, this.#source.held)
    try {
      return use(this.#source.reopened(this.bytes.subarray(0, end), sharing))
    } finally {
      sharing.release()
    }
  }

  /**
   * The error after which nothing more is read: the file asked for more memory than one file is
   * given.
   */
  get exhausted(): PdfError | undefined {
    return this.#source.held.exceeded
  }

  /**
   * Accounts for bytes that a caller looks at besides the values it reads.
   * @throws PdfError LIMIT_EXCEEDED
   */
  spend(bytes: number): void {
    this.#source.budget.spend(bytes)
  }

  /**
   * Accounts for memory that a caller takes besides the values it reads.
   * @throws PdfError LIMIT_EXCEEDED
   */
  hold(bytes: number): void {
    this.#source.held.hold(bytes)
  }

  /**
   * Returns the file as of revision `index` (0 is the oldest).
   * @throws TypeError when there is no such revision
   */
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
