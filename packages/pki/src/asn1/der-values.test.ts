import { describe, expect, it } from 'vitest'
import { Asn1Error, readBer } from './der-reader.ts'
import { bitString, boolean, enumerated, integerBytes, oid, smallInteger, text, time } from './der-values.ts'

const element = (tag: number, content: string | readonly number[]) => {
  const octets = typeof content === 'string' ? [...new TextEncoder().encode(content)] : content
  return readBer(new Uint8Array([tag, octets.length, ...octets]))
}

describe('time', () => {
  it.each([
    ['UTCTime of this century', 0x17, '260314092653Z', '2026-03-14T09:26:53.000Z'],
    ['UTCTime of the last century', 0x17, '500101000000Z', '1950-01-01T00:00:00.000Z'],
    ['GeneralizedTime', 0x18, '20260314092653Z', '2026-03-14T09:26:53.000Z'],
    ['GeneralizedTime with a fraction', 0x18, '20260314092653.125Z', '2026-03-14T09:26:53.125Z'],
    ['a leap day', 0x18, '20240229000000Z', '2024-02-29T00:00:00.000Z'],
  ])('reads %s', (_title, tag, written, expected) => {
    expect(time(element(tag, written)).toISOString()).toBe(expected)
  })

  it.each([
    ['without seconds', 0x17, '2603140926Z'],
    ['with an offset instead of Z', 0x17, '260314092653+0700'],
    ['on 30 February', 0x18, '20260230000000Z'],
    ['in month 13', 0x18, '20261301000000Z'],
    ['at hour 24', 0x18, '20260314240000Z'],
    ['in another type', 0x0c, '20260314092653Z'],
  ])('refuses a time %s', (_title, tag, written) => {
    expect(() => time(element(tag, written))).toThrow(Asn1Error)
  })
})

describe('oid', () => {
  it.each([
    ['1.2.840.113549.1.7.2', [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02]],
    ['2.5.4.3', [0x55, 0x04, 0x03]],
    ['2.999', [0x88, 0x37]],
    ['0.4.0', [0x04, 0x00]],
  ])('reads %s', (expected, content) => {
    expect(oid(element(0x06, content))).toBe(expected)
  })

  it.each([
    ['empty', []],
    ['that ends inside an arc', [0x2a, 0x86]],
    ['with a padded arc', [0x2a, 0x80, 0x01]],
  ])('refuses an object identifier %s', (_title, content) => {
    expect(() => oid(element(0x06, content))).toThrow(Asn1Error)
  })
})

describe('the other accessors', () => {
  it('refuse an element of another type', () => {
    const empty = element(0x05, [])
    for (const accessor of [oid, integerBytes, smallInteger, boolean, bitString, time]) {
      expect(() => accessor(empty)).toThrow(Asn1Error)
    }
  })

  it('refuse integers that are negative or too large to be small', () => {
    expect(() => smallInteger(element(0x02, [0xff]))).toThrow(Asn1Error)
    expect(() => smallInteger(element(0x02, [0x01, 0, 0, 0, 0]))).toThrow(Asn1Error)
    expect(smallInteger(element(0x02, [0x01, 0x00]))).toBe(256)
    expect(() => smallInteger(element(0x0a, [0x01]))).toThrow(Asn1Error)
    expect(enumerated(element(0x0a, [0x01]))).toBe(1)
    expect(() => enumerated(element(0x02, [0x01]))).toThrow(Asn1Error)
  })

  it('refuse a BIT STRING whose unused bits make no sense', () => {
    expect(() => bitString(element(0x03, [0x08, 0x00]))).toThrow(Asn1Error)
    expect(() => bitString(element(0x03, [0x01]))).toThrow(Asn1Error)
  })

  it('decode the string types of names', () => {
    expect(text(element(0x0c, 'Žižek'))).toBe('Žižek')
    expect(text(element(0x1e, [0x01, 0x7d]))).toBe('Ž')
    expect(text(element(0x13, 'ID'))).toBe('ID')
    expect(text(element(0x05, []))).toBeUndefined()
  })
})
