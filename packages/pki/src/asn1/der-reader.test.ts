import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Asn1Error, type Asn1ErrorCode, readBer, readBerPrefix, readDer } from './der-reader.ts'
import { octetString, oid, sequence } from './der-values.ts'

const bytes = (hexadecimal: string): Uint8Array =>
  new Uint8Array(Buffer.from(hexadecimal.replaceAll(' ', ''), 'hex'))

function codeOf(run: () => unknown): Asn1ErrorCode | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof Asn1Error) return error.code
    throw error
  }
}

describe('readDer', () => {
  const rejected: readonly (readonly [string, string, Asn1ErrorCode])[] = [
    ['nothing at all', '', 'ASN1_TRUNCATED'],
    ['an element without its length', '30', 'ASN1_TRUNCATED'],
    ['contents shorter than stated', '04 05 01 02', 'ASN1_TRUNCATED'],
    ['a child longer than its parent', '30 03 04 05 01', 'ASN1_TRUNCATED'],
    ['a byte after the element', '05 00 00', 'ASN1_TRAILING_BYTES'],
    ['an indefinite length', '30 80 00 00', 'ASN1_LENGTH_INVALID'],
    ['a long form where the short one fits', '04 81 01 00', 'ASN1_LENGTH_INVALID'],
    ['a length with a leading zero', '04 82 00 80', 'ASN1_TRUNCATED'],
    ['a length of five bytes', '04 85 00 00 00 00 01 00', 'ASN1_LENGTH_INVALID'],
    ['a constructed OCTET STRING', '24 03 04 01 00', 'ASN1_TAG_INVALID'],
    ['a primitive SEQUENCE', '10 00', 'ASN1_TAG_INVALID'],
    ['a high tag number that a low one could state', '1f 05 00', 'ASN1_TAG_INVALID'],
    ['a high tag number with a leading zero', '1f 80 45 00', 'ASN1_TAG_INVALID'],
  ]
  it.each(rejected)('refuses %s', (_title, hexadecimal, code) => {
    const input = bytes(hexadecimal)
    const padded = code === 'ASN1_TRUNCATED' && hexadecimal.startsWith('04 82') ? pad(input, 0x80) : input
    const expected = padded === input ? code : 'ASN1_LENGTH_INVALID'
    expect(codeOf(() => readDer(padded))).toBe(expected)
  })

  it('refuses nesting deeper than its cap', () => {
    let nested = bytes('05 00')
    for (let depth = 0; depth < 100; depth++) {
      const header = nested.length < 0x80 ? [0x30, nested.length] : [0x30, 0x81, nested.length]
      nested = new Uint8Array([...header, ...nested])
    }
    expect(codeOf(() => readDer(nested))).toBe('ASN1_TOO_DEEP')
  })

  it('keeps views of the original bytes', () => {
    const input = bytes('30 06 04 01 ff 02 01 05')
    const [first] = sequence(readDer(input))
    expect(first?.bytes.buffer).toBe(input.buffer)
    expect(first?.bytes).toEqual(bytes('04 01 ff'))
  })

  it('throws nothing but Asn1Error for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (input) => {
        codeOf(() => readDer(input))
        codeOf(() => readBer(input))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('readBer', () => {
  it('joins the parts of a constructed string of indefinite length', () => {
    const element = readBer(bytes('24 80 04 02 01 02 04 01 03 00 00'))
    expect(octetString(element)).toEqual(bytes('01 02 03'))
  })

  it('refuses an indefinite length that never ends', () => {
    expect(codeOf(() => readBer(bytes('30 80 05 00')))).toBe('ASN1_TRUNCATED')
  })

  it('refuses a primitive of indefinite length', () => {
    expect(codeOf(() => readBer(bytes('04 80 00 00')))).toBe('ASN1_LENGTH_INVALID')
  })

  it('says where an element ends, so that padding can be judged', () => {
    expect(readBerPrefix(bytes('05 00 00 00 00')).length).toBe(2)
  })

  it('refuses a bomb of empty elements in bounded work', () => {
    const bomb = new Uint8Array(2_000_008)
    bomb.set([0x30, 0x84, 0x00, 0x1e, 0x84, 0x80])
    expect(codeOf(() => readBer(bomb.subarray(0, 6 + 2_000_000)))).toBe('ASN1_TOO_LARGE')
  })

  it('refuses an object identifier of many bytes', () => {
    const long = new Uint8Array(300).fill(0x01)
    long.set([0x06, 0x82, 0x01, 0x28])
    expect(codeOf(() => oid(readBer(long)))).toBe('ASN1_VALUE_INVALID')
  })
})

function pad(input: Uint8Array, count: number): Uint8Array {
  const padded = new Uint8Array(input.length + count)
  padded.set(input)
  return padded
}
