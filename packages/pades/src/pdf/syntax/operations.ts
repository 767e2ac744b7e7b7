// Reads the operators of a content stream with their operands (ISO 32000-2 §7.8.2). An inline image
// counts as one operator.

import { PdfError } from '../errors.ts'
import type { PdfValue } from '../objects.ts'
import { ValueBudget } from '../reading/value-budget.ts'
import { indexOfText, isRegular, isWhiteSpace } from './characters.ts'
import { Lexer } from './lexer.ts'
import { parseValue } from './parser.ts'

interface Operation {
  readonly operator: string
  readonly operands: readonly PdfValue[]
}

// The bytes that operands begin with: names, strings, arrays, dictionaries, numbers.
const operandStart = new Set([...'/(<[+-.0123456789'].map((char) => char.charCodeAt(0)))
// Annex A: no operator is longer than three characters, and none takes more operands than a colour
// space has components.
const MAXIMUM_OPERATOR = 32
const MAXIMUM_OPERANDS = 64

/** @throws PdfError OBJECT_INVALID, LIMIT_EXCEEDED where the content is not well formed */
export function* operationsOf(content: Uint8Array): Generator<Operation, undefined> {
  const held = new ValueBudget(content.length)
  const lexer = new Lexer(content, 0, content.length, held)
  let operands: PdfValue[] = []
  for (;;) {
    lexer.skipSpace()
    const byte = lexer.peek()
    if (byte === undefined) return
    if (operandStart.has(byte)) {
      if (operands.length >= MAXIMUM_OPERANDS) throw new PdfError('LIMIT_EXCEEDED', 'too many operands')
      operands.push(parseValue(lexer))
      continue
    }
    const operator = operatorAt(lexer)
    if (operator === 'BI') skipInlineImage(lexer)
    yield { operator, operands }
    operands = []
    // Operands are not kept from one operation to the next.
    held.release()
  }
}

function operatorAt(lexer: Lexer): string {
  const start = lexer.position
  while (isRegular(lexer.peek())) lexer.position += 1
  if (lexer.position === start || lexer.position - start > MAXIMUM_OPERATOR) {
    throw new PdfError('OBJECT_INVALID', `expected an operator at offset ${start} of the content`)
  }
  return String.fromCharCode(...lexer.bytes.subarray(start, lexer.position))
}

/** Moves to the `EI` that stands by itself (§8.9.7). */
function skipInlineImage(lexer: Lexer): void {
  const { bytes } = lexer
  for (let at = indexOfText(bytes, 'EI', lexer.position); at !== -1; at = indexOfText(bytes, 'EI', at + 1)) {
    const isAlone = isWhiteSpace(bytes[at - 1]) && (at + 2 === bytes.length || isWhiteSpace(bytes[at + 2]))
    if (!isAlone) continue
    lexer.position = at + 2
    return
  }
  throw new PdfError('OBJECT_INVALID', 'an inline image is not closed')
}
