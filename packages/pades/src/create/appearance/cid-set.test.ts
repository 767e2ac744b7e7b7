import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cidSet } from './cid-set.ts'

/** A program with nothing but what says where outlines are. */
function program(offsets: readonly number[], isLong: boolean): Uint8Array {
  const [headBytes, width] = [54, isLong ? 4 : 2]
  const bytes = new Uint8Array(44 + headBytes + offsets.length * width)
  const view = new DataView(bytes.buffer)
  view.setUint16(4, 2)
  const record = (at: number, tag: string, offset: number, length: number) => {
    bytes.set(
      [...tag].map((letter) => letter.charCodeAt(0)),
      at,
    )
    view.setUint32(at + 8, offset)
    view.setUint32(at + 12, length)
  }
  record(12, 'head', 44, headBytes)
  record(28, 'loca', 44 + headBytes, offsets.length * width)
  view.setInt16(44 + 50, isLong ? 1 : 0)
  offsets.forEach((offset, index) => {
    if (isLong) view.setUint32(44 + headBytes + index * 4, offset)
    else view.setUint16(44 + headBytes + index * 2, offset)
  })
  return bytes
}

describe('a CIDSet', () => {
  it.each([false, true])(
    'has the glyphs with outlines, and those with widths (long offsets: %s)',
    (isLong) => {
      // Outlines of glyphs 1, 9 and 10 of eleven.
      const offsets = [0, 0, 40, 40, 40, 40, 40, 40, 40, 40, 90, 99]
      const set = cidSet({ fontFile: program(offsets, isLong), widths: new Map([[3, 500]]) })
      expect([...set]).toEqual([0b1101_0000, 0b0110_0000])
    },
  )

  it('has the first glyph when nothing else is known', () => {
    expect([...cidSet({ fontFile: new Uint8Array(), widths: new Map() })]).toEqual([0b1000_0000])
  })

  it('ends for any program', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(120), (noise, at) => {
        const fontFile = program([0, 10, 20], false)
        fontFile.set(noise.subarray(0, Math.max(0, fontFile.length - at)), Math.min(at, fontFile.length))
        expect(cidSet({ fontFile, widths: new Map() }).length).toBeGreaterThan(0)
        expect(cidSet({ fontFile: noise, widths: new Map() }).length).toBeGreaterThan(0)
      }),
    )
  })
})
