import { createPrivateKey, X509Certificate } from 'node:crypto'
import { isTimestampCertificate } from '@tapis/pki/timestamp'
import { parseCertificate } from '@tapis/pki/x509'
import { beforeAll, describe, expect, it } from 'vitest'
import { type CityForTests, cityStart, makeCity } from './city-for-tests.ts'
import { issueCa, issueRoot, issueSealCertificate, issueSignerCertificate } from './index.ts'
import type { IssuedCertificate } from './issue-certificate.ts'

const organization = 'Pemerintah Kota Contoh (data uji)'
const subject = { commonName: 'Penanda Tangan Uji', organization }
let city: CityForTests
beforeAll(async () => {
  city = await makeCity()
})

const parsed = ({ certificate }: IssuedCertificate) => new X509Certificate(certificate)
const fields = ({ certificate }: IssuedCertificate) => parseCertificate(certificate)
const extension = (issued: IssuedCertificate, oid: string) => fields(issued).extensions.get(oid)

describe('a city hierarchy', () => {
  it('chains from official, seal and timestamp authority over the CA to the root', () => {
    for (const leaf of [city.signer, city.seal, city.timestampAuthority]) {
      expect(parsed(leaf).checkIssued(parsed(city.ca))).toBe(true)
      expect(parsed(leaf).verify(parsed(city.ca).publicKey)).toBe(true)
    }
    expect(parsed(city.ca).checkIssued(parsed(city.root))).toBe(true)
    expect(parsed(city.ca).verify(parsed(city.root).publicKey)).toBe(true)
    expect(parsed(city.root).verify(parsed(city.root).publicKey)).toBe(true)
  })

  it.each(['root', 'ca', 'timestampAuthority', 'signer', 'seal'] as const)(
    'gives the private key of the %s certificate in PKCS#8',
    (who) => {
      const key = createPrivateKey({ key: Buffer.from(city[who].privateKey), format: 'der', type: 'pkcs8' })
      expect(parsed(city[who]).checkPrivateKey(key)).toBe(true)
    },
  )

  it('lets the root have one CA below it and the CA none', () => {
    expect(extension(city.root, '2.5.29.19')).toEqual({
      critical: true,
      value: Uint8Array.fromHex('30060101ff020101'),
    })
    expect(extension(city.ca, '2.5.29.19')).toEqual({
      critical: true,
      value: Uint8Array.fromHex('30060101ff020100'),
    })
    expect(parsed(city.signer).ca).toBe(false)
  })

  const keyUsages = [
    ['root', '03020106'],
    ['ca', '03020106'],
    ['timestampAuthority', '03020780'],
    ['signer', '030206c0'],
    ['seal', '030206c0'],
  ] as const
  it.each(keyUsages)('states the key usage of %s as critical', (who, bits) => {
    expect(extension(city[who], '2.5.29.15')).toEqual({ critical: true, value: Uint8Array.fromHex(bits) })
  })

  it('gives timeStamping, critical and alone, to the timestamp authority only', () => {
    expect(fields(city.timestampAuthority).extKeyUsage).toEqual({
      critical: true,
      purposes: ['1.3.6.1.5.5.7.3.8'],
    })
    expect(isTimestampCertificate(fields(city.timestampAuthority))).toBe(true)
    expect(isTimestampCertificate(fields(city.signer))).toBe(false)
  })

  it('names where the issuer and its revocation list are found', () => {
    const text = (value: Uint8Array | undefined) => Buffer.from(value ?? []).toString('latin1')
    expect(text(extension(city.signer, '2.5.29.31')?.value)).toContain('https://tte.example/pki/ca.crl')
    expect(parsed(city.signer).infoAccess).toContain('https://tte.example/pki/ca.cer')
    expect(text(extension(city.ca, '2.5.29.31')?.value)).toContain('https://tte.example/pki/root.crl')
    expect(parsed(city.ca).infoAccess).toContain('https://tte.example/pki/root.cer')
  })

  it('gives every certificate a positive serial number of 16 octets', () => {
    for (const issued of Object.values(city)) {
      expect(issued.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/)
      expect(parsed(issued).serialNumber).toBe(issued.serialNumber)
    }
    expect(new Set(Object.values(city).map((issued) => issued.serialNumber)).size).toBe(5)
  })

  it('lets a certificate of two years end one second before the same date', () => {
    expect(fields(city.signer).notBefore).toEqual(cityStart)
    expect(fields(city.signer).notAfter).toEqual(new Date('2027-12-31T23:59:59Z'))
  })

  it('writes names as they are given, quotes, hashes and backslashes included', async () => {
    const commonName = '#1 "Budi" \\ S.H., M.Si. – é'
    const issued = await issueSignerCertificate({
      issuer: city.ca,
      notBefore: cityStart,
      subject: { commonName, organization, serialNumber: 'P-0001' },
    })
    expect(parsed(issued).toLegacyObject().subject.CN).toBe(commonName)
    expect(parsed(issued).toLegacyObject().subject['serialNumber']).toBe('P-0001')
  })

  it('makes the organisation of a seal its common name, with an identifier if there is one', async () => {
    const issued = await issueSealCertificate({
      issuer: city.ca,
      notBefore: cityStart,
      subject: { commonName: 'Dinas Contoh', organizationIdentifier: 'NTRID-0000' },
    })
    expect(parsed(issued).subject.split('\n')).toEqual([
      'C=ID',
      'O=Dinas Contoh',
      'organizationIdentifier=NTRID-0000',
      'CN=Dinas Contoh',
    ])
  })

  it.each(['ecdsa-p384', 'rsa'] as const)('makes hierarchies of %s keys', async (keyAlgorithm) => {
    const root = await issueRoot({ subject, notBefore: cityStart, keyAlgorithm })
    const ca = await issueCa({ subject, notBefore: cityStart, keyAlgorithm, issuer: root })
    expect(parsed(ca).verify(parsed(root).publicKey)).toBe(true)
  })

  const rejections = [
    ['a NIK in the name', { subject: { commonName: 'Budi 1871000000000001' } }, 'PERSONAL_NUMBER_IN_NAME'],
    [
      'a NIK written with dots',
      { subject: { commonName: 'Budi 187100.000000.0001' } },
      'PERSONAL_NUMBER_IN_NAME',
    ],
    [
      'a NIK written with commas',
      { subject: { commonName: 'Budi 1871,9901,0190,0001' } },
      'PERSONAL_NUMBER_IN_NAME',
    ],
    [
      'a NIK with letters for digits',
      { subject: { commonName: 'Budi 187199O1019OOOO1' } },
      'PERSONAL_NUMBER_IN_NAME',
    ],
    [
      'a NIP as serialNumber',
      { subject: { ...subject, serialNumber: '198001012000011001' } },
      'PERSONAL_NUMBER_IN_NAME',
    ],
    ['an empty name', { subject: { commonName: ' ' } }, 'NAME_INVALID'],
    ['a name of 65 characters', { subject: { commonName: 'x'.repeat(65) } }, 'NAME_INVALID'],
    ['a name with a line break', { subject: { commonName: 'a\nb' } }, 'NAME_INVALID'],
    ['a country that is not a code', { subject: { ...subject, country: 'Indonesia' } }, 'NAME_INVALID'],
    [
      'a serialNumber outside PrintableString',
      { subject: { ...subject, serialNumber: 'é' } },
      'NAME_INVALID',
    ],
    ['a validity longer than the CA', { subject, years: 11 }, 'VALIDITY_INVALID'],
    [
      'a validity before the CA',
      { subject, notBefore: new Date('2025-12-31T00:00:00Z') },
      'VALIDITY_INVALID',
    ],
  ] as const
  it.each(rejections)('refuses %s', async (_what, options, code) => {
    await expect(
      issueSignerCertificate({ issuer: city.ca, notBefore: cityStart, ...options }),
    ).rejects.toMatchObject({ code })
  })

  it('refuses an issuer that is no CA, or whose key is another', async () => {
    for (const issuer of [
      city.signer,
      { certificate: city.ca.certificate, privateKey: city.root.privateKey },
      { certificate: Uint8Array.of(1), privateKey: city.ca.privateKey },
    ]) {
      await expect(issueSignerCertificate({ issuer, notBefore: cityStart, subject })).rejects.toMatchObject({
        code: 'ISSUER_INVALID',
      })
    }
  })
})
