// Cross-reference sections and trailers that stand in the file beside the chain that the last
// `startxref` leads to (ISO 32000-2 §7.5.5): a reader that takes another `startxref`, or the last
// trailer that it finds, opens another document (parser differential attacks).

import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { isDictionary, isRef, type PdfRef, type PdfValue } from '../../pdf/objects.ts'
import type { WorkBudget } from '../../pdf/reading/work-budget.ts'
import { startsWithAt } from '../../pdf/syntax/characters.ts'
import { Lexer } from '../../pdf/syntax/lexer.ts'
import { parseObjectHeader, parseValue } from '../../pdf/syntax/parser.ts'

/** What to look through, and at what cost. */
export interface Search {
  readonly document: PdfDocument
  /** Where to begin. */
  readonly from: number
  /** Places that no reader looks at. */
  readonly isIgnored: (offset: number) => boolean
  /**
   * Many words in a row, each followed by what goes on to the end of the file, would cost as many
   * looks at the file.
   */
  readonly budget: WorkBudget
}

/** Offsets of the keywords that readers look for from the end of a file. */
interface Keywords {
  readonly startXrefs: readonly number[]
  readonly trailers: readonly number[]
}

const LETTER_T = 0x74

/**
 * Finds both keywords in one pass over the file, by the letter that both have.
 * @throws PdfError LIMIT_EXCEEDED
 */
export function findKeywords({ document, from, isIgnored, budget }: Search): Keywords {
  const { bytes } = document
  const startXrefs: number[] = []
  const trailers: number[] = []
  for (let at = bytes.indexOf(LETTER_T, from); at !== -1; at = bytes.indexOf(LETTER_T, at + 1)) {
    if (startsWithAt(bytes, at, 'trailer')) {
      budget.spend('trailer'.length)
      if (!isIgnored(at)) trailers.push(at)
    } else if (at > from && startsWithAt(bytes, at - 1, 'startxref')) {
      budget.spend('startxref'.length)
      if (!isIgnored(at - 1)) startXrefs.push(at - 1)
    }
  }
  return { startXrefs, trailers }
}

/**
 * Returns the offset of a section to which some `startxref` leads, and that is not one of the
 * document's; undefined when there is none.
 *
 * @throws PdfError LIMIT_EXCEEDED
 */
export function strayStartXref({ document, budget }: Search, keywords: Keywords): number | undefined {
  const { bytes, base, revisions } = document
  const known = new Set(
    revisions.flatMap(({ sections }) => sections).map(({ start }) => tokenAt(bytes, start, budget)),
  )
  for (const at of keywords.startXrefs) {
    const lexer = new Lexer(bytes, tokenAt(bytes, at + 'startxref'.length, budget))
    const stated = lexer.unsignedInteger()
    if (stated === undefined || stated === 0) continue
    const offset = tokenAt(bytes, stated + base, budget)
    if (known.has(offset)) continue
    if (isSection(bytes, offset, budget)) return offset
    known.add(offset)
  }
  return undefined
}

/**
 * Returns the offset of a trailer that names another catalog than the document's revisions do;
 * undefined when there is none.
 *
 * @throws PdfError LIMIT_EXCEEDED
 */
export function strayTrailer({ document, budget }: Search, keywords: Keywords): number | undefined {
  const { bytes, revisions } = document
  const roots = new Set(revisions.map(({ trailer }) => rootOf(trailer)))
  for (const at of keywords.trailers) {
    const root = rootOf(valueAfter(bytes, at + 'trailer'.length, budget))
    if (root !== undefined && !roots.has(root)) return at
  }
  return undefined
}

/**
 * Whether offsets could as well be counted from somewhere else: bytes stand before the header, and
 * the last `startxref` leads to a section both ways.
 *
 * @throws PdfError LIMIT_EXCEEDED
 */
export function isBaseDoubtful(
  { bytes, revisions }: PdfDocument,
  header: number,
  budget: WorkBudget,
): boolean {
  const newest = revisions.at(-1)
  if (header === 0 || newest === undefined) return false
  const own = tokenAt(bytes, newest.startXref, budget)
  return [newest.startXref + header, newest.startXref - header].some(
    (other) => isSection(bytes, other, budget) && tokenAt(bytes, other, budget) !== own,
  )
}

/**
 * Returns the offset of the first byte from there on that is neither white space nor comment:
 * writers state either.
 */
function tokenAt(bytes: Uint8Array, offset: number, budget: WorkBudget): number {
  const lexer = new Lexer(bytes, offset)
  lexer.skipSpace()
  budget.spend(lexer.position - offset)
  return lexer.position
}

/** Whether a table or a cross-reference stream begins there. */
function isSection(bytes: Uint8Array, offset: number, budget: WorkBudget): boolean {
  if (offset <= 0 || offset >= bytes.length) return false
  const lexer = new Lexer(bytes, tokenAt(bytes, offset, budget))
  if (startsWithAt(bytes, lexer.position, 'xref')) return true
  const isObject = parseObjectHeader(lexer) !== undefined
  budget.spend(lexer.position - offset)
  const value = isObject ? valueAfter(bytes, lexer.position, budget) : undefined
  return isDictionary(value) && value.entries.has('W')
}

function valueAfter(bytes: Uint8Array, offset: number, budget: WorkBudget): PdfValue | undefined {
  const lexer = new Lexer(bytes, offset)
  const value = valueOrNothing(lexer)
  budget.spend(lexer.position - offset)
  return value
}

function valueOrNothing(lexer: Lexer): PdfValue | undefined {
  try {
    return parseValue(lexer)
  } catch (error) {
    if (!(error instanceof PdfError)) throw error
    return undefined
  }
}

/** Returns the catalog that a trailer names, as text. */
function rootOf(trailer: PdfValue | undefined): string | undefined {
  const root: PdfRef | PdfValue | undefined = isDictionary(trailer) ? trailer.entries.get('Root') : undefined
  return isRef(root) ? `${root.objectNumber} ${root.generation}` : undefined
}
