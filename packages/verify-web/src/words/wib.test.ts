import { describe, expect, it } from 'vitest'
import { wibInEnglish, wibInIndonesian } from './wib.ts'

describe('dates in WIB', () => {
  it.each([
    [
      '2026-11-24T03:32:00Z',
      'Selasa, 24 November 2026 pukul 10.32 WIB',
      'Tuesday, 24 November 2026 at 10:32 WIB',
    ],
    ['2026-12-31T17:00:00Z', 'Jumat, 1 Januari 2027 pukul 00.00 WIB', 'Friday, 1 January 2027 at 00:00 WIB'],
    [
      '2026-08-16T16:59:59Z',
      'Minggu, 16 Agustus 2026 pukul 23.59 WIB',
      'Sunday, 16 August 2026 at 23:59 WIB',
    ],
    [
      '2028-02-29T02:05:00Z',
      'Selasa, 29 Februari 2028 pukul 09.05 WIB',
      'Tuesday, 29 February 2028 at 09:05 WIB',
    ],
  ])('writes %s in words in both languages', (instant, indonesian, english) => {
    expect(wibInIndonesian(new Date(instant))).toBe(indonesian)
    expect(wibInEnglish(new Date(instant))).toBe(english)
  })
})
