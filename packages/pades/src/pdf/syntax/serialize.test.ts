import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteString, name, type PdfValue, ref } from '../objects.ts'
import { latin1 } from './characters.ts'
import { Lexer } from './lexer.ts'
import { parseValue } from './parser.ts'
import { nameText, numberText, serialize } from './serialize.ts'

const byteText = fc.uint8Array({ maxLength: 20 }).map((bytes) => String.fromCharCode(...bytes))
const numbers = fc.oneof(
  fc.integer(),
  fc
    .double({ noDefaultInfinity: true, noNaN: true, min: -1e9, max: 1e9 })
    .map((value) => Number(value.toFixed(6))),
)
const { value: values } = fc.letrec<{ value: PdfValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    numbers,
    byteText.map(name),
    fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.boolean()).map(([bytes, hex]) => byteString(bytes, hex)),
    fc.tuple(fc.nat(), fc.nat(65535)).map(([number, generation]) => ref(number, generation)),
    fc.array(tie('value'), { maxLength: 6 }),
    fc
      .array(fc.tuple(byteText, tie('value')), { maxLength: 6 })
      .map((entries) => ({ kind: 'dictionary' as const, entries: new Map(entries) })),
  ),
}))

/** Without what only says how or where a value was written. */
function essence(value: PdfValue): unknown {
  if (Object.is(value, -0)) return 0
  if (value === null || typeof value !== 'object') return value
  if (!('kind' in value)) return value.map(essence)
  if (value.kind === 'string') return { string: [...value.bytes] }
  if (value.kind !== 'dictionary') return value
  return { dictionary: [...value.entries].map(([key, entry]) => [key, essence(entry)]) }
}

describe('serialize', () => {
  it('writes what the parser reads back as the same value', () => {
    fc.assert(
      fc.property(values, (value) => {
        const lexer = new Lexer(serialize(value))
        expect(essence(parseValue(lexer))).toEqual(essence(value))
        expect(lexer.position).toBe(lexer.end)
      }),
      { numRuns: 400 },
    )
  })

  it.each([
    [0, '0'],
    [-0, '0'],
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    [-1e-30, '0'],
    [0.1, '0.1'],
    [-12.5, '-12.5'],
  ])('writes the number %d as %s, never with an exponent', (value, text) => {
    expect(numberText(value)).toBe(text)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses the number %d', (value) => {
    expect(() => numberText(value)).toThrow(TypeError)
  })

  it('escapes in names what would end or change them', () => {
    expect(nameText('A B#/(é')).toBe('/A#20B#23#2f#28#e9')
    expect(() => nameText('€')).toThrow(TypeError)
  })

  it('writes a stream with its own length, whatever its dictionary says', () => {
    const dictionary = { kind: 'dictionary' as const, entries: new Map<string, PdfValue>([['Length', 99]]) }
    const written = serialize({ kind: 'stream', dictionary, bytes: latin1('abc') })
    expect(new TextDecoder().decode(written)).toBe('<</Length 3\n>>\nstream\nabc\nendstream')
  })
})
