// Reads a file's cross-reference sections (ISO 32000-2 §7.5.5, §7.5.6), from `startxref` back
// through every /Prev, each once. A section that points where nothing is makes the file damaged.

import { PdfError } from '../errors.ts'
import type { PdfDictionary } from '../objects.ts'
import type { FileBytes } from '../reading/file-bytes.ts'
import type { ValueBudget } from '../reading/value-budget.ts'
import type { WorkBudget } from '../reading/work-budget.ts'
import { indexOfText, isWhiteSpace, lastIndexOfText, startsWithAt } from '../syntax/characters.ts'
import { Lexer } from '../syntax/lexer.ts'
import { parseObjectHeader } from '../syntax/parser.ts'
import { afterEndOfFile, type HybridSection, revisionsOf } from './revision-list.ts'
import { checkEntryCount, type Revision, type Warnings, type XrefSection } from './xref.ts'
import { readXrefStream } from './xref-stream.ts'
import { readXrefTable } from './xref-table.ts'

const HEADER_WINDOW = 1024
const TAIL_WINDOW = 2048
/** Bytes of white space that may follow the end. */
const TAIL_LOADED = 64 * 1024
const SECTION_LIMIT = 4096

interface FileStructure {
  /** The offset from which the file's own offsets count. */
  readonly base: number
  readonly revisions: readonly Revision[]
}

/** Receives what is found while a file's structure is read. */
interface Accounts {
  readonly warnings: Warnings
  readonly budget: WorkBudget
  readonly held: ValueBudget
}

/**
 * Returns the offset of `%PDF-`, which may follow some junk.
 * @throws PdfError PDF_EMPTY, NOT_A_PDF
 */
export function findHeader(bytes: Uint8Array): number {
  if (bytes.length === 0) throw new PdfError('PDF_EMPTY', 'expected a PDF, found no bytes')
  const offset = indexOfText(bytes, '%PDF-', 0, HEADER_WINDOW)
  if (offset === -1) {
    throw new PdfError('NOT_A_PDF', `expected %PDF- in the first ${HEADER_WINDOW} bytes`)
  }
  return offset
}

/** @throws PdfError PDF_TRUNCATED, XREF_INVALID, OBJECT_INVALID, STREAM_INVALID, LIMIT_EXCEEDED */
export function readStructure(file: FileBytes, header: number, accounts: Accounts): FileStructure {
  const { bytes } = file
  const { warnings } = accounts
  file.load(bytes.length - TAIL_LOADED, bytes.length)
  const tail = findStartXref(bytes, warnings)
  const base = offsetBase(file, tail.stated, header, warnings)
  const steps = readChain(file, tail.stated + base, base, accounts)
  return { base, revisions: revisionsOf(bytes, steps, tail.end, accounts) }
}

/** Finds the last `startxref N %%EOF`, which readers agree has to be near the end. */
function findStartXref(bytes: Uint8Array, warnings: Warnings): { stated: number; end: number } {
  let contentEnd = bytes.length
  while (contentEnd > 0 && isWhiteSpace(bytes[contentEnd - 1])) contentEnd--
  const keyword = lastIndexOfText(bytes, 'startxref', contentEnd - TAIL_WINDOW, contentEnd)
  const eof = keyword === -1 ? -1 : indexOfText(bytes, '%%EOF', keyword, contentEnd)
  if (keyword === -1 || eof === -1) {
    throw new PdfError('PDF_TRUNCATED', `expected startxref and %%EOF in the last ${TAIL_WINDOW} bytes`)
  }
  const lexer = new Lexer(bytes, keyword + 'startxref'.length, eof)
  lexer.skipSpace()
  // Some readers look for digits behind plain white space only. Behind a comment or a form feed
  // they find none, and rebuild the file.
  if (!bytes.subarray(keyword + 'startxref'.length, lexer.position).every(isPlainSpace)) {
    warnings.add('STARTXREF_FORM: more than white space stands between startxref and its offset')
  }
  const stated = lexer.unsignedInteger()
  if (stated === undefined) throw new PdfError('XREF_INVALID', 'expected an offset after startxref')
  const end = afterEndOfFile(bytes, eof)
  if (end < contentEnd) warnings.add('TRAILING_BYTES: bytes follow the last %%EOF')
  return { stated, end }
}

/** Whether the byte is TAB, LF, CR or SP. */
function isPlainSpace(byte: number): boolean {
  return byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x20
}

/** Readers count offsets from the header. Some writers of files that begin with junk did not. */
function offsetBase(file: FileBytes, stated: number, header: number, warnings: Warnings): number {
  if (header === 0) return 0
  const { bytes } = file
  file.load(stated, stated + header + HEADER_WINDOW)
  warnings.add('JUNK_BEFORE_HEADER: bytes precede %PDF-')
  if (sectionKind(bytes, stated + header) !== undefined) return header
  return sectionKind(bytes, stated) === undefined ? header : 0
}

function sectionKind(bytes: Uint8Array, offset: number): 'table' | 'stream' | undefined {
  const lexer = new Lexer(bytes, offset)
  lexer.skipSpace()
  if (startsWithAt(bytes, lexer.position, 'xref')) return 'table'
  return parseObjectHeader(lexer) === undefined ? undefined : 'stream'
}

function readSection(file: FileBytes, offset: number, base: number, accounts: Accounts): XrefSection {
  return file.parsed(offset, accounts.warnings, (warnings) => {
    const value = parseSection(file.bytes, offset, base, { ...accounts, warnings })
    return { value, end: value.end }
  })
}

function parseSection(bytes: Uint8Array, offset: number, base: number, accounts: Accounts): XrefSection {
  const kind = offset < bytes.length ? sectionKind(bytes, offset) : undefined
  if (kind === undefined) {
    throw new PdfError('XREF_INVALID', `expected a cross-reference section at offset ${offset}`)
  }
  if (kind === 'stream') return readXrefStream(bytes, offset, base, accounts)
  const section = readXrefTable(bytes, offset, base, accounts)
  accounts.budget.spend(section.end - offset)
  return section
}

function readChain(file: FileBytes, newest: number, base: number, accounts: Accounts): HybridSection[] {
  const steps: HybridSection[] = []
  const visited = new Set<number>()
  let entries = 0
  for (let offset: number | undefined = newest; offset !== undefined; ) {
    if (visited.has(offset)) throw new PdfError('XREF_INVALID', `/Prev returns to offset ${offset}`)
    if (visited.size >= SECTION_LIMIT) {
      throw new PdfError('LIMIT_EXCEEDED', `more than ${SECTION_LIMIT} cross-reference sections`)
    }
    visited.add(offset)
    const section: XrefSection = readSection(file, offset, base, accounts)
    const hybrid = readHybrid(file, section, base, accounts)
    steps.push({ section, hybrid })
    entries += section.entries.size + (hybrid?.entries.size ?? 0)
    checkEntryCount(entries)
    offset = statedOffset(section.trailer, 'Prev', base, accounts.warnings)
  }
  return steps
}

function readHybrid(
  file: FileBytes,
  section: XrefSection,
  base: number,
  accounts: Accounts,
): XrefSection | undefined {
  if (section.kind !== 'table') return undefined
  const offset = statedOffset(section.trailer, 'XRefStm', base, accounts.warnings)
  if (offset === undefined) return undefined
  return file.parsed(offset, accounts.warnings, (warnings) => {
    const value = readXrefStream(file.bytes, offset, base, { ...accounts, warnings })
    return { value, end: value.end }
  })
}

function statedOffset(
  trailer: PdfDictionary,
  key: 'Prev' | 'XRefStm',
  base: number,
  warnings: Warnings,
): number | undefined {
  const value = trailer.entries.get(key)
  if (value === undefined || value === null) return undefined
  if (value === 0) {
    // No section can stand where the header is. Writers mean by it that there is none.
    warnings.add(`XREF_OFFSET_ZERO: /${key} is 0`)
    return undefined
  }
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value + base
  throw new PdfError('XREF_INVALID', `expected an offset as /${key}`)
}
