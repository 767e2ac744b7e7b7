// Object streams, ISO 32000-2 §7.5.7: N pairs "number offset", then from /First the objects,
// without `obj` and `endobj`. /Extends groups streams for writers only: the cross-reference names
// the right stream directly.

import { PdfError } from '../errors.ts'
import type { PdfDictionary, PdfValue } from '../objects.ts'
import { Lexer } from '../syntax/lexer.ts'
import { parseValue } from '../syntax/parser.ts'
import { heldBytes, type ValueBudget } from './value-budget.ts'
import type { WorkBudget } from './work-budget.ts'

export class ObjectStream {
  /** The members that were parsed, by index. */
  readonly objectNumbers: readonly number[]
  readonly #offsets: readonly number[]
  readonly #first: number
  readonly #decoded: Uint8Array
  readonly #held: ValueBudget | undefined
  readonly #values = new Map<number, PdfValue>()
  #indexes: ReadonlyMap<number, number> | undefined

  /**
   * @param decoded the stream's bytes with all filters undone
   * @param held pays for what is kept of the stream; by default each object pays for itself
   * @throws PdfError OBJECT_INVALID, LIMIT_EXCEEDED
   */
  constructor(
    dictionary: PdfDictionary,
    decoded: Uint8Array,
    resolve: (value: PdfValue | undefined) => PdfValue,
    held?: ValueBudget,
  ) {
    const count = resolve(dictionary.entries.get('N'))
    const first = resolve(dictionary.entries.get('First'))
    if (!isCount(count) || !isCount(first) || count > decoded.length || first > decoded.length) {
      throw new PdfError('OBJECT_INVALID', 'expected /N and /First of an object stream within its data')
    }
    held?.hold(decoded.length + count * heldBytes.member)
    const lexer = new Lexer(decoded, 0, first)
    const numbers: number[] = []
    const offsets: number[] = []
    for (let index = 0; index < count; index++) {
      numbers.push(headerInteger(lexer))
      offsets.push(headerInteger(lexer))
    }
    this.objectNumbers = numbers
    this.#offsets = offsets
    this.#first = first
    this.#decoded = decoded
    this.#held = held
  }

  /**
   * Returns the object's index by what the stream itself says, or `undefined` when it is not a
   * member.
   */
  indexOf(objectNumber: number): number | undefined {
    this.#indexes ??= new Map(this.objectNumbers.map((number, index) => [number, index]))
    return this.#indexes.get(objectNumber)
  }

  /** Returns the object at `index`, parsed once. @throws PdfError OBJECT_INVALID, LIMIT_EXCEEDED */
  value(index: number, budget: WorkBudget): PdfValue {
    const known = this.#values.get(index)
    if (known !== undefined) return known
    const offset = this.#offsets[index]
    if (offset === undefined) {
      throw new PdfError('OBJECT_INVALID', `object stream has no object at index ${index}`)
    }
    this.#held?.hold(heldBytes.object)
    const value = withoutSpans(this.#parsed(offset, budget, this.#held).value)
    this.#values.set(index, value)
    return value
  }

  /**
   * Returns whether all readers take the same bytes for each member: no number stands twice,
   * offsets ascend, and no value goes on where the next one begins, which is where some readers end
   * it. A member that cannot be read here may be whole to such a reader.
   *
   * @throws PdfError LIMIT_EXCEEDED
   */
  isOrderly(budget: WorkBudget): boolean {
    if (new Set(this.objectNumbers).size < this.objectNumbers.length) return false
    return this.#offsets.every((offset, index) => {
      const next = this.#offsets[index + 1] ?? Number.POSITIVE_INFINITY
      if (next <= offset) return false
      try {
        return this.#parsed(offset, budget).end <= this.#first + next
      } catch (error) {
        if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
        return false
      }
    })
  }

  #parsed(
    offset: number,
    budget: WorkBudget,
    held?: ValueBudget,
  ): { readonly value: PdfValue; readonly end: number } {
    const start = this.#first + offset
    const lexer = new Lexer(this.#decoded, start, this.#decoded.length, held)
    try {
      return { value: parseValue(lexer), end: lexer.position }
    } finally {
      budget.spend(Math.max(0, lexer.position - start))
    }
  }
}

function isCount(value: PdfValue): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

function headerInteger(lexer: Lexer): number {
  lexer.skipSpace()
  const value = lexer.unsignedInteger()
  if (value === undefined) {
    throw new PdfError('OBJECT_INVALID', 'expected pairs of whole numbers at the start of an object stream')
  }
  return value
}

/**
 * Removes the spans of strings: they count in the decoded data, and a caller would take them for
 * offsets in the file.
 */
function withoutSpans(value: PdfValue): PdfValue {
  if (value === null || typeof value !== 'object') return value
  if (!('kind' in value)) return value.map(withoutSpans)
  if (value.kind === 'string') return { kind: 'string', bytes: value.bytes, hexadecimal: value.hexadecimal }
  if (value.kind !== 'dictionary') return value
  const entries = new Map<string, PdfValue>()
  for (const [key, entry] of value.entries) entries.set(key, withoutSpans(entry))
  return { ...value, entries }
}
