// When two values are the same, and why not.
import { describe, expect, it } from 'vitest'
import { dictionary, name, type PdfString, type PdfValue, ref } from '../../../pdf/objects.ts'
import { stream, text } from '../testing/later-revision.ts'
import { compareValues, isSameText, isWrittenAlike, normalise } from './compare-values.ts'

const string = (...bytes: readonly number[]): PdfString => ({
  kind: 'string',
  bytes: new Uint8Array(bytes),
  hexadecimal: false,
})

describe('compareValues', () => {
  it.each<readonly [string, PdfValue, PdfValue]>([
    ['names', name('A'), name('A')],
    ['numbers', 1, 1],
    ['strings', text('a'), { ...string(0x61), hexadecimal: true }],
    ['nothing and an absent entry', null, normalise(undefined)],
  ])('finds %s the same', (_title, before, after) => {
    expect(compareValues(before, after)).toEqual({ kind: 'same' })
  })

  it.each<readonly [string, PdfValue, PdfValue, string]>([
    ['a name and a string', name('A'), text('A'), 'KIND_OR_VALUE'],
    ['two numbers', 1, 2, 'KIND_OR_VALUE'],
    ['a stream and its dictionary', stream(''), dictionary({ Length: 0 }), 'KIND_OR_VALUE'],
    ['lists of two lengths', [1], [1, 2], 'LENGTH'],
    ['streams of other data', stream('a'), stream('b'), 'DATA'],
  ])('says why not: %s', (_title, before, after, reason) => {
    expect(compareValues(before, after)).toEqual({ kind: 'different', reason })
  })

  it('leaves to the walk what values hold', () => {
    const [before, after] = [dictionary({ A: 1 }), dictionary({ A: 2 })]
    expect(compareValues(before, after)).toEqual({ kind: 'entries', before, after, ofStream: false })
    expect(compareValues([ref(1)], [ref(2)])).toMatchObject({ kind: 'items' })
    expect(compareValues(stream('a'), stream('a'))).toMatchObject({ kind: 'entries', ofStream: true })
  })
})

describe('isSameText', () => {
  it('finds one text in two encodings', () => {
    expect(isSameText(string(0x41), string(0xfe, 0xff, 0, 0x41))).toBe(true)
  })

  it('finds no text in half a character', () => {
    const half = string(0xfe, 0xff, 0)
    expect(isSameText(half, half)).toBe(false)
  })
})

describe('isWrittenAlike', () => {
  it('compares references by their numbers, and dictionaries that state nothing twice', () => {
    expect(isWrittenAlike([ref(1)], [ref(1)])).toBe(true)
    expect(isWrittenAlike(ref(1), ref(1, 1))).toBe(false)
    const twice = { ...dictionary({ A: 1 }), duplicateKeys: ['A'] }
    expect(isWrittenAlike(twice, twice)).toBe(false)
    expect(isWrittenAlike(null, undefined)).toBe(false)
  })
})
