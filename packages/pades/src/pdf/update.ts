// One incremental update, ISO 32000-2 §7.5.6: changed and new objects, a cross-reference section of the kind the file
// has, and a trailer that points back. It is appended; no earlier byte is touched, so earlier signatures stay as they are.

import { ByteWriter } from './byte-writer.ts'
import type { PdfDocument } from './document.ts'
import { PdfError } from './errors.ts'
import { byteString, isArray, isString, type PdfDictionary, type PdfRef, type PdfValue } from './objects.ts'
import { serialize, writeValue } from './serialize.ts'
import type { Revision } from './xref.ts'

/** Annex C: the highest object number of common readers. */
const OBJECT_NUMBER_LIMIT = 8_388_607

/** What describes the cross-reference stream it stands in, not the file (§7.5.8.2); and what every update states anew. */
const NOT_INHERITED = new Set([
  ...['Type', 'Length', 'Filter', 'DecodeParms', 'F', 'FFilter', 'FDecodeParms', 'DL', 'W', 'Index'],
  ...['Size', 'Prev', 'XRefStm', 'ID'],
])

/** Writes an object's value itself, to record offsets on the way. */
export type ObjectWriter = (writer: ByteWriter) => void

interface WrittenObject {
  readonly objectNumber: number
  readonly generation: number
  readonly offset: number
}

export class IncrementalUpdate {
  readonly #document: PdfDocument
  readonly #newest: Revision
  readonly #writer: ByteWriter
  readonly #written = new Map<number, WrittenObject>()
  #next: number

  /** @throws TypeError on a recovered document: nothing may be built on a guess */
  constructor(document: PdfDocument) {
    const newest = document.revisions.at(-1)
    if (document.recovered || newest === undefined) {
      throw new TypeError('a recovered document cannot be updated')
    }
    this.#document = document
    this.#newest = newest
    this.#writer = new ByteWriter(document.bytes.length)
    this.#next = document.nextObjectNumber
    const last = document.bytes.at(-1)
    // LF alone: a CRLF here, after an %%EOF that had none, upsets Acrobat.
    if (last !== 0x0a && last !== 0x0d) this.#writer.text('\n')
  }

  /** A number above every one the file ever used; a number once freed is not used again. @throws PdfError LIMIT_EXCEEDED */
  allocate(): number {
    if (this.#next > OBJECT_NUMBER_LIMIT) {
      throw new PdfError('LIMIT_EXCEEDED', `the file has used object numbers up to ${OBJECT_NUMBER_LIMIT}`)
    }
    return this.#next++
  }

  /** Whether this update already has the object. */
  has(reference: PdfRef): boolean {
    return this.#written.has(reference.objectNumber)
  }

  /** The objects written so far: a view, valid until the next write. */
  written(): Uint8Array {
    return this.#writer.view()
  }

  /** Writes a new object under an allocated number. */
  add(objectNumber: number, value: PdfValue | ObjectWriter): void {
    this.#write(objectNumber, 0, value)
  }

  /** Writes a new value for an object of the file. An object that was in an object stream has generation 0 again. */
  replace(reference: PdfRef, value: PdfValue): void {
    this.#write(reference.objectNumber, reference.generation, value)
  }

  /**
   * Writes the cross-reference section and the trailer; the update is then complete.
   * @param identifier 16 bytes for the second element of /ID (§14.4), and for both when the file has none
   * @returns the writer, for values whose place is fixed but whose content depends on the whole
   */
  finish(identifier: Uint8Array): ByteWriter {
    const prev = this.#newest.startXref - this.#document.base
    const shared = [...this.#inherited(), ['ID', this.#identifiers(identifier)], ['Prev', prev]] as const
    const startXref =
      this.#newest.xrefKind === 'stream' ? this.#finishStream(shared) : this.#finishTable(shared)
    this.#writer.text(`startxref\n${startXref - this.#document.base}\n%%EOF\n`)
    return this.#writer
  }

  #write(objectNumber: number, generation: number, value: PdfValue | ObjectWriter): void {
    if (this.#written.has(objectNumber)) {
      throw new PdfError('OBJECT_INVALID', `object ${objectNumber} plays two parts that both have to change`)
    }
    this.#written.set(objectNumber, { objectNumber, generation, offset: this.#writer.position })
    this.#writer.text(`${objectNumber} ${generation} obj\n`)
    if (typeof value === 'function') value(this.#writer)
    else writeValue(this.#writer, value)
    this.#writer.text('\nendobj\n')
  }

  *#inherited(): Generator<readonly [string, PdfValue]> {
    for (const entry of this.#newest.trailer.entries) if (!NOT_INHERITED.has(entry[0])) yield entry
  }

  /** §14.4: the first element is permanent, the second changes with every save. */
  #identifiers(identifier: Uint8Array): PdfValue {
    const before = this.#document.resolve(this.#document.trailer.entries.get('ID'))
    const first = isArray(before) ? this.#document.resolve(before[0]) : null
    const renewed = byteString(identifier, true)
    return [isString(first) ? byteString(first.bytes, true) : renewed, renewed]
  }

  #finishTable(shared: Iterable<readonly [string, PdfValue]>): number {
    const startXref = this.#writer.position
    this.#writer.text('xref\n')
    for (const run of runsOf(this.#written.values())) {
      this.#writer.text(`${run[0]?.objectNumber} ${run.length}\n`)
      for (const { offset, generation } of run) {
        const position = String(offset - this.#document.base).padStart(10, '0')
        this.#writer.text(`${position} ${String(generation).padStart(5, '0')} n\r\n`)
      }
    }
    const trailer: PdfDictionary = { kind: 'dictionary', entries: new Map([['Size', this.#next], ...shared]) }
    this.#writer.text('trailer\n')
    this.#writer.bytes(serialize(trailer))
    this.#writer.text('\n')
    return startXref
  }

  #finishStream(shared: Iterable<readonly [string, PdfValue]>): number {
    const objectNumber = this.allocate()
    const startXref = this.#writer.position
    const written = [...this.#written.values(), { objectNumber, generation: 0, offset: startXref }]
    const runs = runsOf(written)
    const offsetBytes = Math.max(2, Math.ceil(Math.log2(startXref + 1) / 8))
    const rows = new ByteWriter()
    for (const { offset, generation } of runs.flat()) {
      rows.fill(1, 1)
      bigEndian(rows, offset - this.#document.base, offsetBytes)
      bigEndian(rows, generation, 2)
    }
    const entries = new Map<string, PdfValue>([
      ['Type', { kind: 'name', value: 'XRef' }],
      ['Size', this.#next],
      ['Index', runs.flatMap((run) => [run[0]?.objectNumber ?? 0, run.length])],
      ['W', [1, offsetBytes, 2]],
      ...shared,
    ])
    this.#writer.text(`${objectNumber} 0 obj\n`)
    const dictionary: PdfDictionary = { kind: 'dictionary', entries }
    writeValue(this.#writer, { kind: 'stream', dictionary, bytes: rows.view() })
    this.#writer.text('\nendobj\n')
    return startXref
  }
}

/** Objects by number, in runs without a gap: one run is one subsection. */
function runsOf(written: Iterable<WrittenObject>): WrittenObject[][] {
  const runs: WrittenObject[][] = []
  for (const object of [...written].sort((left, right) => left.objectNumber - right.objectNumber)) {
    const run = runs.at(-1)
    if (run?.at(-1)?.objectNumber === object.objectNumber - 1) run.push(object)
    else runs.push([object])
  }
  return runs
}

function bigEndian(writer: ByteWriter, value: number, width: number): void {
  for (let index = width - 1; index >= 0; index--) writer.fill(Math.floor(value / 256 ** index) & 0xff, 1)
}
