import { describe, expect, it } from 'vitest'
import { revocationRequest, signRequest } from './sign-request.ts'

// Invented: Bandar Lampung (1871) has no district 99.
const MAN = '1871990101900001'
const WOMAN = '1871994101900001'

const valid = {
  agency: 'dpmptsp',
  documentType: 'Surat Izin Praktik',
  number: '503/0001/SIP/2026',
  title: 'Surat izin praktik dokter',
  signer: { nik: MAN, passphrase: 'rahasia' },
}

describe('what everybody will read', () => {
  it.each([
    ['by itself', MAN],
    ['of a woman', WOMAN],
    ['in groups of four, twice', 'NIK 1871 9901 0190 0001 1871 9901 0190 0002'],
    ['before another number', '1871-9901-0190-0001 4 orang'],
    ['with underscores', '1871_9901_0190_0001'],
    ['with no-break spaces', '1871\u00a09901\u00a00190\u00a00001'],
    ['in Arabic-Indic digits', '١٨٧١٩٩٠١٠١٩٠٠٠٠١'],
    ['in circles', '①⑧⑦①⑨⑨⓪①⓪①⑨⓪⓪⓪⓪①'],
    ['in letters that pass for digits', 'I87I99OIOI9OOOOI'],
    ['in digits of full width', '１８７１９９０１０１９０００01'],
  ])('is refused with a NIK %s', (_, text) => {
    for (const request of [
      { ...valid, documentType: text },
      { ...valid, number: text },
      { ...valid, title: text },
      { ...valid, facts: [{ label: text, value: 'x' }] },
      { ...valid, facts: [{ label: 'x', value: text }] },
    ]) {
      const parsed = signRequest.safeParse(request)
      expect(parsed.error?.issues.map(({ message }) => message)).toEqual(['POPULATION_NUMBER'])
    }
    expect(revocationRequest.safeParse({ reason: text }).success).toBe(false)
  })

  it.each([
    '196501011990031001',
    '18.71.999.001.012-0345.0/2026',
    '503/0999/LKP/III.16/2026',
    'Rp1.250.000,00',
    '02/11/2026 - 01/11/2031',
    '2 November 2026 s.d. 1 November 2031',
    '-5.397140, 105.266792',
    '187199********01',
  ])('may have %s', (text) => {
    expect(signRequest.safeParse({ ...valid, number: text, title: text }).success).toBe(true)
  })

  it.each([
    [
      'its label and value',
      { facts: [{ label: 'NIK 18719901', value: '01900001' }] },
      '/facts/0/label /facts/0/value',
    ],
    [
      'two values',
      {
        facts: [
          { label: 'Awal', value: '18719901' },
          { label: 'Akhir', value: '01900001' },
        ],
      },
      '/facts/0/value /facts/1/value',
    ],
    ['number and title', { number: '18719901', title: '01900001' }, '/number /title'],
  ])('is refused with a NIK over %s', (_, change, pointers) => {
    const issues = signRequest.safeParse({ ...valid, ...change }).error?.issues ?? []
    expect(issues.map(({ path }) => `/${path.join('/')}`).join(' ')).toBe(pointers)
    expect(new Set(issues.map(({ message }) => message))).toEqual(new Set(['POPULATION_NUMBER_SPLIT']))
  })
})

describe('what people read', () => {
  const fields = (text: string): readonly (readonly [object, string])[] => [
    [{ ...valid, documentType: text }, '/documentType'],
    [{ ...valid, number: text }, '/number'],
    [{ ...valid, title: text }, '/title'],
    [{ ...valid, facts: [{ label: text, value: 'x' }] }, '/facts/0/label'],
    [{ ...valid, facts: [{ label: 'x', value: text }] }, '/facts/0/value'],
    [{ ...valid, reason: text }, '/reason'],
    [{ ...valid, location: text }, '/location'],
  ]

  it.each([
    ['a zero-width space', 0x200b],
    ['a zero-width joiner', 0x200d],
    ['a soft hyphen', 0xad],
    ['a word joiner', 0x2060],
    ['a variation selector', 0xfe0f],
    ['a Hangul filler', 0x3164],
    ['a blank Braille cell', 0x2800],
    ['a tag', 0xe0041],
    ['the end of a tag', 0xe007f],
    ['a private character', 0xe000],
    ['a private character of another plane', 0x10fffd],
    ['a noncharacter', 0xfdd0],
    ['the last code point of a plane', 0x1ffff],
    ['an unassigned character', 0x0378],
    ['a null', 0],
    ['a line end', 0x0a],
    ['a control of the second set', 0x85],
    ['a line separator', 0x2028],
    ['a change of direction', 0x202e],
    ['an interlinear annotation', 0xfff9],
    ['the mark of a lost character', 0xfffd],
  ])('is refused with %s, which is named by its code and place', (_, codePoint) => {
    const character = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`
    for (const [request, pointer] of fields(`💥a${String.fromCodePoint(codePoint)}b`)) {
      expect(signRequest.safeParse(request).error?.issues).toMatchObject([
        {
          message: 'CHARACTER_REFUSED',
          path: pointer.slice(1).split('/').map(asKey),
          params: { character, place: 3 },
        },
      ])
    }
    expect(revocationRequest.safeParse({ reason: `a${String.fromCodePoint(codePoint)}b` }).success).toBe(
      false,
    )
  })

  it.each(['Sulam “Kembang” – Cempaka', 'Ny. Đặng Thị é', 'Kp. 12 m² ½ €', '公司 العربية', 'e\u0301', '👍'])(
    'may be %s',
    (text) => {
      for (const [request] of fields(text)) expect(signRequest.safeParse(request).success).toBe(true)
    },
  )

  it('leaves to an anchor what the text of a document may hold', () => {
    const place = (anchor: string) => ({ ...valid, place: { anchor, width: 9, height: 9 } })
    for (const anchor of ['\ue000', 'ttd\u00ad1', 'क्\u200dष'])
      expect(signRequest.safeParse(place(anchor)).success).toBe(true)
    for (const anchor of ['\ufdd0', 'a\u0007b', 'a\u202eb', '\u200b'])
      expect(signRequest.safeParse(place(anchor)).success).toBe(false)
  })
})

const asKey = (part: string) => (/^\d+$/.test(part) ? Number(part) : part)
