// Cross-reference sections and trailers that stand in the file beside the chain that the last `startxref` leads to: a reader that takes
// another `startxref`, or the last trailer that it finds, opens another document (parser differential attacks).
import { indexOfText, startsWithAt } from '../../pdf/characters.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { Lexer } from '../../pdf/lexer.ts'
import { isDictionary, isRef, type PdfRef, type PdfValue } from '../../pdf/objects.ts'
import { parseObjectHeader, parseValue } from '../../pdf/parser.ts'
import { type ListedObjects, sectionOffsets } from './listed-objects.ts'

/**
 * Offset of a section to which some `startxref` leads, and that is not one of the document's; undefined when there is none.
 *
 * @param from where to begin
 */
export function strayStartXref(
  document: PdfDocument,
  listed: ListedObjects,
  from: number,
): number | undefined {
  const { bytes, base, revisions } = document
  const sections = new Set(
    revisions.flatMap((revision) => sectionOffsets(revision, base)).map((offset) => tokenAt(bytes, offset)),
  )
  for (const at of occurrences(bytes, 'startxref', from)) {
    const lexer = new Lexer(bytes, at + 'startxref'.length)
    lexer.skipSpace()
    const stated = lexer.unsignedInteger()
    if (stated === undefined || stated === 0) continue
    const offset = tokenAt(bytes, stated + base)
    if (!sections.has(offset) && isSection(bytes, offset) && !listed.isStreamData(at)) return offset
  }
  return undefined
}

/**
 * Offset of a trailer that names another catalog than the document's revisions do; undefined when there is none.
 *
 * @param from where to begin
 */
export function strayTrailer(document: PdfDocument, listed: ListedObjects, from: number): number | undefined {
  const { bytes, revisions } = document
  const roots = new Set(revisions.map(({ trailer }) => rootOf(trailer)))
  for (const at of occurrences(bytes, 'trailer', from)) {
    const root = rootOf(valueAfter(bytes, at + 'trailer'.length))
    if (root !== undefined && !roots.has(root) && !listed.isStreamData(at)) return at
  }
  return undefined
}

/**
 * Whether offsets could as well be counted from somewhere else: bytes stand before the header, and the last `startxref` leads to a section
 * both ways.
 */
export function isBaseDoubtful({ bytes, revisions }: PdfDocument, header: number): boolean {
  const newest = revisions.at(-1)
  if (header === 0 || newest === undefined) return false
  const own = tokenAt(bytes, newest.startXref)
  return [newest.startXref + header, newest.startXref - header].some(
    (other) => isSection(bytes, other) && tokenAt(bytes, other) !== own,
  )
}

function* occurrences(bytes: Uint8Array, word: string, from: number): Generator<number, undefined> {
  for (let at = indexOfText(bytes, word, from); at !== -1; at = indexOfText(bytes, word, at + word.length)) {
    yield at
  }
}

/** Offset of the first byte from there on that is neither white space nor comment: writers state either. */
function tokenAt(bytes: Uint8Array, offset: number): number {
  const lexer = new Lexer(bytes, offset)
  lexer.skipSpace()
  return lexer.position
}

/** Whether a table or a cross-reference stream begins there. */
function isSection(bytes: Uint8Array, offset: number): boolean {
  if (offset <= 0 || offset >= bytes.length) return false
  const lexer = new Lexer(bytes, offset)
  lexer.skipSpace()
  if (startsWithAt(bytes, lexer.position, 'xref')) return true
  if (parseObjectHeader(lexer) === undefined) return false
  const value = valueAfter(bytes, lexer.position)
  return isDictionary(value) && value.entries.has('W')
}

function valueAfter(bytes: Uint8Array, offset: number): PdfValue | undefined {
  try {
    return parseValue(new Lexer(bytes, offset))
  } catch (error) {
    if (!(error instanceof PdfError)) throw error
    return undefined
  }
}

/** The catalog that a trailer names, as text. */
function rootOf(trailer: PdfValue | undefined): string | undefined {
  const root: PdfRef | PdfValue | undefined = isDictionary(trailer) ? trailer.entries.get('Root') : undefined
  return isRef(root) ? `${root.objectNumber} ${root.generation}` : undefined
}
