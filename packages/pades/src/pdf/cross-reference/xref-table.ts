// Reads the cross-reference table and its trailer, ISO 32000-2 §7.5.4 and §7.5.5:
//
//   xref            nnnnnnnnnn ggggg n|f  (20 bytes with their end-of-line marker)
//   first count
//   ...             trailer << ... >>

import { PdfError } from '../errors.ts'
import { isDictionary } from '../objects.ts'
import { heldBytes, type ValueBudget } from '../reading/value-budget.ts'
import { isWhiteSpace } from '../syntax/characters.ts'
import { Lexer } from '../syntax/lexer.ts'
import { parseValue } from '../syntax/parser.ts'
import { checkEntryCount, checkSubsection, type Warnings, type XrefSection } from './xref.ts'
import { XrefEntriesBuilder } from './xref-entries.ts'

const ENTRY_BYTES = 20

/**
 * Reads the table at `offset`. The file's own offsets count from `base`.
 * @throws PdfError XREF_INVALID, OBJECT_INVALID, LIMIT_EXCEEDED
 */
export function readXrefTable(
  bytes: Uint8Array,
  offset: number,
  base: number,
  { warnings, held }: { readonly warnings: Warnings; readonly held?: ValueBudget },
): XrefSection {
  const lexer = new Lexer(bytes, offset, bytes.length, held)
  lexer.skipSpace()
  lexer.keyword('xref')
  const builder = new XrefEntriesBuilder()
  let count = 0
  for (;;) {
    lexer.skipSpace()
    if (lexer.keyword('trailer')) break
    const own = readSubsection(lexer, base, builder, warnings, count)
    lexer.hold(own * heldBytes.xrefEntry)
    count += own
  }
  const { entries, overlapping } = builder.finish()
  if (overlapping) warnings.add('XREF_DUPLICATE: one table states an object twice')
  const trailer = parseValue(lexer)
  if (!isDictionary(trailer)) {
    throw new PdfError('XREF_INVALID', `expected a trailer dictionary after the table at offset ${offset}`)
  }
  return { kind: 'table', offset, end: lexer.position, entries, trailer }
}

/**
 * Reads one subsection and returns its number of entries.
 * @param before entries of the subsections before it
 */
function readSubsection(
  lexer: Lexer,
  base: number,
  builder: XrefEntriesBuilder,
  warnings: Warnings,
  before: number,
): number {
  const start = lexer.position
  const first = lexer.unsignedInteger()
  lexer.skipSpace()
  const count = lexer.unsignedInteger()
  if (first === undefined || count === undefined) {
    throw new PdfError('XREF_INVALID', `expected a subsection or the trailer at offset ${start}`)
  }
  checkSubsection(first, count)
  checkEntryCount(before + count)
  lexer.skipSpace()
  for (let index = 0; index < count; index++) {
    if (!readFixedEntry(lexer, base, builder)) readLooseEntry(lexer, base, builder)
  }
  // Only object 0 may be the head of the free list, so the writer began to count at 1.
  const offByOne = first === 1 && builder.beganWithFreeListHead()
  if (offByOne) {
    warnings.add('XREF_START_OFF_BY_ONE: a subsection that starts at 1 holds the entry of object 0')
  }
  builder.endSubsection(offByOne ? 0 : first)
  return count
}

/** Reads an entry of the exact form in place, since a table may have a million of them. */
function readFixedEntry(lexer: Lexer, base: number, builder: XrefEntriesBuilder): boolean {
  const { bytes, position } = lexer
  if (position + ENTRY_BYTES > lexer.end) return false
  if (bytes[position + 10] !== 0x20 || bytes[position + 16] !== 0x20) return false
  if (!isWhiteSpace(bytes[position + 18]) || !isWhiteSpace(bytes[position + 19])) return false
  const offset = fixedDigits(bytes, position, 10)
  const generation = fixedDigits(bytes, position + 11, 5)
  const type = bytes[position + 17]
  if (offset < 0 || generation < 0 || (type !== 0x6e && type !== 0x66)) return false
  lexer.position = position + ENTRY_BYTES
  addEntry(builder, type === 0x6e, offset, generation, base)
  return true
}

function fixedDigits(bytes: Uint8Array, start: number, count: number): number {
  let value = 0
  for (let at = start; at < start + count; at++) {
    const digit = (bytes[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

/**
 * Reads an entry of another length, such as 19 or 21 bytes: they are common, and no two readers
 * differ about them.
 */
function readLooseEntry(lexer: Lexer, base: number, builder: XrefEntriesBuilder): void {
  lexer.skipSpace()
  const start = lexer.position
  const offset = lexer.unsignedInteger()
  lexer.skipSpace()
  const generation = lexer.unsignedInteger()
  lexer.skipSpace()
  const inUse = lexer.keyword('n')
  if (offset === undefined || generation === undefined || (!inUse && !lexer.keyword('f'))) {
    throw new PdfError('XREF_INVALID', `expected a cross-reference entry at offset ${start}`)
  }
  lexer.skipSpace()
  addEntry(builder, inUse, offset, generation, base)
}

/** Writers that state offset 0, where the header is, mean a free object. */
function addEntry(
  builder: XrefEntriesBuilder,
  inUse: boolean,
  offset: number,
  generation: number,
  base: number,
): void {
  if (inUse && offset > 0) builder.offset(offset + base, generation)
  else builder.free(generation)
}
