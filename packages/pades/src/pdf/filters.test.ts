import fc from 'fast-check'
import { zlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { latin1 } from './characters.ts'
import { PdfError, type PdfErrorCode } from './errors.ts'
import { decodeStream } from './filters.ts'
import { dictionary, name, type PdfStream, type PdfValue } from './objects.ts'

const stream = (bytes: Uint8Array, entries: Record<string, PdfValue> = {}): PdfStream => ({
  kind: 'stream',
  dictionary: dictionary(entries),
  bytes,
})
const text = (bytes: Uint8Array) => String.fromCharCode(...bytes)
const flate = { Filter: name('FlateDecode') }
const predictor = (entries: Record<string, PdfValue>) => ({ ...flate, DecodeParms: dictionary(entries) })

describe('decodeStream', () => {
  it('gives back bytes without a filter', () => {
    expect(text(decodeStream(stream(latin1('abc'))))).toBe('abc')
  })

  it('undoes filters in their order', () => {
    const twice = stream(latin1('36 31 36\n32 3e>'), { Filter: [name('AHx'), name('ASCIIHexDecode')] })
    expect(text(decodeStream(twice))).toBe('ab')
  })

  it.each([
    ['87cURD]i,"Ebo80~>', 'Hello World!'],
    ['z~>', '\0\0\0\0'],
    ['5l~>', 'A'],
  ])('reads the base-85 data %s', (encoded, decoded) => {
    expect(text(decodeStream(stream(latin1(encoded), { Filter: name('A85') })))).toBe(decoded)
  })

  it.each([
    ['A85', 'z'.repeat(26)],
    ['A85', '!!!!!'.repeat(26)],
    ['AHx', '00 '.repeat(101)],
  ])('gives no more than it is allowed with %s of %s', (filter, encoded) => {
    const data = stream(latin1(encoded), { Filter: name(filter) })
    expect(() => decodeStream(data, { decodedLimit: 100 })).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED' }),
    )
    expect(decodeStream(data, { decodedLimit: 104 }).length).toBeGreaterThan(100)
  })

  it('inflates, with or without a checksum at the end', () => {
    const whole = zlibSync(latin1('tapis '.repeat(50)))
    expect(decodeStream(stream(whole, flate)).length).toBe(300)
    expect(decodeStream(stream(whole.subarray(0, -4), flate)).length).toBe(300)
  })

  it('inflates whatever was deflated, however well it packs, up to the limit and not beyond', () => {
    const part = fc.record({ byte: fc.nat(255), times: fc.integer({ min: 1, max: 4000 }) })
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.uint8Array({ maxLength: 300 }), (runs, noise) => {
        const bytes = Uint8Array.from([
          ...runs.flatMap(({ byte, times }) => Array<number>(times).fill(byte)),
          ...noise,
        ])
        const deflated = stream(zlibSync(bytes), flate)
        const decoded = (decodedLimit: number) => decodeStream(deflated, { decodedLimit })
        expect(decoded(bytes.length)).toEqual(bytes)
        expect(decoded(10 ** 6)).toEqual(bytes)
        if (bytes.length > 0) expect(codeOf(() => decoded(bytes.length - 1))).toBe('LIMIT_EXCEEDED')
      }),
    )
  })

  it.each([0, 1, 2, 3, 4])('undoes the PNG row filter %d', (type) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (raw) => {
        const decoded = decodeStream(
          stream(zlibSync(pngFiltered(raw, type, 4, 2)), predictor({ Predictor: 12, Columns: 2, Colors: 2 })),
        )
        expect([...decoded]).toEqual([...raw])
      }),
      { numRuns: 30 },
    )
  })

  it.each<[string, PdfStream, PdfErrorCode]>([
    ['an unknown filter', stream(latin1(''), { Filter: name('JBIG2Decode') }), 'STREAM_INVALID'],
    ['damaged Deflate data', stream(latin1('nonsense'), flate), 'STREAM_INVALID'],
    ['too little Deflate data', stream(latin1('x'), flate), 'STREAM_INVALID'],
    ['the TIFF predictor', stream(zlibSync(latin1('a')), predictor({ Predictor: 2 })), 'STREAM_INVALID'],
    [
      'a row filter that does not exist',
      stream(zlibSync(latin1('\x05a')), predictor({ Predictor: 15 })),
      'STREAM_INVALID',
    ],
    [
      'columns without end',
      stream(zlibSync(latin1('a')), predictor({ Predictor: 12, Columns: 1e9 })),
      'STREAM_INVALID',
    ],
    ['letters in hexadecimal', stream(latin1('xyz'), { Filter: name('AHx') }), 'STREAM_INVALID'],
    ['a base-85 group above 2^32', stream(latin1('uuuuu'), { Filter: name('A85') }), 'STREAM_INVALID'],
    [
      'nine filters',
      stream(latin1(''), { Filter: Array.from({ length: 9 }, () => name('AHx')) }),
      'LIMIT_EXCEEDED',
    ],
  ])('refuses %s', (_, damaged, code) => {
    expect(codeOf(() => decodeStream(damaged))).toBe(code)
  })

  it('refuses Deflate data that expands beyond the limit', () => {
    const bomb = stream(zlibSync(new Uint8Array(1024 * 1024)), flate)
    expect(codeOf(() => decodeStream(bomb, { decodedLimit: 512 * 1024 }))).toBe('LIMIT_EXCEEDED')
    expect(decodeStream(bomb).length).toBe(1024 * 1024)
  })
})

function codeOf(action: () => unknown): PdfErrorCode | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof PdfError) return error.code
    throw error
  }
  return undefined
}

/** The forward direction of PNG's filters (PNG, third edition, clause 9), written independently of the reader. */
function pngFiltered(raw: Uint8Array, type: number, rowBytes: number, pixelBytes: number): Uint8Array {
  const rows: number[] = []
  for (let row = 0; row * rowBytes < raw.length; row++) {
    rows.push(type)
    for (let column = 0; column < rowBytes; column++) {
      const at = row * rowBytes + column
      const a = column >= pixelBytes ? (raw[at - pixelBytes] ?? 0) : 0
      const b = row > 0 ? (raw[at - rowBytes] ?? 0) : 0
      const c = row > 0 && column >= pixelBytes ? (raw[at - rowBytes - pixelBytes] ?? 0) : 0
      const p = a + b - c
      const nearest = [a, b, c].sort((left, right) => Math.abs(p - left) - Math.abs(p - right))[0] ?? 0
      const predicted = [0, a, b, Math.floor((a + b) / 2), nearest][type] ?? 0
      rows.push(((raw[at] ?? 0) - predicted) & 0xff)
    }
  }
  return Uint8Array.from(rows)
}
