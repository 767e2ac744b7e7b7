import { issue, testCity } from '@tapis/testing/pki'
import { describe, expect, it } from 'vitest'
import { Asn1Error } from '../asn1/der-reader.ts'
import { certificateNames } from './certificate-names.ts'

const organised = { subject: 'C=ID,O=Kota Rekaan,CN=Penanda Tangan Rekaan' }
const city = await testCity(organised)

async function namesOf(subject: string) {
  return certificateNames((await issue({ subject })).der)
}

describe('the names in a certificate', () => {
  it('are the common names of subject and issuer, and the organisation', () => {
    expect(certificateNames(city.signer.der)).toEqual({
      subject: 'Penanda Tangan Rekaan',
      organisation: 'Kota Rekaan',
      issuer: 'Penerbit Kota Rekaan',
    })
  })

  it('are the whole distinguished names where there is no common name', async () => {
    expect(await namesOf('C=ID, O=Dinas Contoh')).toEqual({
      subject: 'C=ID, O=Dinas Contoh',
      organisation: 'Dinas Contoh',
      issuer: 'C=ID, O=Dinas Contoh',
    })
  })

  it('are the last, most specific one of several', async () => {
    expect(await namesOf('CN=umum, CN=khusus')).toMatchObject({ subject: 'khusus', organisation: undefined })
  })

  it('are not read from noise', () => {
    expect(() => certificateNames(new Uint8Array(20))).toThrow(Asn1Error)
  })
})
