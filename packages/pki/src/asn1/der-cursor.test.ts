import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derContentStart, derEnd, derParts } from './der-cursor.ts'
import { Asn1Error, readDer } from './der-reader.ts'
import { derElement, derInteger, derOctetString, derSequence } from './der-writer.ts'

describe('derParts', () => {
  it('splits a SEQUENCE as the reader does, whatever the lengths', () => {
    const parts = fc.array(fc.constantFrom(0, 1, 127, 128, 255, 256, 70_000), { maxLength: 6 })
    fc.assert(
      fc.property(parts, (lengths) => {
        const whole = derSequence(...lengths.map((length) => derOctetString(new Uint8Array(length))))
        expect(derParts(whole, 6)).toEqual(readDer(whole).children.map(({ bytes }) => bytes))
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    { title: 'another type', bytes: derInteger(1), code: 'ASN1_UNEXPECTED_TAG' },
    { title: 'a byte after it', bytes: [0x30, 0, 0], code: 'ASN1_TRAILING_BYTES' },
    {
      title: 'more elements than expected',
      bytes: derSequence(derInteger(1), derInteger(2)),
      code: 'ASN1_VALUE_INVALID',
    },
    { title: 'nothing', bytes: [], code: 'ASN1_UNEXPECTED_TAG' },
    { title: 'an identifier without a length', bytes: [0x30], code: 'ASN1_TRUNCATED' },
    { title: 'an indefinite length', bytes: [0x30, 0x80, 0, 0], code: 'ASN1_LENGTH_INVALID' },
    { title: 'a length in five bytes', bytes: [0x30, 0x85, 0, 0, 0, 0, 1, 0], code: 'ASN1_LENGTH_INVALID' },
    { title: 'a length that is not minimal', bytes: [0x30, 0x81, 1, 0], code: 'ASN1_LENGTH_INVALID' },
    { title: 'a length with a zero before it', bytes: [0x30, 0x82, 0, 0x80], code: 'ASN1_LENGTH_INVALID' },
    { title: 'a length that ends early', bytes: [0x30, 0x82, 1], code: 'ASN1_TRUNCATED' },
    { title: 'contents that end early', bytes: [0x30, 2, 5], code: 'ASN1_TRUNCATED' },
    { title: 'an element longer than what it is in', bytes: [0x30, 2, 4, 1], code: 'ASN1_TRUNCATED' },
    { title: 'a tag number of two bytes', bytes: [0x30, 3, 0x1f, 0x20, 0], code: 'ASN1_TAG_INVALID' },
  ])('refuses $title', ({ bytes, code }) => {
    expect(() => derParts(Uint8Array.from(bytes), 1)).toThrow(expect.objectContaining({ code }))
  })

  it('agrees with the reader about any bytes that are one primitive element', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (contents) => {
        const bytes = Uint8Array.of(0x04, ...contents)
        const accepts = (read: () => unknown) => {
          try {
            return read() !== false
          } catch (error) {
            expect(error).toBeInstanceOf(Asn1Error)
            return false
          }
        }
        const byCursor = accepts(() => derEnd(bytes, 0, bytes.length) === bytes.length)
        expect(byCursor).toBe(accepts(() => readDer(bytes)))
      }),
      { numRuns: 2000 },
    )
  })

  it('finds where contents begin', () => {
    expect(derContentStart(derElement(0x04, new Uint8Array(5)), 0)).toBe(2)
    expect(derContentStart(derElement(0x04, new Uint8Array(200)), 0)).toBe(3)
  })
})
