// The bytes behind a signature, which nobody signed (ISO 32000-2 §7.5.6). They may be objects that
// a cross-reference lists, cross-reference sections with their trailers, `startxref`, white space
// and comments. In anything else a reader that rebuilds files may find what another one does not
// see.

import type { Span } from '../../pdf/cross-reference/xref.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import type { WorkBudget } from '../../pdf/reading/work-budget.ts'
import { startsWithAt } from '../../pdf/syntax/characters.ts'
import { Lexer } from '../../pdf/syntax/lexer.ts'
import { contentOf, type RevisionContent } from './later-revisions.ts'

export class LaterBytes {
  readonly #document: PdfDocument
  readonly #budget: WorkBudget
  /**
   * By revision: what follows the first of several signatures follows most of them. Owned by
   * `doubt`.
   */
  readonly #contents = new Map<number, RevisionContent>()

  constructor(document: PdfDocument, budget: WorkBudget) {
    this.#document = document
    this.#budget = budget
  }

  /**
   * Returns why readers may disagree about the bytes at and after `from`, as a sentence; undefined
   * when they may not.
   *
   * @param from where signed bytes end
   * @throws PdfError LIMIT_EXCEEDED
   */
  doubt(from: number): string | undefined {
    const spans: Span[] = []
    for (const revision of this.#document.revisions) {
      if (revision.startXref < from) continue
      const known = this.#contents.get(revision.index)
      const content = known ?? contentOf(this.#document, revision, this.#budget)
      this.#contents.set(revision.index, content)
      if (content.doubt !== undefined) return content.doubt
      this.#budget.spend(content.spans.length)
      for (const span of content.spans) if (span.start >= from) spans.push(span)
    }
    return this.#outside(spans, from)
  }

  #outside(spans: readonly Span[], from: number): string | undefined {
    const { bytes } = this.#document
    let at = from
    for (const { start, end } of inOrder(bytes, spans)) {
      if (start < at) return `what is listed at offset ${start} stands inside something else`
      const stray = this.#strayIn(at, start)
      if (stray !== undefined) return `the bytes at offset ${stray} are part of nothing that is listed`
      at = end
    }
    const stray = this.#strayIn(at, bytes.length)
    return stray === undefined ? undefined : `the bytes at offset ${stray} are part of nothing that is listed`
  }

  /** Returns the offset of the first of these bytes that may not stand between objects. */
  #strayIn(from: number, to: number): number | undefined {
    const { bytes } = this.#document
    const lexer = new Lexer(bytes, from)
    for (;;) {
      const start = lexer.position
      lexer.skipSpace()
      this.#budget.spend(lexer.position - start)
      // A comment that goes on beyond, over what is listed, hides that from some readers.
      if (lexer.position > to) return start
      if (lexer.position === to) return undefined
      const token = lexer.position
      if (!startsWithAt(bytes, token, 'startxref')) return token
      lexer.position = token + 'startxref'.length
      lexer.skipSpace()
      if (lexer.unsignedInteger() === undefined || lexer.position > to) return token
    }
  }
}

/**
 * Returns each span once, in order, from its first token on: writers state the white space or a
 * comment before it.
 */
function inOrder(bytes: Uint8Array, spans: readonly Span[]): readonly Span[] {
  const byStart = new Map<number, Span>()
  for (const { start, end } of spans) {
    const lexer = new Lexer(bytes, start)
    lexer.skipSpace()
    byStart.set(lexer.position, { start: lexer.position, end })
  }
  return [...byStart.values()].toSorted((one, other) => one.start - other.start)
}
