// Reads the cross-reference stream of ISO 32000-2 §7.5.8: rows with the field widths of /W, for the
// object numbers of /Index. Field 1 is the type (absent: 1); 0 free: next, generation; 1 in use:
// offset, generation; 2: object stream, index.

import { PdfError } from '../errors.ts'
import { decodeStream } from '../filters/filters.ts'
import { isArray, isName, isStream, type PdfDictionary, type PdfValue } from '../objects.ts'
import { heldBytes, type ValueBudget } from '../reading/value-budget.ts'
import type { WorkBudget } from '../reading/work-budget.ts'
import { Lexer } from '../syntax/lexer.ts'
import { parseIndirectObject, type StreamContext } from '../syntax/parser.ts'
import { checkEntryCount, checkSubsection, type Warnings, type XrefSection } from './xref.ts'
import { XrefEntriesBuilder } from './xref-entries.ts'

/**
 * The most memory that an entry takes in xref-entries.ts: columns, their copies as they grow,
 * sorting out overlaps.
 */
const BYTES_PER_ENTRY = 64

/**
 * Reads the cross-reference stream whose object starts at `offset`. It is never encrypted
 * (§7.5.8.2).
 * @throws PdfError XREF_INVALID, OBJECT_INVALID, STREAM_INVALID, LIMIT_EXCEEDED
 */
export function readXrefStream(
  bytes: Uint8Array,
  offset: number,
  base: number,
  accounts: { readonly warnings: Warnings; readonly budget: WorkBudget; readonly held?: ValueBudget },
): XrefSection {
  const { warnings, budget, held } = accounts
  const lexer = new Lexer(bytes, offset, bytes.length, held)
  const { objectNumber, value } = parseIndirectObject(lexer, directLengthOnly(warnings))
  const type = isStream(value) ? value.dictionary.entries.get('Type') : undefined
  if (!isStream(value) || !isName(type) || type.value !== 'XRef') {
    throw new PdfError('XREF_INVALID', `expected a cross-reference stream at offset ${offset}`)
  }
  const trailer = value.dictionary
  // Table 17 requires it. Readers that insist on it rebuild the file.
  if (!isCount(trailer.entries.get('Size'))) {
    warnings.add(`XREF_SIZE_MISSING: the cross-reference stream at offset ${offset} has no /Size`)
  }
  const rows = decodeStream(value, { spend: (bytes) => budget.spend(bytes) })
  budget.spend(lexer.position - offset + rows.length)
  const widths = fieldWidths(trailer)
  const rowBytes = widths[0] + widths[1] + widths[2]
  const stated = subsections(trailer)
  const total = stated.reduce((sum, [, count]) => sum + count, 0)
  checkEntryCount(total)
  if (total * rowBytes > rows.length) {
    throw new PdfError(
      'XREF_INVALID',
      `cross-reference stream at offset ${offset} is shorter than its /Index`,
    )
  }
  // Rows of one byte, compressed a thousandfold, would become entries that take far more memory
  // than the file has bytes.
  budget.spend(total * BYTES_PER_ENTRY)
  held?.hold(total * heldBytes.xrefEntry)
  const builder = new XrefEntriesBuilder()
  let at = 0
  for (const [first, count] of stated) {
    for (let index = 0; index < count; index++, at += rowBytes) readRow(builder, rows, at, widths, base)
    builder.endSubsection(first)
  }
  const { entries, overlapping } = builder.finish()
  if (overlapping) warnings.add('XREF_DUPLICATE: one stream states an object twice')
  return { kind: 'stream', offset, end: lexer.position, entries, trailer, streamNumber: objectNumber }
}

/**
 * Returns /Length, which has to stand in the dictionary itself: nothing can be looked up before the
 * cross-reference is read.
 */
function directLengthOnly(warnings: Warnings): StreamContext {
  return {
    streamLength(dictionary) {
      const length = dictionary.entries.get('Length')
      return typeof length === 'number' && Number.isInteger(length) && length >= 0 ? length : undefined
    },
    lengthRepaired(offset) {
      warnings.add(`STREAM_LENGTH: /Length of the cross-reference stream at offset ${offset} is wrong`)
    },
  }
}

function fieldWidths(trailer: PdfDictionary): readonly [number, number, number] {
  const widths = trailer.entries.get('W')
  if (isArray(widths)) {
    const [type, second, third] = widths.map(fieldWidth)
    if (type !== undefined && second !== undefined && third !== undefined && type + second + third > 0) {
      return [type, second, third]
    }
  }
  throw new PdfError('XREF_INVALID', 'expected /W with three field widths of 0 to 8 bytes')
}

/** Some writers give offsets eight bytes, whatever the size of the file. */
function fieldWidth(width: PdfValue): number | undefined {
  return typeof width === 'number' && Number.isInteger(width) && width >= 0 && width <= 8 ? width : undefined
}

function subsections(trailer: PdfDictionary): (readonly [number, number])[] {
  const size = trailer.entries.get('Size')
  const index = trailer.entries.get('Index') ?? [0, size ?? null]
  const pairs: (readonly [number, number])[] = []
  const numbers = isArray(index) ? index : []
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    const first = numbers[at]
    const count = numbers[at + 1]
    if (!isCount(first) || !isCount(count)) break
    checkSubsection(first, count)
    pairs.push([first, count])
  }
  if (pairs.length * 2 !== numbers.length || pairs.length === 0) {
    throw new PdfError('XREF_INVALID', 'expected /Index with pairs of whole numbers, or /Size')
  }
  return pairs
}

function isCount(value: PdfValue | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

function readRow(
  builder: XrefEntriesBuilder,
  rows: Uint8Array,
  at: number,
  widths: readonly [number, number, number],
  base: number,
): void {
  const type = widths[0] === 0 ? 1 : bigEndian(rows, at, widths[0])
  const second = bigEndian(rows, at + widths[0], widths[1])
  const third = bigEndian(rows, at + widths[0] + widths[1], widths[2])
  if ((type === 1 || type === 2) && !(Number.isSafeInteger(second) && Number.isSafeInteger(third))) {
    throw new PdfError('XREF_INVALID', 'expected an offset or object number of a file, found one beyond 2^53')
  }
  if (type === 1 && second > 0) builder.offset(second + base, third)
  else if (type === 2) builder.compressed(second, third)
  // §7.5.8.3: an unknown type is a reference to the null object.
  else builder.free(type === 0 ? third : 0)
}

function bigEndian(bytes: Uint8Array, start: number, width: number): number {
  let value = 0
  for (let at = start; at < start + width; at++) value = value * 256 + (bytes[at] ?? 0)
  return value
}
