import { CODE_ALPHABET, documentCodeFrom, parsePortalOrigin } from '@tapis/qr-seal'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dateInWords } from './date-in-words.ts'
import { lineWidth, loadTypeface, shapeLine } from './font.ts'
import { drawSignatureBlock, drawStamp, type StampInput } from './stamp.ts'
import { StampError } from './stamp-error.ts'
import { stampParagraphs, trustSentence, WIDEST_CODE, widestLines } from './wording.ts'

const lines = {
  kind: 'signature' as const,
  signerName: 'Dr. Rekaan Wibisana, S.H., M.H.',
  position: 'Kepala Dinas Contoh',
  agencyName: 'Dinas Contoh',
  signedAt: new Date('2026-11-24T03:32:00Z'),
  caName: 'CA Kota Contoh',
  certifiedProvider: false,
}
const code = documentCodeFrom(new Uint8Array(10).fill(7))
const input: StampInput = {
  width: 210,
  height: 76,
  portalOrigin: parsePortalOrigin('https://tte.contoh.example'),
  code,
  lines,
}

/** Every rectangle and text position of a content stream, as numbers. */
function numbersOf(content: Uint8Array) {
  const text = new TextDecoder().decode(content)
  const rectangles = [...text.matchAll(/^(\S+) (\S+) (\S+) (\S+) re$/gm)].map((m) =>
    m.slice(1, 5).map(Number),
  )
  const baselines = [...text.matchAll(/\/F\d (\S+) Tf 1 0 0 1 (\S+) (\S+) Tm/g)].map((m) =>
    m.slice(1, 4).map(Number),
  )
  return { text, rectangles, baselines }
}

function refusalOf(draw: () => unknown): StampError | undefined {
  try {
    draw()
    return undefined
  } catch (error) {
    if (error instanceof StampError) return error
    throw error
  }
}

describe('a stamp', () => {
  it('stays inside its box and in DeviceGray, for every box that it accepts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 500 }), fc.integer({ min: 40, max: 400 }), (width, height) => {
        let stamp: ReturnType<typeof drawStamp>
        try {
          stamp = drawStamp({ ...input, width, height })
        } catch (error) {
          expect(error).toMatchObject({ name: 'StampError', code: 'STAMP_BOX_TOO_SMALL' })
          return
        }
        const { text, rectangles, baselines } = numbersOf(stamp.content)
        expect(rectangles.length).toBeGreaterThan(100)
        expect(baselines.length).toBeGreaterThanOrEqual(6)
        for (const [x = -1, y = -1, w = 0, h = 0] of rectangles) {
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
          expect(x + w).toBeLessThanOrEqual(width + 0.01)
          expect(y + h).toBeLessThanOrEqual(height + 0.01)
        }
        for (const [size = 0, x = -1, y = -1] of baselines) {
          expect(size).toBeGreaterThanOrEqual(3.7)
          expect(x).toBeGreaterThanOrEqual(0)
          expect(y).toBeGreaterThan(0)
          expect(y + size * 0.8).toBeLessThanOrEqual(height)
        }
        expect(text).not.toMatch(/\b(rg|RG|k|K|gs|Do)\b/)
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['narrow', 40, 300],
    ['low', 300, 20],
    ['no larger than the QR code', 60, 60],
  ])('refuses a box that is too %s', (_, width, height) => {
    expect(() => drawStamp({ ...input, width, height })).toThrow(StampError)
  })

  it('says with every refusal the box that was asked for and one that holds it, whatever the next code and time', () => {
    const side = fc.integer({ min: 1, max: 400 })
    const code = fc.uint8Array({ minLength: 10, maxLength: 10 }).map(documentCodeFrom)
    const signedAt = fc.date({
      min: new Date('2026-01-01'),
      max: new Date('2036-01-01'),
      noInvalidDate: true,
    })
    const signerName = fc.constantFrom('X', lines.signerName, 'Prof. Dr. dr. '.repeat(4), 'W'.repeat(64))
    fc.assert(
      fc.property(side, side, code, code, signedAt, signerName, (width, height, first, next, time, name) => {
        const asked = { ...input, width, height, code: first, lines: { ...lines, signerName: name } }
        const error = refusalOf(() => drawStamp(asked))
        if (error === undefined) return
        expect(error.box).toEqual({ width, height })
        const needed = error.needed ?? { width: 0, height: 0 }
        expect(needed.width).toBeGreaterThanOrEqual(width)
        expect(needed.height).toBeGreaterThanOrEqual(height)
        expect(
          refusalOf(() =>
            drawStamp({ ...asked, ...needed, code: next, lines: { ...asked.lines, signedAt: time } }),
          ),
        ).toBeUndefined()
        expect(error.message).toContain(`${needed.width} x ${needed.height} pt is enough`)
      }),
      { numRuns: 100 },
    )
  })

  it('names no larger box than it has to', () => {
    const widest = { ...input, code: WIDEST_CODE, lines: widestLines(lines) }
    const { width = 0, height = 0 } =
      refusalOf(() => drawStamp({ ...widest, width: 60, height: 40 }))?.needed ?? {}
    expect(refusalOf(() => drawStamp({ ...widest, width, height }))).toBeUndefined()
    expect(refusalOf(() => drawStamp({ ...widest, width: width - 2, height: height - 2 }))).toBeDefined()
  })

  it('names no box where a word is wider than any page', () => {
    const signerName = 'W'.repeat(400)
    const error = refusalOf(() => drawStamp({ ...input, lines: { ...lines, signerName } }))
    expect(error?.needed).toBeUndefined()
    expect(error?.message).toMatch(/into a box of 210 x 76 pt$/)
  })

  it('embeds fonts that state a width and a Unicode value for every glyph shown', () => {
    const { content, fonts } = drawStamp(input)
    const shown = new Set(
      [...new TextDecoder().decode(content).matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex = '']) =>
        (hex.match(/.{4}/g) ?? []).map((glyph) => Number.parseInt(glyph, 16)),
      ),
    )
    const known = new Set(
      fonts.flatMap(({ widths, toUnicode }) => [...toUnicode.keys()].filter((g) => widths.has(g))),
    )
    expect([...shown].filter((glyph) => !known.has(glyph))).toEqual([])
    for (const font of fonts) {
      expect(font.postScriptName).toMatch(/^[A-Z]{6}\+NotoSans-(Regular|Bold)$/)
      expect(font.fontFile.length).toBeLessThan(12_000)
    }
  })

  it('is the same bytes for the same facts', () => {
    expect(drawStamp(input)).toEqual(drawStamp(input))
  })
})

describe('a signature block', () => {
  it('has the words of the stamp and no QR code', () => {
    const { text, rectangles, baselines } = numbersOf(
      drawSignatureBlock({ width: 150, height: 60, lines }).content,
    )
    expect(rectangles).toHaveLength(0)
    expect(text).toContain('0 0 150 60 re f')
    expect(baselines.length).toBeGreaterThanOrEqual(5)
  })

  it('refuses a box that is too small', () => {
    expect(() => drawSignatureBlock({ width: 30, height: 10, lines })).toThrow(StampError)
  })
})

describe('the widest words of a stamp', () => {
  const typeface = loadTypeface('NotoSans-Regular')
  const widthOf = (text: string) => lineWidth(shapeLine(typeface, text))

  it('have the widest code', () => {
    expect(WIDEST_CODE).toBe('WWWWWWWWWWWWWWWW')
    for (const letter of CODE_ALPHABET) expect(widthOf(letter)).toBeLessThanOrEqual(widthOf('W'))
  })

  it('have the widest day, month and time', () => {
    const widest = dateInWords(widestLines(lines).signedAt).split(' ').map(widthOf)
    for (let day = 0; day < 366; day++) {
      const words = dateInWords(new Date(Date.UTC(2028, 0, 1, day % 24, day % 60) + day * 86_400_000)).split(
        ' ',
      )
      expect(words.filter((word, index) => widthOf(word) > (widest[index] ?? 0) + 1e-9)).toEqual([])
    }
  })
})

describe('the words of a stamp', () => {
  const words = (changes: object) =>
    stampParagraphs({ ...lines, ...changes }, { code, host: 'tte.contoh.example' }).map(({ text }) => text)

  it('name the signer, the position, the time in WIB, the code and the portal', () => {
    expect(words({ agencyName: 'Badan Lain' })).toEqual([
      'Ditandatangani secara elektronik oleh:',
      'Kepala Dinas Contoh',
      'Badan Lain',
      'Dr. Rekaan Wibisana, S.H., M.H.',
      '24 November 2026 pukul 10.32 WIB',
      'Kode 0W3G-E1R7-0W3G-E1R7',
      'Periksa di tte.contoh.example',
      'TTE tidak tersertifikasi: sertifikat dari CA Kota Contoh, bukan PSrE.',
    ])
  })

  it('do not repeat an agency that the position already names', () => {
    expect(words({})).not.toContain('Dinas Contoh')
  })

  it('call an agency seal a seal, and name no person', () => {
    expect(words({ kind: 'seal' }).slice(0, 2)).toEqual(['Disegel secara elektronik oleh:', 'Dinas Contoh'])
    expect(words({ kind: 'seal' }).join()).not.toContain('Wibisana')
  })

  it('never call a provider uncertified that is certified, nor the other way round', () => {
    expect(trustSentence({ ...lines, certifiedProvider: true })).not.toMatch(/bukan|tidak/)
    expect(trustSentence({ ...lines, certifiedProvider: undefined })).not.toMatch(/bukan|tidak/)
    expect(trustSentence(lines)).toContain('bukan PSrE')
  })

  it.each([
    ['2026-12-31T16:59:59Z', '31 Desember 2026 pukul 23.59 WIB'],
    ['2026-12-31T17:00:00Z', '1 Januari 2027 pukul 00.00 WIB'],
    ['2028-02-29T00:05:00Z', '29 Februari 2028 pukul 07.05 WIB'],
  ])('write %s as %s', (time, expected) => {
    expect(dateInWords(new Date(time))).toBe(expected)
  })
})
