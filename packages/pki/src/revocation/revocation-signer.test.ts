import {
  type CrlOptions,
  type CrlPoint,
  crlPoints,
  forCertificate,
  type Issued,
  type IssueOptions,
  issue,
  issueCrl,
  issueOcspResponse,
  keyUsage as usage,
} from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { OID } from '../oids.ts'
import { parseCertificate } from '../x509/certificate.ts'
import { parseCertificateList } from './certificate-list.ts'
import { crlCovers, deltaFits } from './crl-scope.ts'
import { parseOcspResponse } from './ocsp-response.ts'
import {
  crlIssuersOf,
  ocspResponderOf,
  verifyCertificateList,
  verifyOcspResponse,
} from './revocation-signer.ts'

let authority: Issued
let other: Issued
let leaf: Issued

beforeAll(async () => {
  authority = await issue({ subject: 'CN=Penerbit', isCa: true })
  other = await issue({ subject: 'CN=Penerbit Lain', isCa: true })
  leaf = await issue({ subject: 'CN=Daun', issuer: authority })
})

const parsed = ({ der }: Issued) => parseCertificate(der)

describe('signatures of lists and responses', () => {
  it.each(['ecdsa-p256-sha256', 'rsa-pkcs1-sha256'] as const)(
    'are verified under a key of kind %s',
    async (algorithm) => {
      const ca = await issue({ subject: 'CN=Penerbit', isCa: true, algorithm })
      const crl = parseCertificateList(await issueCrl(ca))
      const answer = { certificate: await issue({ subject: 'CN=Daun', issuer: ca }), issuer: ca }
      const response = parseOcspResponse(await issueOcspResponse(ca, { responses: [answer] }))
      expect((await verifyCertificateList(crl, parsed(ca))).verdict).toBe('right')
      expect((await verifyOcspResponse(response, parsed(ca))).verdict).toBe('right')
      const namesake = parsed(await issue({ subject: 'CN=Penerbit', isCa: true, algorithm }))
      expect((await verifyCertificateList(crl, namesake)).verdict).toBe('wrong')
      expect((await verifyOcspResponse(response, namesake)).verdict).toBe('wrong')
    },
  )
})

describe('crlIssuersOf', () => {
  it.each([
    { title: 'the authority', signer: { isCa: true }, found: 1 },
    { title: 'a key that may sign lists and nothing else', signer: { keyUsage: usage.cRLSign }, found: 1 },
    {
      title: 'no key that may sign certificates only (§4.2.1.3)',
      signer: { isCa: true, keyUsage: usage.keyCertSign },
      found: 0,
    },
    {
      title: 'no key of another name',
      signer: { isCa: true, subject: 'CN=Lain' },
      found: 0,
      listedAs: 'CN=Penerbit',
    },
  ])('finds $title', async ({ signer, found, listedAs }) => {
    const key = await issue({ subject: 'CN=Penerbit', ...signer })
    const named =
      listedAs === undefined ? key : await issue({ subject: listedAs, keys: key.keys, isCa: true })
    const crl = parseCertificateList(await issueCrl(named))
    expect(await crlIssuersOf(crl, [parsed(key), parsed(other), parsed(leaf)])).toHaveLength(found)
  })

  it('does not find a namesake whose key did not sign', async () => {
    const crl = parseCertificateList(await issueCrl(authority))
    const namesake = await issue({ subject: 'CN=Penerbit', isCa: true })
    const [found, ...more] = await crlIssuersOf(crl, [parsed(namesake), parsed(authority)])
    expect(found?.der).toEqual(authority.der)
    expect(more).toEqual([])
  })
})

describe('ocspResponderOf (RFC 6960 §4.2.2.2)', () => {
  const delegate = (options: Partial<IssueOptions> = {}) =>
    issue({ subject: 'CN=Penjawab', issuer: authority, purposes: [OID.ocspSigning], ...options })
  const judge = async (
    responder: Issued,
    options: { byKey?: boolean; candidates?: readonly Issued[]; inside?: readonly Issued[] } = {},
  ) => {
    const der = await issueOcspResponse(responder, {
      responses: [{ certificate: leaf, issuer: authority }],
      byKey: options.byKey ?? false,
      certificates: options.inside ?? [responder],
    })
    return await ocspResponderOf(
      parseOcspResponse(der),
      (options.candidates ?? []).map(parsed),
      parsed(authority),
    )
  }

  it.each([
    { title: 'the issuer itself', make: () => Promise.resolve(authority), role: 'issuer' },
    { title: 'a delegate of the issuer', make: delegate, role: 'delegate' },
  ])('authorises $title, by name and by key', async ({ make, role }) => {
    const responder = await make()
    for (const byKey of [false, true]) {
      expect(await judge(responder, { byKey })).toMatchObject({ verdict: 'authorised', role })
    }
  })

  it('finds a delegate that did not come with the response', async () => {
    const responder = await delegate()
    expect(await judge(responder, { inside: [], candidates: [other, responder] })).toMatchObject({
      role: 'delegate',
    })
    expect(await judge(responder, { inside: [] })).toMatchObject({
      verdict: 'not-authorised',
      reason: 'no certificate of the responder is at hand',
    })
  })

  it.each([
    {
      title: 'without the purpose',
      reason: 'not for signing OCSP responses',
      make: () => delegate({ purposes: [OID.documentSigning] }),
    },
    {
      title: 'with anyExtendedKeyUsage only',
      reason: 'not for signing OCSP responses',
      make: () => delegate({ purposes: [OID.anyExtendedKeyUsage] }),
    },
    {
      title: 'of another authority',
      reason: 'issued by another authority',
      make: () => delegate({ issuer: other }),
    },
    {
      title: 'of a namesake of the authority',
      reason: "not issued by the authority's key",
      make: async () => delegate({ issuer: await issue({ subject: 'CN=Penerbit', isCa: true }) }),
    },
    {
      title: 'whose key may not sign',
      reason: 'may not sign',
      make: () => delegate({ keyUsage: usage.keyEncipherment }),
    },
    {
      title: 'that the signer only names',
      reason: 'signature wrong',
      make: async () => ({ ...(await delegate()), keys: other.keys }),
    },
    {
      title: 'that has the name of the issuer only',
      reason: 'OCSP',
      make: () => issue({ subject: 'CN=Penerbit', isCa: true }),
    },
  ])('does not authorise a responder $title', async ({ make, reason }) => {
    const result = await judge(await make())
    expect(result).toMatchObject({ verdict: 'not-authorised', reason: expect.stringContaining(reason) })
  })
})

describe('crlCovers (RFC 5280 §6.3.3)', () => {
  const place = { names: [{ uri: 'http://contoh.invalid/a.crl' }] }
  const elsewhere = { names: [{ uri: 'http://contoh.invalid/b.crl' }] }
  const cases: readonly {
    readonly title: string
    readonly points?: readonly CrlPoint[]
    readonly crl?: CrlOptions
    readonly isCa?: boolean
    readonly byOther?: boolean
    readonly reasons: number
  }[] = [
    { title: 'a list without a scope, whatever the certificate says', points: [place], reasons: 8 },
    { title: 'a certificate without distribution points', reasons: 8 },
    { title: 'the same place', points: [place], crl: { scope: place }, reasons: 8 },
    { title: 'one of several places', points: [elsewhere, place], crl: { scope: place }, reasons: 8 },
    { title: 'another place', points: [elsewhere], crl: { scope: place }, reasons: 0 },
    { title: 'a place, of a certificate that names none', crl: { scope: place }, reasons: 0 },
    {
      title: "a place that is the issuer's name, of a certificate that names none",
      crl: { scope: { names: [{ directory: 'CN=Penerbit' }] } },
      reasons: 8,
    },
    { title: 'user certificates, of a user', crl: { scope: { onlyContainsUserCerts: true } }, reasons: 8 },
    {
      title: 'user certificates, of an authority',
      isCa: true,
      crl: { scope: { onlyContainsUserCerts: true } },
      reasons: 0,
    },
    { title: 'authorities, of a user', crl: { scope: { onlyContainsCACerts: true } }, reasons: 0 },
    {
      title: 'authorities, of an authority',
      isCa: true,
      crl: { scope: { onlyContainsCACerts: true } },
      reasons: 8,
    },
    { title: 'attribute certificates', crl: { scope: { onlyContainsAttributeCerts: true } }, reasons: 0 },
    { title: 'some reasons', crl: { scope: { reasons: ['keyCompromise', 'superseded'] } }, reasons: 2 },
    {
      title: 'reasons of the point and of the list',
      points: [{ ...place, reasons: ['keyCompromise'] }],
      crl: { scope: { ...place, reasons: ['keyCompromise', 'superseded'] } },
      reasons: 1,
    },
    { title: 'a list of another issuer', byOther: true, reasons: 0 },
    {
      title: 'an indirect list of the issuer that the point names',
      byOther: true,
      points: [{ ...place, crlIssuer: [{ directory: 'CN=Penerbit Lain' }] }],
      crl: { scope: { ...place, indirectCRL: true } },
      reasons: 8,
    },
    {
      title: 'a list of the issuer that the point names, which is not indirect',
      byOther: true,
      points: [{ ...place, crlIssuer: [{ directory: 'CN=Penerbit Lain' }] }],
      crl: { scope: place },
      reasons: 0,
    },
    {
      title: 'an indirect list of an issuer that no point names',
      byOther: true,
      points: [place],
      crl: { scope: { ...place, indirectCRL: true } },
      reasons: 0,
    },
    {
      title: 'a list of its own issuer, where the point names another',
      points: [{ ...place, crlIssuer: [{ directory: 'CN=Penerbit Lain' }] }],
      crl: { scope: place },
      reasons: 0,
    },
  ]

  it.each(cases)('$title', async ({ points, crl, isCa, byOther, reasons }) => {
    const certificate = await issue({
      subject: 'CN=Daun',
      issuer: authority,
      isCa: isCa ?? false,
      extensions: points === undefined ? [] : forCertificate(crlPoints(points)),
    })
    const list = parseCertificateList(await issueCrl(byOther === true ? other : authority, crl))
    const scope = crlCovers(list, parsed(certificate))
    expect(scope.covers ? scope.reasons.size : 0).toBe(reasons)
  })
})

describe('deltaFits (RFC 5280 §5.2.4)', () => {
  const scope = { names: [{ uri: 'http://contoh.invalid/a.crl' }] }
  it.each([
    { title: 'the base itself', base: { number: 5 }, delta: { number: 7, baseNumber: 5 }, fits: true },
    {
      title: 'a complete list after the base',
      base: { number: 6 },
      delta: { number: 7, baseNumber: 5 },
      fits: true,
    },
    {
      title: 'a complete list before the base',
      base: { number: 4 },
      delta: { number: 7, baseNumber: 5 },
      fits: false,
    },
    {
      title: 'a complete list after the delta',
      base: { number: 8 },
      delta: { number: 7, baseNumber: 5 },
      fits: false,
    },
    {
      title: 'a list without a number',
      base: { number: null },
      delta: { number: 7, baseNumber: 5 },
      fits: false,
    },
    { title: 'a list that is no delta', base: { number: 5 }, delta: { number: 7 }, fits: false },
    {
      title: 'another delta',
      base: { number: 6, baseNumber: 5 },
      delta: { number: 7, baseNumber: 5 },
      fits: false,
    },
    {
      title: 'a list of another scope',
      base: { number: 5, scope },
      delta: { number: 7, baseNumber: 5 },
      fits: false,
    },
    {
      title: 'a list of the same scope',
      base: { number: 5, scope },
      delta: { number: 7, baseNumber: 5, scope },
      fits: true,
    },
  ] satisfies readonly { title: string; base: CrlOptions; delta: CrlOptions; fits: boolean }[])(
    '$title',
    async ({ base, delta, fits }) => {
      const [left, right] = await Promise.all([issueCrl(authority, delta), issueCrl(authority, base)])
      expect(deltaFits(parseCertificateList(left), parseCertificateList(right))).toBe(fits)
    },
  )

  it('does not fit a list of another issuer', async () => {
    const delta = parseCertificateList(await issueCrl(authority, { number: 7, baseNumber: 5 }))
    expect(deltaFits(delta, parseCertificateList(await issueCrl(other, { number: 5 })))).toBe(false)
  })
})
