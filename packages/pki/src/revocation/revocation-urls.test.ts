import {
  accessInformation,
  crlPoints,
  extension,
  forCertificate,
  issue,
  type TestExtension,
} from '@tapis/testing/pki'
import { describe, expect, it } from 'vitest'
import { derElement, derNull, derSequence } from '../asn1/der-writer.ts'
import { OID } from '../oids.ts'
import { parseCertificate } from '../x509/certificate.ts'
import { nameToString } from '../x509/name.ts'
import { fullNames } from './distribution-point.ts'
import { revocationExemptions } from './revocation-exemption.ts'
import { caIssuersUrls, crlDistributionPoints, freshestCrl, ocspUrls } from './revocation-urls.ts'

const certificate = async (...extensions: readonly TestExtension[]) =>
  parseCertificate((await issue({ subject: 'CN=Daun', extensions: forCertificate(...extensions) })).der)

describe('extensions that point elsewhere', () => {
  it('are read', async () => {
    const read = await certificate(
      crlPoints([
        {
          names: [
            { uri: 'http://contoh.invalid/a.crl' },
            { uri: 'ldap://contoh.invalid/a' },
            { directory: 'CN=A' },
          ],
        },
        {
          names: [{ uri: 'http://contoh.invalid/b.crl' }],
          reasons: ['keyCompromise'],
          crlIssuer: [{ directory: 'CN=B' }],
        },
      ]),
      crlPoints([{ names: [{ uri: 'http://contoh.invalid/delta.crl' }] }], OID.freshestCrl),
      accessInformation({
        ocsp: ['http://ocsp.invalid/1', 'http://ocsp.invalid/2'],
        caIssuers: ['http://contoh.invalid/ca.cer'],
      }),
    )
    const [first, second] = crlDistributionPoints(read)
    expect(first?.urls).toEqual(['http://contoh.invalid/a.crl', 'ldap://contoh.invalid/a'])
    expect(first?.reasons).toBeUndefined()
    expect(second).toMatchObject({
      reasons: new Set(['keyCompromise']),
      crlIssuer: [{ kind: 'directoryName' }],
    })
    expect(freshestCrl(read)[0]?.urls).toEqual(['http://contoh.invalid/delta.crl'])
    expect(ocspUrls(read)).toEqual(['http://ocsp.invalid/1', 'http://ocsp.invalid/2'])
    expect(caIssuersUrls(read)).toEqual(['http://contoh.invalid/ca.cer'])
  })

  it.each([derNull(), derSequence(derNull()), Uint8Array.of(0x30, 0x05), new Uint8Array()])(
    'yield none when malformed, and do not make the certificate unreadable: %j',
    async (value) => {
      const ids = [OID.crlDistributionPoints, OID.freshestCrl, OID.authorityInfoAccess]
      const read = await certificate(...ids.map((id) => extension(id, value)))
      expect([crlDistributionPoints(read), freshestCrl(read), ocspUrls(read), caIssuersUrls(read)]).toEqual([
        [],
        [],
        [],
        [],
      ])
    },
  )

  it('are empty when absent', async () => {
    const read = await certificate()
    expect([crlDistributionPoints(read), freshestCrl(read), ocspUrls(read), caIssuersUrls(read)]).toEqual([
      [],
      [],
      [],
      [],
    ])
  })

  it('complete a name that is relative to the issuer of the list (§4.2.1.13)', async () => {
    const attribute = derSequence(
      derElement(0x06, Uint8Array.of(85, 4, 11)),
      derElement(0x0c, Uint8Array.of(65)),
    )
    const point = derSequence(derSequence(derElement(0xa0, derElement(0xa1, attribute))))
    const read = await certificate(extension(OID.crlDistributionPoints, point))
    const name = crlDistributionPoints(read)[0]?.name
    if (name === undefined) throw new TypeError('no name')
    const [full] = fullNames(name, read.subject)
    expect(full?.kind === 'directoryName' ? nameToString(full.name) : '').toBe('OU=A,CN=Daun')
  })
})

describe('revocationExemptions', () => {
  it.each([
    [OID.ocspNoCheck, 'ocsp-nocheck'],
    [OID.noRevAvail, 'no-rev-avail'],
    [OID.validityAssuredShortTerm, 'validity-assured-short-term'],
  ])('finds %s', async (id, name) => {
    expect([...revocationExemptions(await certificate(extension(id, derNull())))]).toEqual([name])
    expect(revocationExemptions(await certificate()).size).toBe(0)
  })
})
