import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { issuerName } from './issuer-name.ts'

describe('the name of an issuer', () => {
  it.each([
    ['CN=BSRE CA DS G1,O=Badan Siber dan Sandi Negara,C=ID', 'BSRE CA DS G1'],
    ['C=ID,O=Pemerintah,CN=CA Contoh', 'CA Contoh'],
    ['cn = CA Contoh , o=Pemerintah', 'CA Contoh'],
    ['OU=Satu+CN=Dua,C=ID', 'Dua'],
    ['CN=Satu\\, Dua \\"Tiga\\",C=ID', 'Satu, Dua "Tiga"'],
    ['CN=Caf\\C3\\A9,C=ID', 'Café'],
    ['O=Tanpa nama\\,CN=bukan', 'O=Tanpa nama\\,CN=bukan'],
    ['CN=#0c0441,C=ID', 'CN=#0c0441,C=ID'],
    ['CA Contoh', 'CA Contoh'],
    ['', ''],
  ])('in %s is %s', (distinguishedName, name) => {
    expect(issuerName(distinguishedName)).toBe(name)
  })

  it('is found for any text without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => typeof issuerName(`CN=${text}`) === 'string'),
    )
  })
})
