import { type CrlOptions, extension, type Issued, issue, issueCrl } from '@tapis/testing/pki'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { Asn1Error } from '../asn1/der-reader.ts'
import { derElement, derInteger, derNull, derSequence } from '../asn1/der-writer.ts'
import { OID } from '../oids.ts'
import { parseCertificate } from '../x509/certificate.ts'
import { parseCertificateList } from './certificate-list.ts'

let authority: Issued
let other: Issued
let leaf: Issued
let second: Issued

beforeAll(async () => {
  authority = await issue({ subject: 'CN=Penerbit', isCa: true })
  other = await issue({ subject: 'CN=Penerbit Lain', isCa: true })
  leaf = await issue({ subject: 'CN=Daun', issuer: authority })
  second = await issue({ subject: 'CN=Daun Kedua', issuer: other })
})

const serialOf = ({ der }: Issued) => parseCertificate(der).serialNumber
const nameOf = ({ der }: Issued) => parseCertificate(der).subject
const list = async (options: CrlOptions = {}, issuer = authority) =>
  parseCertificateList(await issueCrl(issuer, options))

describe('parseCertificateList', () => {
  it('reads a list of version 2 and finds an entry by serial number', async () => {
    const crl = await list({
      number: 300,
      revoked: [
        { certificate: Uint8Array.of(5) },
        {
          certificate: leaf,
          date: '2026-05-02T03:04:05Z',
          reason: 'keyCompromise',
          invalidityDate: '2026-04-01T00:00:00Z',
        },
      ],
    })
    expect(crl.thisUpdate.toISOString()).toBe('2026-06-01T00:00:00.000Z')
    expect(crl.nextUpdate?.toISOString()).toBe('2026-07-01T00:00:00.000Z')
    expect(crl.crlNumber).toBe(300n)
    expect(crl.unknownCriticalExtensions.size).toBe(0)
    expect(crl.find(serialOf(leaf), nameOf(authority))).toEqual({
      revocationDate: new Date('2026-05-02T03:04:05Z'),
      reason: 'keyCompromise',
      invalidityDate: new Date('2026-04-01T00:00:00Z'),
    })
    expect(crl.find(Uint8Array.of(5), nameOf(authority))?.reason).toBeUndefined()
    expect(crl.find(Uint8Array.of(6), nameOf(authority))).toBeUndefined()
  })

  it('reads a list of version 1, without entries, without nextUpdate', async () => {
    const crl = await list({ version: 1, nextUpdate: null })
    expect(crl.nextUpdate).toBeUndefined()
    expect(crl.extensions.size).toBe(0)
    expect(crl.find(serialOf(leaf), nameOf(authority))).toBeUndefined()
  })

  it('finds nothing of another issuer in a list that is not indirect', async () => {
    const crl = await list({ revoked: [{ certificate: second, certificateIssuer: other }] })
    expect(crl.find(serialOf(second), nameOf(other))).toBeUndefined()
    expect([...crl.unknownCriticalExtensions]).toEqual([OID.certificateIssuer])
  })

  it('carries certificateIssuer over to the entries that follow (§5.3.3)', async () => {
    const third = Uint8Array.of(0x33)
    const crl = await list({
      scope: { indirectCRL: true },
      revoked: [
        { certificate: leaf },
        { certificate: second, certificateIssuer: other },
        { certificate: third },
      ],
    })
    expect(crl.unknownCriticalExtensions.size).toBe(0)
    expect(crl.find(serialOf(leaf), nameOf(authority))).toBeDefined()
    expect(crl.find(serialOf(leaf), nameOf(other))).toBeUndefined()
    expect(crl.find(serialOf(second), nameOf(other))).toBeDefined()
    expect(crl.find(third, nameOf(other))).toBeDefined()
    expect(crl.find(third, nameOf(authority))).toBeUndefined()
  })

  it('reads a delta list with an entry that is taken off again (§5.2.4)', async () => {
    const crl = await list({
      number: 7,
      baseNumber: 5,
      revoked: [{ certificate: leaf, reason: 'removeFromCRL' }],
    })
    expect([crl.crlNumber, crl.baseCrlNumber]).toEqual([7n, 5n])
    expect(crl.find(serialOf(leaf), nameOf(authority))?.reason).toBe('removeFromCRL')
  })

  it('reads what the list is limited to (§5.2.5)', async () => {
    const crl = await list({
      scope: {
        names: [{ uri: 'http://contoh.invalid/a.crl' }],
        onlyContainsUserCerts: true,
        reasons: ['keyCompromise', 'aACompromise'],
      },
    })
    expect(crl.issuingDistributionPoint).toMatchObject({
      name: {
        kind: 'fullName',
        names: [{ kind: 'uniformResourceIdentifier', value: 'http://contoh.invalid/a.crl' }],
      },
      onlyContainsUserCerts: true,
      onlyContainsCACerts: false,
      onlySomeReasons: new Set(['keyCompromise', 'aACompromise']),
    })
  })

  it('does not compare zeros before a serial number, which some writers leave out', async () => {
    const crl = await list({ revoked: [{ certificate: Uint8Array.of(0, 0x85, 1) }] })
    expect(crl.find(Uint8Array.of(0x85, 1), nameOf(authority))).toBeDefined()
  })

  it.each([
    { title: 'of the list', options: { extensions: [extension('1.2.3.4', derNull(), true)] } },
    {
      title: 'of an entry that nobody asks for',
      options: {
        revoked: [
          { certificate: Uint8Array.of(1), extensions: [extension('1.2.3.4', derNull(), true)] },
          { certificate: Uint8Array.of(2) },
        ],
      },
    },
  ])('names a critical extension $title that is not understood', async ({ options }) => {
    expect([...(await list(options)).unknownCriticalExtensions]).toEqual(['1.2.3.4'])
  })

  it('does not mind an extension that is not critical', async () => {
    const note = extension('1.2.3.4', derNull())
    const crl = await list({ extensions: [note], revoked: [{ certificate: leaf, extensions: [note] }] })
    expect(crl.unknownCriticalExtensions.size).toBe(0)
    expect(crl.find(serialOf(leaf), nameOf(authority))).toBeDefined()
  })

  it.each([
    {
      title: 'a byte after the list',
      make: (der: Uint8Array) => new Uint8Array([...der, 0]),
      code: 'ASN1_TRAILING_BYTES',
    },
    {
      title: 'a list that ends early',
      make: (der: Uint8Array) => der.subarray(0, -1),
      code: 'ASN1_TRUNCATED',
    },
    { title: 'something else', make: () => derInteger(1), code: 'ASN1_UNEXPECTED_TAG' },
    { title: 'two parts', make: () => derSequence(derSequence(), derSequence()), code: 'ASN1_VALUE_INVALID' },
    { title: 'more than 32 MiB', make: () => new Uint8Array(32 * 1024 * 1024 + 1), code: 'ASN1_TOO_LARGE' },
    {
      title: 'a claimed length of 4 GiB',
      make: () => Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff),
      code: 'ASN1_TRUNCATED',
    },
  ])('refuses $title', async ({ make, code }) => {
    const der = await issueCrl(authority)
    expect(() => parseCertificateList(make(der))).toThrow(expect.objectContaining({ code }))
  })

  it.each([
    {
      title: 'an extension that occurs twice',
      options: { extensions: [extension(OID.crlNumber, derInteger(1))] },
    },
    {
      title: 'a number that is negative',
      options: { number: null, extensions: [extension(OID.crlNumber, derElement(2, Uint8Array.of(0x80)))] },
    },
    {
      title: 'a field of the scope that is unknown',
      options: { extensions: [extension(OID.issuingDistributionPoint, derSequence(derElement(0x86)))] },
    },
  ])('refuses $title', async ({ options }) => {
    await expect(list(options)).rejects.toThrow(Asn1Error)
  })

  it('finds the last of 20,000 entries', async () => {
    const revoked = Array.from({ length: 20_000 }, (_, index) => ({
      certificate: Uint8Array.of(1, index >> 16, (index >> 8) & 0xff, index & 0xff),
      reason: 'superseded' as const,
    }))
    const crl = await list({ revoked })
    expect(crl.find(Uint8Array.of(1, 0, 19_999 >> 8, 19_999 & 0xff), nameOf(authority))?.reason).toBe(
      'superseded',
    )
    expect(crl.find(Uint8Array.of(2), nameOf(authority))).toBeUndefined()
  })

  it('throws nothing but Asn1Error for a damaged list', async () => {
    const der = await issueCrl(authority, {
      number: 9,
      scope: { indirectCRL: true, names: [{ uri: 'http://contoh.invalid/a.crl' }], reasons: ['superseded'] },
      revoked: [
        { certificate: leaf, reason: 'keyCompromise', invalidityDate: '2026-04-01T00:00:00Z' },
        { certificate: second, certificateIssuer: other },
      ],
    })
    const damage = fc.array(fc.tuple(fc.nat(der.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    const end = fc.nat(der.length)
    fc.assert(
      fc.property(damage, fc.option(end), (changes, length) => {
        const damaged = der.slice(0, length ?? der.length)
        for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value
        try {
          const crl = parseCertificateList(damaged)
          for (const issuer of [authority, other]) {
            crl.find(serialOf(leaf), nameOf(issuer))
            crl.find(serialOf(second), nameOf(issuer))
          }
        } catch (error) {
          expect(error).toBeInstanceOf(Asn1Error)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
