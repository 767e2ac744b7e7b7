import { describe, expect, it } from 'vitest'
import { certificateNames } from './certificate-names.ts'
import { makeCity } from './city-for-tests.ts'
import { x509 } from './x509.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
const city = await makeCity()

async function namesOf(name: string) {
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2027-01-01'),
  })
  return certificateNames(new Uint8Array(certificate.rawData))
}

describe('the names in a certificate', () => {
  it('are the common names of subject and issuer, and the organisation', () => {
    expect(certificateNames(city.signer.certificate)).toEqual({
      subject: 'Penanda Tangan Uji',
      organisation: 'Pemerintah Kota Contoh (data uji)',
      issuer: 'Test Issuing CA',
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
    expect(() => certificateNames(new Uint8Array(20))).toThrow()
  })
})
