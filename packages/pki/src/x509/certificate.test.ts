import {
  crlPoints,
  forCertificate,
  type Issued,
  issue,
  rawExtension,
  subjectKeyIdentifier,
} from '@tapis/testing/pki'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { Asn1Error } from '../asn1/der-reader.ts'
import { OID } from '../oids.ts'
import { parseCertificate } from './certificate.ts'
import { commonName, nameToString, sameName } from './name.ts'

let root: Issued
let leaf: Issued

beforeAll(async () => {
  root = await issue({ subject: 'CN=Akar Rekaan,O=Kota Contoh,C=ID', isCa: true, pathLength: 2 })
  leaf = await issue({
    subject: 'C=ID,O=Dinas\\, Rekaan,CN=Penanda Tangan Rekaan',
    issuer: root,
    purposes: [OID.documentSigning],
    purposesCritical: true,
    extensions: [
      ...forCertificate(crlPoints([{ names: [{ uri: 'http://contoh.invalid/ca.crl' }] }])),
      await subjectKeyIdentifier(root.keys),
    ],
  })
})

describe('parseCertificate', () => {
  it('reads what a certification path is judged by', () => {
    const certificate = parseCertificate(leaf.der)
    expect(certificate.basicConstraints).toEqual({ isCa: false })
    expect([...(certificate.keyUsage ?? [])]).toEqual(['digitalSignature'])
    expect(certificate.extKeyUsage).toEqual({ critical: true, purposes: [OID.documentSigning] })
    expect(certificate.subjectKeyIdentifier).toHaveLength(20)
    expect(certificate.notBefore.toISOString()).toBe('2026-01-01T00:00:00.000Z')
    expect(commonName(certificate.subject)).toBe('Penanda Tangan Rekaan')
    expect(parseCertificate(root.der).basicConstraints).toEqual({ isCa: true, pathLength: 2 })
  })

  it('writes names as RFC 4514 does, most specific part first and commas escaped', () => {
    expect(nameToString(parseCertificate(leaf.der).subject)).toBe(
      'CN=Penanda Tangan Rekaan,O=Dinas\\, Rekaan,C=ID',
    )
  })

  it('takes names for the same whatever their case and spacing', async () => {
    const other = await issue({ subject: 'CN=AKAR  rekaan,O=Kota Contoh,C=ID', isCa: true })
    expect(sameName(parseCertificate(root.der).subject, parseCertificate(other.der).subject)).toBe(true)
    expect(sameName(parseCertificate(root.der).subject, parseCertificate(leaf.der).subject)).toBe(false)
  })

  it('does not mind an extension that no path is judged by, whatever is in it', async () => {
    const nonsense = Uint8Array.of(0x04, 0x7f)
    const extensions = [OID.crlDistributionPoints, OID.authorityInfoAccess].map((id) =>
      rawExtension(id, nonsense),
    )
    const { der } = await issue({ subject: 'CN=Rekaan', extensions })
    expect(parseCertificate(der).extensions.get(OID.authorityInfoAccess)?.value).toEqual(nonsense)
  })

  it('refuses an extension that occurs twice', async () => {
    const policy = rawExtension(OID.certificatePolicies, Uint8Array.of(0x30, 0))
    const doubled = await issue({ subject: 'CN=Ganda', extensions: [policy, policy] })
    expect(() => parseCertificate(doubled.der)).toThrow('occurs twice')
  })

  it('refuses a byte after the certificate', () => {
    expect(() => parseCertificate(new Uint8Array([...leaf.der, 0]))).toThrow(Asn1Error)
  })

  it('throws nothing but Asn1Error for a damaged certificate', () => {
    const damage = fc.array(fc.tuple(fc.nat(leaf.der.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = leaf.der.slice()
        for (const [at, value] of changes) damaged[at] = value
        try {
          parseCertificate(damaged)
        } catch (error) {
          expect(error).toBeInstanceOf(Asn1Error)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
