import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findSplitPopulationNumbers } from './split-population-number.ts'

// Invented: Bandar Lampung (1871) has no district 99.
const MAN = '1871990101900001'

describe('population numbers over several texts', () => {
  it.each([
    ['a label and its value', ['NIK 18719901', '01900001'], [[0, 1]]],
    ['neighbouring values', ['18719901', '01900001'], [[0, 1]]],
    ['four texts', ['Nama', '1871', '9901', '0190', '0001', 'x'], [[1, 2, 3, 4]]],
    ['another script', ['١٨٧١٩٩٠١', '०१९००००१'], [[0, 1]]],
    [
      'the end of one sentence and the start of the next',
      ['Nomor 1871990101', '900001 tahun 2026'],
      [[0, 1]],
    ],
    ['one text', ['x', MAN, 'y'], []],
    ['texts with another one between them', ['18719901', 'x', '01900001'], []],
    ['a telephone number and a year', ['2026', '081105123456'], []],
    ['amounts of money', ['1.871.990', '1.019.000.123'], []],
    ['dates', ['24/11/2026', '24/11/2031'], []],
    ['a tax object number and a year', ['18.71.999.001.012-0345.0', '2026', '120'], []],
    ['a NIP and a rank', ['196501011990031001', '4'], []],
    ['pieces of a tax object number', ['120', '18.71.010.199.000-0345.0'], []],
    ['telephone numbers', ['0721-187199', '0101900001'], []],
    ['times', ['18719', '08.01', '19000', '01.00'], []],
    ['nothing', [], []],
  ])('are found by the texts that hold their parts: %s', (_, texts, expected) => {
    expect(findSplitPopulationNumbers(texts)).toEqual(expected)
  })

  it('need as many digits in each as is asked', () => {
    expect(findSplitPopulationNumbers(['187', '1990101900001'], { leastDigits: 4 })).toEqual([])
    expect(findSplitPopulationNumbers(['1871', '990101900001'], { leastDigits: 4 })).toEqual([[0, 1]])
  })

  it('are found wherever they are cut', () => {
    const two = (most: number) =>
      fc.integer({ min: 1, max: most }).map((value) => String(value).padStart(2, '0'))
    const real = fc
      .tuple(two(31), two(12), two(99), fc.integer({ min: 1, max: 9999 }))
      .map(([day, month, year, serial]) => `187199${day}${month}${year}${String(serial).padStart(4, '0')}`)
    fc.assert(
      fc.property(real, fc.integer({ min: 1, max: 15 }), (digits, cut) => {
        expect(findSplitPopulationNumbers([`a ${digits.slice(0, cut)}`, `${digits.slice(cut)} b`])).toEqual([
          [0, 1],
        ])
      }),
    )
  })
})
