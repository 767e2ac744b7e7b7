import { describe, expect, it } from 'vitest'
import { decodeStream } from '../../pdf/filters/filters.ts'
import { isDictionary, isStream, type PdfValue, ref } from '../../pdf/objects.ts'
import { fflateDeflate } from './deflate.ts'
import { addFont, type EmbeddedFont } from './embedded-font.ts'

const font: EmbeddedFont = {
  resourceName: 'F1',
  postScriptName: 'ABCDEF+Contoh',
  fontFile: new Uint8Array(5000),
  unitsPerEm: 2048,
  ascent: 1000,
  descent: -250,
  capHeight: 700,
  bbox: [-100, -250, 1000, 1000],
  italicAngle: 0,
  flags: 4,
  widths: new Map([
    [7, 500],
    [3, 250],
    [4, 260],
  ]),
  toUnicode: new Map([
    [4, 'A'],
    [3, '😀'],
  ]),
}

function added(hasCidSet = false): { reference: PdfValue; objects: Map<number, PdfValue> } {
  const objects = new Map<number, PdfValue>()
  let next = 1
  const reference = addFont(
    font,
    () => next++,
    (number, value) => objects.set(number, value),
    { deflate: fflateDeflate, hasCidSet },
  )
  return { reference, objects }
}

function entryOf(value: PdfValue | undefined, key: string): PdfValue | undefined {
  if (isStream(value)) return value.dictionary.entries.get(key)
  return isDictionary(value) ? value.entries.get(key) : undefined
}

describe('addFont', () => {
  it('embeds a TrueType program as a composite font with Identity-H', () => {
    const { reference, objects } = added()
    expect(reference).toEqual(ref(1))
    expect(entryOf(objects.get(1), 'Encoding')).toMatchObject({ value: 'Identity-H' })
    expect(entryOf(objects.get(2), 'CIDToGIDMap')).toMatchObject({ value: 'Identity' })
    expect(entryOf(objects.get(2), 'W')).toEqual([3, [250, 260], 7, [500]])
  })

  it('states metrics in thousandths of an em, whatever the units of the program', () => {
    const descriptor = added().objects.get(3)
    expect(entryOf(descriptor, 'Ascent')).toBe(1000)
    expect(entryOf(descriptor, 'Descent')).toBe(-250)
    expect(entryOf(descriptor, 'CapHeight')).toBe(700)
  })

  it('deflates the program and states its length before that', () => {
    const program = added().objects.get(4)
    expect(entryOf(program, 'Length1')).toBe(5000)
    expect(isStream(program) && program.bytes.length).toBeLessThan(100)
    expect(isStream(program) && decodeStream(program)).toEqual(font.fontFile)
  })

  it('maps glyphs to text, beyond the basic plane too', () => {
    const map = added().objects.get(5)
    const text = isStream(map) ? new TextDecoder().decode(decodeStream(map)) : ''
    expect(text).toContain('2 beginbfchar\n<0003> <d83dde00>\n<0004> <0041>\nendbfchar')
  })

  it('says which glyphs the program has, for the part of PDF/A that asks', () => {
    const { objects } = added(true)
    const set = [...objects.values()].map((object) => entryOf(object, 'CIDSet')).find((found) => found)
    expect(set).toEqual(ref(6))
    const stream = objects.get(6)
    // Glyphs 0, 3, 4 and 7, from the highest bit on.
    expect(isStream(stream) && [...decodeStream(stream)]).toEqual([0b1001_1001])
    expect([...added().objects.values()].some((object) => entryOf(object, 'CIDSet'))).toBe(false)
  })
})
