import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CODE_ALPHABET, documentCodeFrom, formatDocumentCode, parseDocumentCode } from './document-code.ts'

const code = fc.uint8Array({ minLength: 10, maxLength: 10 }).map(documentCodeFrom)

describe('a document code', () => {
  it('spells 80 bits in Crockford base32, most significant bits first', () => {
    expect(documentCodeFrom(new Uint8Array(10))).toBe('0000000000000000')
    expect(documentCodeFrom(new Uint8Array(10).fill(0xff))).toBe('ZZZZZZZZZZZZZZZZ')
    expect(documentCodeFrom(Uint8Array.of(0x08, 0x86, 0x42, 0x98, 0xe8, 0x4a, 0x96, 0xc6, 0xb9, 0xf0))).toBe(
      '123456789ABCDEFG',
    )
  })

  it('differs whenever the random bytes differ', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 10, maxLength: 10 }),
        fc.uint8Array({ minLength: 10, maxLength: 10 }),
        (a, b) => (documentCodeFrom(a) === documentCodeFrom(b)) === a.every((byte, i) => byte === b[i]),
      ),
    )
  })

  it('reads back what it prints', () => {
    fc.assert(
      fc.property(code, (drawn) => {
        expect(parseDocumentCode(formatDocumentCode(drawn))).toBe(drawn)
      }),
    )
  })

  it.each([
    ['lower case', '0123-4567-89ab-cdef', '0123456789ABCDEF'],
    ['no hyphens', '0123456789ABCDEF', '0123456789ABCDEF'],
    ['spaces and odd hyphens', ' 0123 4567‑89AB – CDEF\n', '0123456789ABCDEF'],
    ['O for 0, I and L for 1', 'oO00-iIlL-89AB-CDEF', '0000111189ABCDEF'],
  ])('forgives %s', (_, typed, expected) => {
    expect(parseDocumentCode(typed)).toBe(expected)
  })

  it.each([
    ['nothing', ''],
    ['one character too few', '0123456789ABCDE'],
    ['one character too many', '0123456789ABCDEFG'],
    ['U, which the alphabet leaves out', 'U123456789ABCDEF'],
    ['a letter from another script', 'А123456789ABCDEF'],
    ['a long s, which is no S', 'ſ123456789ABCDEF'],
    ['a dotless i, which is no I', 'ı123456789ABCDEF'],
    ['a very long text', '0'.repeat(100_000)],
  ])('refuses %s', (_, typed) => {
    expect(parseDocumentCode(typed)).toBeUndefined()
  })

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const parsed = parseDocumentCode(typed)
        if (parsed !== undefined) for (const character of parsed) expect(CODE_ALPHABET).toContain(character)
      }),
    )
  })

  it('refuses to be made of fewer or more than 80 bits', () => {
    expect(() => documentCodeFrom(new Uint8Array(9))).toThrow(TypeError)
    expect(() => documentCodeFrom(new Uint8Array(11))).toThrow(TypeError)
  })
})
