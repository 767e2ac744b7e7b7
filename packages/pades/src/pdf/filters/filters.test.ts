import fc from 'fast-check'
import { zlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { PdfError, type PdfErrorCode } from '../errors.ts'
import { dictionary, name, type PdfStream, type PdfValue } from '../objects.ts'
import { latin1 } from '../syntax/characters.ts'
import { decodeStream, IMAGE_FILTERS } from './filters.ts'

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

  it.each([
    ['what one filter hands to the next', null, [4096]],
    [
      'samples of a bit, which are undone one by one',
      dictionary({ Predictor: 2, BitsPerComponent: 1, Columns: 8 }),
      [4096 * 7, 4096],
    ],
  ])('accounts for %s, though nothing comes out in the end', (_, parameters, spent) => {
    // 128 ends a run-length stream (ISO 32000-2 §7.4.5).
    const inflated = new Uint8Array(4096)
    inflated[0] = parameters === null ? 0x80 : 0xc0
    const data = stream(zlibSync(inflated), {
      Filter: [name('FlateDecode'), name('RunLengthDecode')],
      DecodeParms: [parameters, null],
    })
    const accounts: number[] = []
    expect(decodeStream(data, { spend: (bytes) => accounts.push(bytes) })).toHaveLength(0)
    expect(accounts).toEqual(spent)
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
    ['an unknown filter', stream(latin1(''), { Filter: name('NoneDecode') }), 'STREAM_INVALID'],
    [
      'a filter named as what every object has',
      stream(latin1(''), { Filter: name('toString') }),
      'STREAM_INVALID',
    ],
    ['damaged Deflate data', stream(latin1('nonsense'), flate), 'STREAM_INVALID'],
    ['too little Deflate data', stream(latin1('x'), flate), 'STREAM_INVALID'],
    [
      'a predictor between TIFF and PNG',
      stream(zlibSync(latin1('a')), predictor({ Predictor: 3 })),
      'STREAM_INVALID',
    ],
    [
      'the TIFF predictor with samples of three bits',
      stream(zlibSync(latin1('a')), predictor({ Predictor: 2, BitsPerComponent: 3 })),
      'STREAM_INVALID',
    ],
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
    ['an LZW code beyond the table', lzw([256, 65, 259, 257]), 'STREAM_INVALID'],
    ['an LZW code of the table before anything is in it', lzw([256, 258, 257]), 'STREAM_INVALID'],
    [
      'a third way of changing the width of LZW codes',
      stream(latin1(''), { Filter: name('LZWDecode'), DecodeParms: dictionary({ EarlyChange: 2 }) }),
      'STREAM_INVALID',
    ],
    ['a run that the data ends in', stream(latin1('\x05abc'), { Filter: name('RL') }), 'STREAM_INVALID'],
    ['a repetition of nothing', stream(latin1('\xff'), { Filter: name('RL') }), 'STREAM_INVALID'],
    [
      'a Crypt filter behind another',
      stream(latin1('00>'), {
        Filter: [name('AHx'), name('Crypt')],
        DecodeParms: [null, dictionary({ Name: name('StdCF') })],
      }),
      'STREAM_INVALID',
    ],
    ...IMAGE_FILTERS.map((filter): [string, PdfStream, PdfErrorCode] => [
      `the pictures of ${filter}`,
      stream(latin1(''), { Filter: name(filter) }),
      'FILTER_REFUSED',
    ]),
    ...['CCF', 'DCT'].map((filter): [string, PdfStream, PdfErrorCode] => [
      `the pictures of ${filter}`,
      stream(latin1(''), { Filter: [name(filter)] }),
      'FILTER_REFUSED',
    ]),
  ])('refuses %s', (_, damaged, code) => {
    expect(codeOf(() => decodeStream(damaged))).toBe(code)
  })

  it('reads the LZW example of the standard', () => {
    // ISO 32000-2 §7.4.4.2, example 1: 45 45 45 45 45 65 45 45 45 66.
    const encoded = Uint8Array.of(0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01)
    const decoded = decodeStream(stream(encoded, { Filter: name('LZWDecode') }))
    expect([...decoded]).toEqual([45, 45, 45, 45, 45, 65, 45, 45, 45, 66])
  })

  it('reads the run-length data of the example in TIFF and PackBits', () => {
    const encoded = Uint8Array.from(
      'fe aa 02 80 00 2a fd aa 03 80 00 2a 22 f7 aa 80'.split(' ').map((pair) => Number.parseInt(pair, 16)),
    )
    const decoded = decodeStream(stream(encoded, { Filter: name('RunLengthDecode') }))
    const hex = 'aa aa aa 80 00 2a aa aa aa aa 80 00 2a 22 aa aa aa aa aa aa aa aa aa aa'
    expect([...decoded].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')).toBe(hex)
  })

  it.each([
    ['LZWDecode', 1],
    ['LZWDecode', 0],
    ['LZW', undefined],
    ['RunLengthDecode', undefined],
    ['RL', undefined],
  ] as const)('gives back what an independent encoder wrote: %s, /EarlyChange %s', (filter, early) => {
    const part = fc.record({ byte: fc.nat(255), times: fc.integer({ min: 1, max: 3000 }) })
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), fc.uint8Array({ maxLength: 9000 }), (runs, noise) => {
        const bytes = Uint8Array.from([
          ...runs.flatMap(({ byte, times }) => Array<number>(times).fill(byte)),
          ...noise,
        ])
        const encoded = filter.startsWith('LZW') ? lzwEncode(bytes, early ?? 1) : packBits(bytes)
        const data = stream(encoded, {
          Filter: name(filter),
          ...(early === undefined ? {} : { DecodeParms: dictionary({ EarlyChange: early }) }),
        })
        const decoded = (decodedLimit: number) => decodeStream(data, { decodedLimit })
        expect(Buffer.compare(decoded(bytes.length), bytes)).toBe(0)
        expect(Buffer.compare(decoded(10 ** 6), bytes)).toBe(0)
        if (bytes.length > 0) expect(codeOf(() => decoded(bytes.length - 1))).toBe('LIMIT_EXCEEDED')
      }),
      { numRuns: 60 },
    )
  })

  it('undoes a predictor after LZW', () => {
    const raw = Uint8Array.from({ length: 64 }, (_, index) => index * 7)
    const encoded = lzwEncode(pngFiltered(raw, 4, 4, 2), 1)
    const parameters = dictionary({ Predictor: 15, Columns: 2, Colors: 2 })
    const data = stream(encoded, { Filter: name('LZWDecode'), DecodeParms: parameters })
    expect([...decodeStream(data)]).toEqual([...raw])
  })

  it.each([1, 2, 4, 8, 16])('undoes the TIFF predictor with samples of %d bits', (bits) => {
    const highest = 2 ** bits - 1
    const row = fc.array(fc.nat(highest), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
        const differences = rows.map((samples) =>
          samples.map((sample, index) =>
            index < 2 ? sample : (sample - (samples[index - 2] ?? 0)) & highest,
          ),
        )
        const parameters = { Predictor: 2, Columns: 3, Colors: 2, BitsPerComponent: bits }
        const data = stream(zlibSync(packed(differences, bits)), predictor(parameters))
        expect([...decodeStream(data)]).toEqual([...packed(rows, bits)])
      }),
      { numRuns: 30 },
    )
  })

  it('gives an answer to whatever LZW and run-length data there may be', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('LZW', 'RL'), (bytes, filter) => {
        const data = stream(bytes, { Filter: name(filter) })
        const code = codeOf(() => decodeStream(data, { decodedLimit: 2000 }))
        expect([undefined, 'STREAM_INVALID', 'LIMIT_EXCEEDED']).toContain(code)
      }),
    )
  })

  it.each([
    ['LZWDecode', lzwEncode(new Uint8Array(1024 * 1024), 1)],
    ['RunLengthDecode', packBits(new Uint8Array(1024 * 1024))],
  ])('refuses %s data that expands beyond the limit', (filter, encoded) => {
    const bomb = stream(encoded, { Filter: name(filter) })
    expect(codeOf(() => decodeStream(bomb, { decodedLimit: 512 * 1024 }))).toBe('LIMIT_EXCEEDED')
    expect(decodeStream(bomb).length).toBe(1024 * 1024)
  })

  it('keeps its last LZW table when it is full and nothing clears it', () => {
    const codes = [256, ...Array.from({ length: 4000 }, (_, index) => index % 256)]
    const decoded = decodeStream(lzw(codes))
    expect([...decoded]).toEqual(codes.slice(1))
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

/**
 * The forward direction of PNG's filters (PNG, third edition, clause 9), written independently of
 * the reader.
 */
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

/** A stream of these LZW codes, as wide as an encoder writes them that grows one code early. */
function lzw(codes: readonly number[]): PdfStream {
  const bits: string[] = []
  let next = 257
  for (const code of codes) {
    const width = Math.min(12, Math.max(9, (next + 1).toString(2).length))
    bits.push(code.toString(2).padStart(width, '0'))
    next = code === 256 ? 257 : next + 1
  }
  return stream(bytesOfBits(bits.join('')), { Filter: name('LZWDecode') })
}

/** LZW as TIFF 6.0 §13 tells it, with strings for keys: slow, and nothing like the reader. */
function lzwEncode(bytes: Uint8Array, earlyChange: 0 | 1): Uint8Array {
  const bits: string[] = []
  let table = new Map<string, number>()
  let width = 9
  const write = (code: number) => bits.push(code.toString(2).padStart(width, '0'))
  const clear = () => {
    write(256)
    table = new Map(Array.from({ length: 256 }, (_, code) => [String.fromCharCode(code), code]))
    width = 9
  }
  clear()
  let free = 258
  let word = ''
  for (const byte of bytes) {
    const longer = word + String.fromCharCode(byte)
    if (table.has(longer)) {
      word = longer
      continue
    }
    write(table.get(word) ?? 0)
    table.set(longer, free++)
    if (free + earlyChange > 1 << width) width++
    if (free === 4094) {
      clear()
      free = 258
    }
    word = String.fromCharCode(byte)
  }
  if (word !== '') {
    write(table.get(word) ?? 0)
    if (++free + earlyChange > 1 << width) width++
  }
  write(257)
  return bytesOfBits(bits.join(''))
}

/** PackBits as Apple tells it: runs of three and more are repeated, everything else is copied. */
function packBits(bytes: Uint8Array): Uint8Array {
  const encoded: number[] = []
  let at = 0
  const runAt = (from: number) => {
    let length = 1
    while (length < 128 && from + length < bytes.length && bytes[from + length] === bytes[from]) length++
    return length
  }
  while (at < bytes.length) {
    const run = runAt(at)
    if (run > 2) {
      encoded.push(257 - run, bytes[at] ?? 0)
      at += run
      continue
    }
    const start = at
    while (at < bytes.length && at - start < 128 && runAt(at) < 3) at++
    encoded.push(at - start - 1, ...bytes.subarray(start, at))
  }
  return Uint8Array.from([...encoded, 128])
}

/** Rows of samples, most significant bit first, each row from a byte of its own. */
function packed(rows: readonly (readonly number[])[], bits: number): Uint8Array {
  return Uint8Array.from(
    rows.flatMap((samples) => [
      ...bytesOfBits(samples.map((each) => each.toString(2).padStart(bits, '0')).join('')),
    ]),
  )
}

function bytesOfBits(bits: string): Uint8Array {
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0')
  return Uint8Array.from({ length: padded.length / 8 }, (_, index) =>
    Number.parseInt(padded.slice(index * 8, index * 8 + 8), 2),
  )
}
