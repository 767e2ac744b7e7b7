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
    ['with a separator that nobody sees', '18719901\u200b01900001'],
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
      expect(parsed.error?.issues.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^must not have a NIK/),
      ])
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
})
