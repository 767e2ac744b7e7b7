// A public-key infrastructure whose certificates say where their revocation is published, for tests of revocation and of long-term
// validation. Every name is invented.

import { OID } from '@tapis/pki'
import { derNull } from '@tapis/pki/asn1'
import {
  accessInformation,
  crlPoints,
  extension,
  forCertificate,
  type TestExtension,
} from './test-extensions.ts'
import { type Issued, type IssueOptions, issue } from './test-pki.ts'

export const place = {
  rootList: 'http://daftar.example/akar.crl',
  list: 'http://daftar.example/penerbit.crl',
  responder: 'http://status.example/',
  responderList: 'http://daftar.example/status.crl',
  issuer: 'http://daftar.example/penerbit.cer',
  timestampingList: 'http://daftar.example/stempel.crl',
} as const

const LIST_ISSUER = 'C=ID,CN=Penerbit Daftar Rekaan'
const DEFAULT_END = '2027-01-01T00:00:00Z'
const listAt = (uri: string): TestExtension => crlPoints([{ names: [{ uri }] }])
const statement = (id: string) => extension(id, derNull())

/**
 * The anchor is `root`, valid until 2036 as `authority` and `timestampingAuthority` below it. Signers end with 2026, `timestamping` with
 * 2027, `renewedTimestamping` with 2031. Nothing of the timestamp authorities' is published but for `publishedTimestamping`.
 */
export async function revocableCity() {
  const root = await issue({ subject: 'C=ID,CN=Akar Rekaan', isCa: true, notBefore: '2010-01-01T00:00:00Z' })
  const below = (issuer: Issued, subject: string, options: Partial<IssueOptions>, ...more: TestExtension[]) =>
    issue({ subject: `C=ID,CN=${subject}`, issuer, ...options, extensions: forCertificate(...more) })
  const authority = await below(
    root,
    'Penerbit Rekaan',
    { isCa: true, notBefore: '2010-01-01T00:00:00Z' },
    listAt(place.rootList),
  )
  const timestampingAuthority = await below(root, 'Penerbit Stempel Rekaan', {
    isCa: true,
    notBefore: '2010-01-01T00:00:00Z',
  })
  const signing = (subject: string, options: Partial<IssueOptions>, ...more: TestExtension[]) =>
    below(authority, subject, { notAfter: DEFAULT_END, ...options }, ...more)
  const responding = (
    issuer: Issued,
    subject: string,
    options: Partial<IssueOptions>,
    ...more: TestExtension[]
  ) => below(issuer, subject, { purposes: [OID.ocspSigning], ...options }, ...more)
  const stamping = (subject: string, options: Partial<IssueOptions>, ...more: TestExtension[]) =>
    below(
      timestampingAuthority,
      subject,
      { purposes: [OID.timeStamping], purposesCritical: true, ...options },
      ...more,
    )
  const rsaAuthority = await below(root, 'Penerbit RSA Rekaan', { isCa: true, keyKind: 'rsa' })
  const access = accessInformation({ ocsp: [place.responder], caIssuers: [place.issuer] })
  const issuerAlone = accessInformation({ caIssuers: [place.issuer] })
  return {
    root,
    authority,
    /** Names a responder and a list. */
    signer: await signing('Penanda Tangan Rekaan', {}, access, listAt(place.list)),
    /** Names neither. */
    quietSigner: await signing('Penanda Tangan Tanpa Daftar', {}),
    noRevAvailSigner: await signing('Penanda Tangan Singkat', {}, statement(OID.noRevAvail), issuerAlone),
    /** Contradict themselves. */
    noRevAvailButListed: await signing('Penanda Tangan Bertentangan', {}, statement(OID.noRevAvail), access),
    shortTermButListed: await signing(
      'Penanda Tangan Sesaat Berdaftar',
      {},
      statement(OID.validityAssuredShortTerm),
      access,
    ),
    shortTermSigner: await signing(
      'Penanda Tangan Sesaat',
      {},
      statement(OID.validityAssuredShortTerm),
      issuerAlone,
    ),
    /** Its lists are signed by `listIssuer`. */
    indirectSigner: await signing(
      'Penanda Tangan Daftar Lain',
      {},
      crlPoints([{ names: [{ uri: place.list }], crlIssuer: [{ directory: LIST_ISSUER }] }]),
    ),
    indirectRsaSigner: await signing(
      'Penanda Tangan Daftar RSA',
      {},
      crlPoints([
        { names: [{ uri: place.list }], crlIssuer: [{ directory: 'C=ID,CN=Penerbit Daftar RSA' }] },
      ]),
    ),
    /** Its lists are two, each for some reasons. */
    splitSigner: await signing(
      'Penanda Tangan Dua Daftar',
      {},
      crlPoints([
        { names: [{ uri: `${place.list}?1` }], reasons: ['keyCompromise', 'cACompromise', 'aACompromise'] },
        {
          names: [{ uri: `${place.list}?2` }],
          reasons: [
            'affiliationChanged',
            'superseded',
            'cessationOfOperation',
            'certificateHold',
            'privilegeWithdrawn',
          ],
        },
      ]),
    ),
    /** Signed by its authority with SHA-1. */
    sha1Signer: await signing('Penanda Tangan Lama', {
      digest: 'SHA-1',
      notBefore: '2010-01-01T00:00:00Z',
      notAfter: '2036-01-01T00:00:00Z',
    }),
    rsaAuthority,
    /** A P-256 key, certified with RSA. */
    rsaSigner: await below(rsaAuthority, 'Penanda Tangan RSA', {}, listAt(place.list)),
    quietRsaSigner: await below(rsaAuthority, 'Penanda Tangan RSA Tanpa Daftar', {}),
    /** A P-256 key, certified with RSA. */
    rsaResponder: await responding(rsaAuthority, 'Penjawab RSA', {}, statement(OID.ocspNoCheck)),
    rsaListIssuer: await below(rsaAuthority, 'Penerbit Daftar RSA', { keyUsage: CRL_SIGN }),
    listIssuer: await below(root, 'Penerbit Daftar Rekaan', { keyUsage: CRL_SIGN }),
    /** Of the same name as `listIssuer`, but without a path. */
    strangeListIssuer: await issue({ subject: LIST_ISSUER, keyUsage: CRL_SIGN }),
    /** Of the same name as `authority`. */
    strangeAuthority: await issue({ subject: 'C=ID,CN=Penerbit Rekaan', isCa: true }),
    responder: await responding(authority, 'Penjawab Rekaan', {}, statement(OID.ocspNoCheck)),
    /** Its own revocation is published. */
    checkedResponder: await responding(authority, 'Penjawab Terdaftar', {}, listAt(place.responderList)),
    /** Until the middle of 2026. */
    briefResponder: await responding(
      authority,
      'Penjawab Sebentar',
      { notAfter: '2026-06-30T00:00:00Z' },
      statement(OID.ocspNoCheck),
    ),
    /** States something critical that nobody understands. */
    obscureResponder: await responding(
      authority,
      'Penjawab Kabur',
      {},
      statement(OID.ocspNoCheck),
      extension('1.2.3.4.5', Uint8Array.of(5, 0), true),
    ),
    /** Its authority vouches for it, critically. */
    vouchedResponder: await responding(
      authority,
      'Penjawab Dijamin',
      {},
      extension(OID.ocspNoCheck, Uint8Array.of(5, 0), true),
    ),
    wrongPurposeResponder: await below(authority, 'Bukan Penjawab', { purposes: [OID.clientAuth] }),
    strangeResponder: await responding(root, 'Penjawab Akar', {}, statement(OID.ocspNoCheck)),
    timestampingAuthority,
    timestamping: await stamping('Stempel Waktu Rekaan', { notAfter: '2028-01-01T00:00:00Z' }),
    renewedTimestamping: await stamping('Stempel Waktu Kedua', {
      notBefore: '2027-06-01T00:00:00Z',
      notAfter: '2032-01-01T00:00:00Z',
    }),
    lastTimestamping: await stamping('Stempel Waktu Ketiga', { notBefore: '2031-06-01T00:00:00Z' }),
    /** In force before the signers' certificates. */
    earlyTimestamping: await stamping('Stempel Waktu Awal', { notBefore: '2025-01-01T00:00:00Z' }),
    /** In force for as long as the anchor. */
    longTimestamping: await stamping('Stempel Waktu Lama', { notBefore: '2010-01-01T00:00:00Z' }),
    publishedTimestamping: await stamping('Stempel Waktu Terdaftar', {}, listAt(place.timestampingList)),
  }
}

/** KeyUsage bit of RFC 5280 §4.2.1.3, as the library numbers it. */
const CRL_SIGN = 64

export type RevocableCity = Awaited<ReturnType<typeof revocableCity>>
