import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PdfError, type PdfErrorCode } from '../errors.ts'
import { isDictionary, isString } from '../objects.ts'
import { latin1 } from './characters.ts'
import { Lexer } from './lexer.ts'
import { parseIndirectObject, parseValue, type StreamContext } from './parser.ts'

const parse = (text: string) => parseValue(new Lexer(latin1(text)))
const directLength: StreamContext = {
  streamLength(dictionary) {
    const length = dictionary.entries.get('Length')
    return typeof length === 'number' ? length : undefined
  },
  lengthRepaired: () => undefined,
}

function codeOf(action: () => unknown): PdfErrorCode | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof PdfError) return error.code
    throw error
  }
  return undefined
}

describe('parseValue', () => {
  it.each([
    ['(a(b)c)', 'a(b)c'],
    ['(\\(\\\\\\)\\n\\101\\7\\0053)', '(\\)\nA\x07\x053'],
    ['(a\\\r\nb\r\nc\rd)', 'ab\nc\nd'],
    ['<48 65\n6C6c6F7>', 'Hellop'],
    ['<>', ''],
  ])('reads the string %j', (source, text) => {
    const value = parse(source)
    expect(isString(value) && String.fromCharCode(...value.bytes)).toBe(text)
  })

  it.each([
    ['/A#42C', { kind: 'name', value: 'ABC' }],
    ['/A#zz', { kind: 'name', value: 'A#zz' }],
    ['12 0 R', { kind: 'ref', objectNumber: 12, generation: 0 }],
    [
      '[1 2 R/x]',
      [
        { kind: 'ref', objectNumber: 1, generation: 2 },
        { kind: 'name', value: 'x' },
      ],
    ],
    ['[1 2 3]', [1, 2, 3]],
    ['[1 0 Rx', undefined],
    ['-.5', -0.5],
    ['+4.', 4],
    ['% a comment\n true', true],
  ])('reads %j', (source, value) => {
    if (value === undefined) expect(codeOf(() => parse(source))).toBe('OBJECT_INVALID')
    else expect(parse(source)).toEqual(value)
  })

  it('remembers where a string stands in the file', () => {
    const value = parse('  <abcd> ')
    expect(isString(value) && value.span).toEqual({ start: 2, end: 8 })
  })

  it('reports keys that occur twice, the last one being the value', () => {
    const value = parse('<</A 1/B 2/A 3>>')
    expect(isDictionary(value) && value.duplicateKeys).toEqual(['A'])
    expect(isDictionary(value) && value.entries.get('A')).toBe(3)
  })

  it.each<[string, string, PdfErrorCode]>([
    ['nothing', '', 'OBJECT_INVALID'],
    ['an open string', '(abc', 'OBJECT_INVALID'],
    ['an open hexadecimal string', '<ab', 'OBJECT_INVALID'],
    ['a letter in a hexadecimal string', '<ag>', 'OBJECT_INVALID'],
    ['an open array', '[1 2', 'OBJECT_INVALID'],
    ['an open dictionary', '<</A 1', 'OBJECT_INVALID'],
    ['a key that is no name', '<<1 2>>', 'OBJECT_INVALID'],
    ['an exponent', '1e5', 'OBJECT_INVALID'],
    ['two points', '1.2.3', 'OBJECT_INVALID'],
    ['a lone sign', '-', 'OBJECT_INVALID'],
    ['a number too large', '9'.repeat(350), 'LIMIT_EXCEEDED'],
    ['an unknown keyword', 'nil', 'OBJECT_INVALID'],
    ['101 nested arrays', '['.repeat(102), 'LIMIT_EXCEEDED'],
    ['a hundred thousand nested dictionaries', '<</A'.repeat(100_000), 'LIMIT_EXCEEDED'],
  ])('refuses %s', (_, source, code) => {
    expect(codeOf(() => parse(source))).toBe(code)
  })

  it('ends in a value or a PdfError for any bytes', () => {
    const syntax = fc
      .array(fc.constantFrom(...'<>[]()/ 1R.-%#\\\nabtrue'), { maxLength: 60 })
      .map((chars) => chars.join(''))
    fc.assert(
      fc.property(syntax, (text) => void codeOf(() => parse(text))),
      { numRuns: 2000 },
    )
  })
})

describe('parseIndirectObject', () => {
  const stream = (text: string) => parseIndirectObject(new Lexer(latin1(text)), directLength)

  it.each([
    ['LF', '1 0 obj<</Length 3>>stream\nabc\nendstream endobj'],
    ['CRLF', '1 0 obj<</Length 3>>stream\r\nabc\r\nendstream endobj'],
    ['a missing length', '1 0 obj<<>>stream\nabc\nendstream endobj'],
    ['a length too short', '1 0 obj<</Length 1>>stream\nabc\nendstream'],
    ['a length beyond the file', '1 0 obj<</Length 99999>>stream\nabc\r\nendstream'],
  ])('reads stream data with %s', (_, source) => {
    const { value } = stream(source)
    expect(value).toMatchObject({ kind: 'stream', bytes: latin1('abc') })
  })

  it('refuses a stream without an end', () => {
    expect(codeOf(() => stream('1 0 obj<</Length 9>>stream\nabc'))).toBe('STREAM_INVALID')
  })

  it('refuses bytes that are no object', () => {
    expect(codeOf(() => stream('1 0 R'))).toBe('OBJECT_INVALID')
  })
})
