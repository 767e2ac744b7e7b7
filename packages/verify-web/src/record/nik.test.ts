import { describe, expect, it } from 'vitest'
import { REVOKED, signedWith } from '../testing/sample-record.ts'
import { recordWithoutNik, withoutNik } from './nik.ts'

// Invented: region code 999999 is given to nobody.
const MAN = '9999991708450001'
const WOMAN = '9999995708450001'

describe('identity numbers in public text', () => {
  it.each([
    MAN,
    WOMAN,
    '999999 170845 0001',
    '9999.9917.0845.0001',
    `NIK ${MAN}.`,
    `RT 3 ${MAN}`,
    `(${WOMAN})`,
    '999999-1708-4500-01 4 orang',
    '9999 9917 0845 0001 9999 9957 0845 0002',
    '９９９９９９１７０８４５０００１',
    `${MAN}, ${WOMAN}/${MAN}`,
    '٩٩٩٩٩٩١٧٠٨٤٥٠٠٠١',
    'NIK 99999917O845OOOI',
  ])('hides %s', (text) => {
    expect(withoutNik(text)).toContain('(nomor kependudukan disembunyikan)')
    expect(withoutNik(text)).not.toMatch(/\p{Nd}{2}/u)
  })

  it.each([
    ['the 18 digits of a NIP', '196501011990031001'],
    ['16 digits with no date in them', '9999999999999999'],
    ['a document number', '503/0999/LKP/III.16/2026'],
    ['the 18 digits of a tax object', '18.71.999.001.012-0345.0/2026'],
    ['a price', 'Rp1.250.000,00'],
  ])('leaves %s', (_, text) => {
    expect(withoutNik(text)).toBe(text)
  })

  it('hides each of two numbers and keeps the words between and around them', () => {
    const hidden = '(nomor kependudukan disembunyikan)'
    expect(withoutNik(`Suami ${MAN}, istri ${WOMAN} (2026)`)).toBe(`Suami ${hidden}, istri ${hidden} (2026)`)
  })

  it('cleans every text of a record that an agency wrote', () => {
    const record = {
      ...REVOKED,
      documentType: MAN,
      number: MAN,
      title: MAN,
      facts: [{ label: MAN, value: MAN }],
      revocationReason: MAN,
      signatures: signedWith({ signerName: MAN, position: MAN }),
    }
    expect(JSON.stringify(recordWithoutNik(record))).not.toContain(MAN)
  })

  it('hides both parts of a number that is written over a label and its value, or over two values', () => {
    const [label, value] = [MAN.slice(0, 7).replace('999999', '187199'), MAN.slice(7)]
    const facts = [
      { label: `NIK ${label}`, value },
      { label: 'Nama', value: 'CONTOH' },
      { label: 'Awal', value: label },
      { label: 'Akhir', value },
    ]
    const hidden = '(nomor kependudukan disembunyikan)'
    expect(recordWithoutNik({ ...REVOKED, facts }).facts).toEqual([
      { label: hidden, value: hidden },
      { label: 'Nama', value: 'CONTOH' },
      { label: 'Awal', value: hidden },
      { label: 'Akhir', value: hidden },
    ])
  })
})
