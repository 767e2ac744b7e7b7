// Writes one incremental update (ISO 32000-2 §7.5.6): changed and new objects, a cross-reference
// section of the kind that the file has, and a trailer that points back. It is appended, so that
// earlier signatures stay as they are. Behind a damaged file, the section states every object that
// was found and points nowhere: readers need not guess again.

import { ByteWriter } from './byte-writer.ts'
import type { Revision } from './cross-reference/xref.ts'
import { type SectionEntry, writeTable, xrefStreamRows } from './cross-reference/xref-writer.ts'
import type { PdfDocument } from './document.ts'
import { PdfError } from './errors.ts'
import { byteString, type PdfDictionary, type PdfRef, type PdfValue } from './objects.ts'
import { indexOfText } from './syntax/characters.ts'
import { serialize, writeValue } from './syntax/serialize.ts'

/** Annex C: the highest object number of common readers. */
const OBJECT_NUMBER_LIMIT = 8_388_607

/**
 * Trailer entries that are not inherited: those of a cross-reference stream itself (§7.5.8.2), and
 * those that every update states anew.
 */
const NOT_INHERITED = new Set([
  ...['Type', 'Length', 'Filter', 'DecodeParms', 'F', 'FFilter', 'FDecodeParms', 'DL', 'W', 'Index'],
  ...['Size', 'Prev', 'XRefStm', 'ID'],
])

/**
 * Writes an object's value and records offsets on the way. Whatever goes through `protect` is
 * encrypted where the file is; /Contents of a signature never does.
 */
type ObjectWriter = (writer: ByteWriter, protect: (value: PdfValue) => PdfValue) => void

export class IncrementalUpdate {
  readonly #document: PdfDocument
  readonly #newest: Revision
  readonly #writer: ByteWriter
  readonly #written = new Map<number, SectionEntry>()
  #next: number

  /**
   * @throws PdfError PDF_PASSWORD_NEEDED, PDF_ENCRYPTION_UNSUPPORTED when the document is locked
   */
  constructor(document: PdfDocument) {
    const newest = document.revisions.at(-1)
    if (newest === undefined) throw new TypeError('expected a document with a revision')
    if (document.locked !== undefined) throw document.locked
    this.#document = document
    this.#newest = newest
    this.#writer = new ByteWriter(document.bytes.length)
    this.#next = document.nextObjectNumber
    const last = document.bytes.at(-1)
    // A CRLF here, after an %%EOF without one, upsets Acrobat; LF alone does not.
    if (last !== 0x0a && last !== 0x0d) this.#writer.text('\n')
    // The objects found up to here are one save whose end was lost. This mark tells readers that it
    // ends here.
    if (document.recovered && !endsMarked(document.bytes)) this.#writer.text('%%EOF\n')
  }

  /**
   * Returns a number above every one that the file ever used: a freed number is not used again.
   * @throws PdfError LIMIT_EXCEEDED
   */
  allocate(): number {
    if (this.#next > OBJECT_NUMBER_LIMIT) {
      const expected = `expected a free object number up to ${OBJECT_NUMBER_LIMIT}`
      throw new PdfError('LIMIT_EXCEEDED', `${expected}, found that the file takes those below ${this.#next}`)
    }
    return this.#next++
  }

  /** Whether this update already has the object. */
  has(reference: PdfRef): boolean {
    return this.#written.has(reference.objectNumber)
  }

  /** Returns the objects written so far, as a view that is valid until the next write. */
  written(): Uint8Array {
    return this.#writer.view()
  }

  /** Writes a new object under an allocated number. */
  add(objectNumber: number, value: PdfValue | ObjectWriter): void {
    this.#write(objectNumber, 0, value)
  }

  /**
   * Writes a new value for an object of the file. An object that was in an object stream has
   * generation 0.
   */
  replace(reference: PdfRef, value: PdfValue): void {
    this.#write(reference.objectNumber, reference.generation, value)
  }

  /**
   * Writes the cross-reference section and the trailer; the update is then complete.
   * @param identifier 16 bytes for the second element of /ID (§14.4), and for both when the file
   *   has none and is not encrypted
   * @returns the writer, for values whose place is fixed but whose content depends on the whole
   */
  finish(identifier: Uint8Array): ByteWriter {
    const trailer: (readonly [string, PdfValue])[] = [
      ...this.#inherited(),
      ['ID', this.#identifiers(identifier)],
    ]
    if (!this.#document.recovered) {
      trailer.push(['Prev', this.#newest.startXref - this.#document.base])
    }
    const startXref =
      this.#newest.xrefKind === 'stream' ? this.#finishStream(trailer) : this.#finishTable(trailer)
    this.#writer.text(`startxref\n${startXref - this.#document.base}\n%%EOF\n`)
    return this.#writer
  }

  #write(objectNumber: number, generation: number, value: PdfValue | ObjectWriter): void {
    if (this.#written.has(objectNumber)) {
      throw new PdfError('OBJECT_INVALID', `object ${objectNumber} plays two parts that both have to change`)
    }
    const { position } = this.#writer
    this.#written.set(objectNumber, { kind: 'offset', objectNumber, generation, offset: position })
    this.#writer.text(`${objectNumber} ${generation} obj\n`)
    const { security } = this.#document
    let count = 0
    const protect = (plain: PdfValue): PdfValue =>
      security?.encrypted(plain, { objectNumber, generation }, `${position} ${count++}`) ?? plain
    if (typeof value === 'function') value(this.#writer, protect)
    else writeValue(this.#writer, protect(value))
    this.#writer.text('\nendobj\n')
  }

  *#inherited(): Generator<readonly [string, PdfValue]> {
    for (const entry of this.#newest.trailer.entries) if (!NOT_INHERITED.has(entry[0])) yield entry
  }

  /**
   * Returns the new /ID (§14.4): the first element is permanent, the second changes with every
   * save.
   */
  #identifiers(identifier: Uint8Array): PdfValue {
    const renewed = byteString(identifier, true)
    // §7.6.4.3.2: the file's key depends on the first element. Where it is missing, readers derive
    // the key without one.
    const first = this.#document.identifier ?? (this.#document.encrypted ? new Uint8Array() : undefined)
    return [first === undefined ? renewed : byteString(first, true), renewed]
  }

  /**
   * Yields what the section states: this update's objects and, behind a damaged file, every other
   * object that was found.
   */
  #entries(): SectionEntry[] {
    const entries = new Map(this.#written)
    if (this.#document.recovered) {
      for (const [objectNumber, entry] of this.#newest.entries) {
        if (!entries.has(objectNumber)) entries.set(objectNumber, { objectNumber, ...entry })
      }
      fillHoles(entries)
    }
    return [...entries.values()].sort((left, right) => left.objectNumber - right.objectNumber)
  }

  #finishTable(shared: Iterable<readonly [string, PdfValue]>): number {
    const startXref = this.#writer.position
    writeTable(this.#writer, this.#entries(), this.#document.base)
    const trailer: PdfDictionary = { kind: 'dictionary', entries: new Map([['Size', this.#next], ...shared]) }
    this.#writer.text('trailer\n')
    this.#writer.bytes(serialize(trailer))
    this.#writer.text('\n')
    return startXref
  }

  #finishStream(shared: Iterable<readonly [string, PdfValue]>): number {
    const objectNumber = this.allocate()
    const startXref = this.#writer.position
    this.#written.set(objectNumber, { kind: 'offset', objectNumber, generation: 0, offset: startXref })
    const { rows, index, widths } = xrefStreamRows(this.#entries(), this.#document.base)
    const entries = new Map<string, PdfValue>([
      ['Type', { kind: 'name', value: 'XRef' }],
      ['Size', this.#next],
      ['Index', index],
      ['W', widths],
      ...shared,
    ])
    this.#writer.text(`${objectNumber} 0 obj\n`)
    // A cross-reference stream is never encrypted (§7.5.8.2).
    const dictionary: PdfDictionary = { kind: 'dictionary', entries }
    writeValue(this.#writer, { kind: 'stream', dictionary, bytes: rows })
    this.#writer.text('\nendobj\n')
    return startXref
  }
}

/** Readers look for the mark in the last 1024 bytes (annex I.3 of earlier editions). */
function endsMarked(bytes: Uint8Array): boolean {
  return indexOfText(bytes, '%%EOF', Math.max(0, bytes.length - 1024)) !== -1
}

/**
 * So many holes are filled whatever the file holds, since a table takes only twenty bytes for each.
 */
const HOLE_ALLOWANCE = 100_000

/**
 * Fills the holes of a section that stands alone with free entries, since §7.5.4 wants its numbers
 * without a gap from 0 on. Where a file has far more holes than objects they stay, which every
 * reader accepts.
 */
function fillHoles(entries: Map<number, SectionEntry>): void {
  const highest = [...entries.keys()].reduce((most, objectNumber) => Math.max(most, objectNumber), 0)
  entries.set(0, { kind: 'free', objectNumber: 0, generation: 65535 })
  if (highest > HOLE_ALLOWANCE + 2 * entries.size) return
  for (let objectNumber = 1; objectNumber < highest; objectNumber++) {
    if (!entries.has(objectNumber))
      entries.set(objectNumber, { kind: 'free', objectNumber, generation: 65535 })
  }
}
