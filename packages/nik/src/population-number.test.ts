import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findPopulationNumbers } from './population-number.ts'

// Invented: Bandar Lampung (1871) has no district 99.
const MAN = '1871990101900001'
const WOMAN = '1871994101900002'

const SEPARATORS = [' ', '\u00a0', '\u2003', '.', '_', ',', '/', '-', '\u2010', '\u2011', '–', '—', '\u2212']
const INVISIBLE = ['\u200b', '\u2060', '\u00ad']

const twoDigits = (value: number) => String(value).padStart(2, '0')
const nik = fc
  .record({
    region: fc.integer({ min: 110101, max: 979999 }),
    day: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 41, max: 71 })),
    month: fc.integer({ min: 1, max: 12 }),
    year: fc.integer({ min: 0, max: 99 }),
    serial: fc.integer({ min: 1, max: 999 }),
  })
  .map(
    ({ region, day, month, year, serial }) =>
      `${region}${[day, month, year].map(twoDigits).join('')}${String(serial).padStart(4, '0')}`,
  )

const fullWidth = (text: string) =>
  text.replace(/\d/g, (digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfee0))

/** A NIK as somebody may write it: solid, or with any separators between any two of its digits. */
const separator = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.constantFrom(...SEPARATORS, ...INVISIBLE, '  ', ' - ', ', '),
)
const writtenAnyhow = fc
  .tuple(nik, fc.array(separator, { minLength: 15, maxLength: 15 }), fc.boolean())
  .map(([digits, gaps, isWide]) => {
    const text = [...digits].map((digit, index) => digit + (gaps[index] ?? '')).join('')
    return isWide ? fullWidth(text) : text
  })

/** A NIK in groups of two, four or six with one separator, or with none. */
const writtenInGroups = fc
  .tuple(
    nik,
    fc.constantFrom('', ...SEPARATORS),
    fc.constantFrom([16], [4, 4, 4, 4], [6, 6, 4], [6, 2, 2, 2, 4], [2, 2, 2, 6, 4], [2, 2, 2, 2, 2, 2, 4]),
  )
  .map(([digits, between, sizes]) => {
    let at = 0
    const groups = sizes.map((size) => {
      at += size
      return digits.slice(at - size, at)
    })
    return groups.join(between)
  })

const from = (first: number, digit: number) => String.fromCodePoint(first + digit)

/** What may stand for a digit. */
const DISGUISES: readonly ((digit: number) => readonly string[])[] = [
  (digit) => [
    String(digit),
    from(0xff10, digit),
    from(0x0660, digit),
    from(0x0966, digit),
    from(0x1d7ce, digit),
  ],
  // Circled, in brackets, with a full stop, in black circles.
  (digit) =>
    digit === 0 ? ['⓪', '🄋', '⓿'] : [0x2460, 0x2474, 0x2488, 0x2776].map((one) => from(one - 1, digit)),
  (digit) => ['⁰¹²³⁴⁵⁶⁷⁸⁹'[digit] ?? '', from(0x2080, digit)],
  (digit) => [`${digit}\u0336`, `${digit}\u0301\u0323`, `${digit}\ufe0f\u20e3`, `${digit}\u200b`],
  (digit) => Array.from(['OoОоΟο', 'lI|іІ', 'Zz', 'Зз', '', 'SsЅ', 'b', '', 'BВ', 'gq'][digit] ?? ''),
]

/**
 * Whether everything of `part`, which stands in `text` at `start`, was found, be it with more
 * beside it.
 */
function isCovered(text: string, part: string, start: number): boolean {
  const end = start + part.length
  return findPopulationNumbers(text).some((range) => range.start <= start && range.end >= end)
}

describe('population numbers', () => {
  it.each([
    ['a NIK', MAN, [MAN]],
    ['a NIK at the end of a sentence', `NIK ${WOMAN}.`, [WOMAN]],
    ['a NIK after a short number', `RT 3 ${MAN}`, [MAN]],
    ['a NIK before a short number', '1871-9901-0190-0001 4 orang', ['1871-9901-0190-0001']],
    [
      'two that only spaces part',
      'NIK 1871 9901 0190 0001 1871 9901 0190 0002',
      ['1871 9901 0190 0001', '1871 9901 0190 0002'],
    ],
    [
      'two in dots throughout',
      '1871.9901.0190.0001.1871.9901.0190.0002',
      ['1871.9901.0190.0001', '1871.9901.0190.0002'],
    ],
    ['two with a slash between', `${MAN}/${WOMAN}`, [MAN, WOMAN]],
    ['digits of full width', fullWidth(MAN), [fullWidth(MAN)]],
    ['underscores', '1871_9901_0190_0001', ['1871_9901_0190_0001']],
    ['no-break spaces', '1871\u00a09901\u00a00190\u00a00001', ['1871\u00a09901\u00a00190\u00a00001']],
    ['two spaces', '1871  9901  0190  0001', ['1871  9901  0190  0001']],
    ['commas', '1871,9901,0190,0001', ['1871,9901,0190,0001']],
    ['slashes', '18/71/99/010190/0001', ['18/71/99/010190/0001']],
    ['a separator that nobody sees', '18719901\u200b01900001', ['18719901\u200b01900001']],
    ['a NIK inside a document number', '503/1871990101900001/2026', [MAN]],
    ['a grouped NIK with a year after it', '1871.9901.0190.0001/2026', ['1871.9901.0190.0001']],
    ['a NIK with a footnote', `${MAN}²`, [MAN]],
    ['a NIK of which the last digit is struck out', '1871990101900001\u0336', ['1871990101900001\u0336']],
    [
      'keycaps',
      `${[...MAN].join('\ufe0f\u20e3')}\ufe0f\u20e3`,
      [`${[...MAN].join('\ufe0f\u20e3')}\ufe0f\u20e3`],
    ],
    ['circled numbers of two digits', '⑱71990101900001', ['⑱71990101900001']],
    ['letters that pass for digits', 'NIK l87I99O1о19OOO0|', ['l87I99O1о19OOO0|']],
    ['a NIK after a date', `02/11/2026 ${MAN}`, [MAN]],
    ['a character of two code units before it', `💥${MAN}`, [MAN]],
  ])('are found: %s', (_, text, expected) => {
    expect(findPopulationNumbers(text).map(({ start, end }) => text.slice(start, end))).toEqual(expected)
  })

  it.each([
    ['the 18 digits of a NIP', '196501011990031001'],
    ['a NIP in groups', '19650101 199003 1 001'],
    ['16 digits with no date in them', '1871999999900001'],
    ['a tax object number', '18.71.999.001.012-0345.0/2026'],
    ['a tax object number by itself', '18.71.999.001.012-0345.0'],
    ['a document number', '503/0999/LKP/III.16/2026'],
    ['a price', 'Rp1.250.000,00'],
    ['a range of dates in words', '2 November 2026 s.d. 1 November 2031'],
    ['a range of dates in digits', '02/11/2026 - 01/11/2031'],
    ['a range of dates without spaces', '02.11.2026–01.11.2031'],
    ['a date and a time', '24-11-2026 08.00 - 12.00 WIB'],
    ['a place on the map', '-5.397140, 105.266792'],
    ['a place on the map, longitude first', '105.066792 -5.311404'],
    ['a masked NIK', '187199********01'],
    ['a telephone number', '0721-123456, 0812-3456-7890'],
    ['an NPWP of 15 digits', '01.234.501.1-999.000'],
    ['an NPWP of a body, of 16 digits', '0123450112999000'],
    ['a tax invoice', '010.000-16.12345678'],
    ['a business number', '9120001010127'],
    ['words of look-alike letters', 'Oi, lilis bosi GIgi ZOO ISI IOl'],
    ['a label that ends in a digit, and its value', 'NIB2 27012300123456'],
    ['a code of letters and digits', 'SIP/B1O2-OO1I/2026/LISZ'],
    ['a few years', '2025 2026 2027 2028'],
    ['nothing', ''],
  ])('are not found in %s', (_, text) => {
    expect(findPopulationNumbers(text)).toEqual([])
  })

  it('are found however they are separated, whatever words stand around them', () => {
    const words = fc.string({ unit: 'binary', maxLength: 40 })
    const edge = fc.constantFrom(' ', '\u00a0', ': ', '(', '; ', 'x')
    fc.assert(
      fc.property(words, edge, writtenAnyhow, edge, words, (before, left, number, right, after) => {
        const start = before.length + left.length
        expect(isCovered(before + left + number + right + after, number, start)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('are found in the digits of every script, by their value', () => {
    // ICU writes numbers in every numbering system that has ten digits: an oracle that shares
    // nothing with the rule.
    const systems = Intl.supportedValuesOf('numberingSystem').map((system) =>
      new Intl.NumberFormat(`en-u-nu-${system}`, { useGrouping: false }).format(9876543210n),
    )
    const scripts = systems
      .map((digits) => Array.from(digits))
      .filter((digits) => /^\p{Nd}{10}$/u.test(digits.join('')))
    expect(scripts.length).toBeGreaterThan(50)
    fc.assert(
      fc.property(nik, fc.constantFrom(...scripts), (digits, script) => {
        const text = Array.from(digits, (digit) => script[9 - Number(digit)]).join('')
        expect(findPopulationNumbers(`NIK ${text}.`)).toEqual([{ start: 4, end: 4 + text.length }])
      }),
      { numRuns: 1000 },
    )
  })

  it('are found with any disguise on any of their digits, exactly where they are', () => {
    const disguised = fc
      .tuple(nik, fc.array(fc.nat(), { minLength: 16, maxLength: 16 }))
      .map(([digits, choices]) => {
        const last = digits.length - 1
        return Array.from(digits, (digit, index) => {
          const forms = DISGUISES.flatMap((disguise) => disguise(Number(digit)))
          // One digit is left as it is: a stretch of letters alone is a word.
          return index === last ? digit : (forms[(choices[index] ?? 0) % forms.length] ?? digit)
        }).join('')
      })
    const words = fc.constantFrom('', '💥', 'No. ', 'Kepada ', 'é ')
    fc.assert(
      fc.property(words, disguised, fc.constantFrom('', '.', ' (lama)', ' 💥'), (before, number, after) => {
        const range = { start: before.length, end: before.length + number.length }
        expect(findPopulationNumbers(before + number + after)).toEqual([range])
      }),
      { numRuns: 2000 },
    )
  })

  it('are found in their usual groups, whatever numbers they are joined to', () => {
    const digits = fc.integer({ min: 0, max: 99_999_999 }).map(String)
    const joint = fc.constantFrom(...SEPARATORS, ', ', ' - ')
    fc.assert(
      fc.property(digits, joint, writtenInGroups, joint, digits, (before, left, number, right, after) => {
        const start = before.length + left.length
        expect(isCovered(before + left + number + right + after, number, start)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('are both found where two stand side by side', () => {
    fc.assert(
      fc.property(
        writtenInGroups,
        fc.constantFrom(...SEPARATORS),
        writtenInGroups,
        (first, joint, second) => {
          const text = first + joint + second
          expect(isCovered(text, first, 0)).toBe(true)
          expect(isCovered(text, second, first.length + joint.length)).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('are never read out of a longer number', () => {
    const numeral = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
    const taxObject = fc
      .tuple(
        numeral(2),
        numeral(2),
        numeral(3),
        numeral(3),
        numeral(3),
        fc.constantFrom('-', '.'),
        numeral(4),
        numeral(1),
      )
      .map(([a, b, c, d, e, dash, f, g]) => `${a}.${b}.${c}.${d}.${e}${dash}${f}.${g}`)
    const year = fc.constantFrom('', '/2026')
    fc.assert(
      fc.property(fc.oneof(numeral(18), taxObject), year, (number, tail) => {
        expect(findPopulationNumbers(number + tail)).toEqual([])
      }),
    )
  })

  it('are stretches of the text, in order and apart, whatever the text is', () => {
    const unit = fc.oneof(
      fc.constantFrom(...'0123456789', ...SEPARATORS, ...INVISIBLE),
      fc.string({ unit: 'binary', maxLength: 1 }),
    )
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 200 }), (units) => {
        const text = units.join('')
        let end = 0
        for (const range of findPopulationNumbers(text)) {
          expect(range.start).toBeGreaterThanOrEqual(end)
          expect(range.end).toBeGreaterThan(range.start)
          end = range.end
        }
        expect(end).toBeLessThanOrEqual(text.length)
      }),
    )
  })
})
