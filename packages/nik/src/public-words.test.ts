import { describe, expect, it } from 'vitest'
import { splitNumberPaths } from './public-words.ts'

const words = {
  documentType: 'Surat Izin Praktik',
  number: '503/0001/SIP/2026',
  title: 'Surat izin praktik dokter',
  facts: [
    { label: 'Nama', value: 'CONTOH PEMOHON' },
    { label: 'Berlaku sampai', value: '23 November 2029' },
  ],
}

// Invented: Bandar Lampung (1871) has no district 99.
const fact = (label: string, value: string) => ({ label, value })

describe('a number of a person over several public fields', () => {
  it.each([
    [
      'a label and its value',
      { facts: [fact('NIK 18719901', '01900001')] },
      ['facts,0,label', 'facts,0,value'],
    ],
    [
      'two values below each other',
      { facts: [fact('NIK, awal', '18719901'), fact('NIK, akhir', '01900001')] },
      ['facts,0,value', 'facts,1,value'],
    ],
    [
      'two labels below each other',
      { facts: [fact('18719901', 'a'), fact('01900001', 'b')] },
      ['facts,0,label', 'facts,1,label'],
    ],
    ['number and title', { number: '18719901', title: '01900001' }, ['number', 'title']],
    [
      'title, label and value',
      { title: 'Untuk 187199', facts: [fact('010190', '0001')] },
      ['title', 'facts,0,label', 'facts,0,value'],
    ],
  ])('is found: %s', (_, change, expected) => {
    expect(splitNumberPaths({ ...words, ...change }).map(String)).toEqual(expected)
  })

  it.each([
    ['without facts', { facts: [] }],
    ['as they usually are', {}],
    ['with a number in one field alone', { facts: [fact('NIK', '1871990101900001')] }],
    [
      'of a tax bill',
      {
        number: '18.71.999.001.012-0345.0/2026',
        facts: [
          fact('Nomor objek pajak', '18.71.999.001.012-0345.0'),
          fact('Tahun', '2026'),
          fact('Luas tanah (m2)', '120'),
          fact('NJOP', 'Rp1.250.000.000,00'),
          fact('Jatuh tempo', '30/09/2026'),
          fact('NPWPD', '01.234.501.1-999.000'),
        ],
      },
    ],
    [
      'of an official',
      {
        facts: [
          fact('NIP', '196501011990031001'),
          fact('Telepon', '0812-1234-5678'),
          fact('Pangkat', 'IV/b'),
        ],
      },
    ],
  ])('is not seen in fields %s', (_, change) => {
    expect(splitNumberPaths({ ...words, ...change })).toEqual([])
  })
})
