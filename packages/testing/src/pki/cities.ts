// The two cities of the tests: a plain one, and one whose certificates say where their revocation
// is published. Every name is invented.

import { OID } from '@tapis/pki'
import { derNull } from '@tapis/pki/asn1'
import { crlPoints, extension } from './extensions.ts'
import type { Issued } from './issue.ts'
import { type Entity, issueAll } from './issue-all.ts'

/** A root, one authority below it, a signer and a timestamp authority. */
export type TestCity = Readonly<Record<'root' | 'authority' | 'signer' | 'timestamping', Issued>>

/** Issues a plain city. @param signer what its signer's certificate has instead of the defaults */
export function testCity(signer: Partial<Omit<Entity, 'issuer'>> = {}): Promise<TestCity> {
  return issueAll({
    root: { subject: 'C=ID,CN=Akar Kota Rekaan', role: 'authority' },
    authority: {
      subject: 'C=ID,CN=Penerbit Kota Rekaan',
      issuer: 'root',
      role: 'authority',
      pathLength: 0,
    },
    signer: { subject: 'C=ID,CN=Penanda Tangan Rekaan', ...signer, issuer: 'authority' },
    timestamping: { subject: 'C=ID,CN=Stempel Waktu Rekaan', issuer: 'authority', role: 'timestamping' },
  })
}

/** Where the revocable city publishes. */
export const place = {
  rootList: 'http://daftar.example/akar.crl',
  list: 'http://daftar.example/penerbit.crl',
  responder: 'http://status.example/',
  responderList: 'http://daftar.example/status.crl',
  issuer: 'http://daftar.example/penerbit.cer',
  timestampingList: 'http://daftar.example/stempel.crl',
} as const

const subject = (name: string) => `C=ID,CN=${name}`
const OLD = { notBefore: '2010-01-01T00:00:00Z' } as const
const LIST_ISSUER = subject('Penerbit Daftar Rekaan')
const RSA_LIST_ISSUER = subject('Penerbit Daftar RSA')
const rsa = 'rsa-pkcs1-sha256'
/** Signers end with 2026. */
const signer = { issuer: 'authority', notAfter: '2027-01-01T00:00:00Z' } as const
const responder = { issuer: 'authority', role: 'responder' } as const
const timestamping = { issuer: 'timestampingAuthority', role: 'timestamping' } as const
const noRevAvail = extension(OID.noRevAvail, derNull())
const shortTerm = extension(OID.validityAssuredShortTerm, derNull())
const noCheck = extension(OID.ocspNoCheck, derNull())
const access = { ocsp: place.responder, caIssuers: place.issuer } as const
const listsOf = (crlIssuer: string) =>
  crlPoints([{ names: [{ uri: place.list }], crlIssuer: [{ directory: crlIssuer }] }])

/**
 * Issues a city whose anchor is `root`, valid until 2036 as `authority` and `timestampingAuthority`
 * below it. `timestamping` ends with 2027, `renewedTimestamping` with 2031. Nothing of the
 * timestamp authorities' is published but for `publishedTimestamping`.
 */
export function revocableCity() {
  return issueAll({
    root: { subject: subject('Akar Rekaan'), role: 'authority', ...OLD },
    authority: {
      subject: subject('Penerbit Rekaan'),
      issuer: 'root',
      role: 'authority',
      ...OLD,
      publishes: { crl: place.rootList },
    },
    timestampingAuthority: {
      subject: subject('Penerbit Stempel Rekaan'),
      issuer: 'root',
      role: 'authority',
      ...OLD,
    },
    rsaAuthority: {
      subject: subject('Penerbit RSA Rekaan'),
      issuer: 'root',
      role: 'authority',
      algorithm: rsa,
    },

    /** Names a responder and a list. */
    signer: {
      ...signer,
      subject: subject('Penanda Tangan Rekaan'),
      publishes: { ...access, crl: place.list },
    },
    /** Names neither. */
    quietSigner: { ...signer, subject: subject('Penanda Tangan Tanpa Daftar') },
    noRevAvailSigner: {
      ...signer,
      subject: subject('Penanda Tangan Singkat'),
      extensions: [noRevAvail],
      publishes: { caIssuers: place.issuer },
    },
    /** Contradicts itself, as the next but one does. */
    noRevAvailButListed: {
      ...signer,
      subject: subject('Penanda Tangan Bertentangan'),
      extensions: [noRevAvail],
      publishes: access,
    },
    shortTermSigner: {
      ...signer,
      subject: subject('Penanda Tangan Sesaat'),
      extensions: [shortTerm],
      publishes: { caIssuers: place.issuer },
    },
    shortTermButListed: {
      ...signer,
      subject: subject('Penanda Tangan Sesaat Berdaftar'),
      extensions: [shortTerm],
      publishes: access,
    },
    /** Its lists are signed by `listIssuer`. */
    indirectSigner: {
      ...signer,
      subject: subject('Penanda Tangan Daftar Lain'),
      extensions: [listsOf(LIST_ISSUER)],
    },
    indirectRsaSigner: {
      ...signer,
      subject: subject('Penanda Tangan Daftar RSA'),
      extensions: [listsOf(RSA_LIST_ISSUER)],
    },
    /** Its lists are two, each for some reasons. */
    splitSigner: {
      ...signer,
      subject: subject('Penanda Tangan Dua Daftar'),
      extensions: [
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
      ],
    },
    /** Signed by its authority with SHA-1. */
    sha1Signer: {
      issuer: 'authority',
      subject: subject('Penanda Tangan Lama'),
      ...OLD,
      notAfter: '2036-01-01T00:00:00Z',
      digest: 'SHA-1',
    },
    /** The three have P-256 keys, certified with RSA. */
    rsaSigner: {
      issuer: 'rsaAuthority',
      subject: subject('Penanda Tangan RSA'),
      publishes: { crl: place.list },
    },
    quietRsaSigner: { issuer: 'rsaAuthority', subject: subject('Penanda Tangan RSA Tanpa Daftar') },
    rsaResponder: {
      issuer: 'rsaAuthority',
      role: 'responder',
      subject: subject('Penjawab RSA'),
      extensions: [noCheck],
    },

    rsaListIssuer: { issuer: 'rsaAuthority', subject: RSA_LIST_ISSUER, role: 'listIssuer' },
    listIssuer: { issuer: 'root', subject: LIST_ISSUER, role: 'listIssuer' },
    /** Of the same name as `listIssuer`, but without a path. */
    strangeListIssuer: { subject: LIST_ISSUER, role: 'listIssuer' },
    /** Of the same name as `authority`. */
    strangeAuthority: { subject: subject('Penerbit Rekaan'), role: 'authority' },

    responder: { ...responder, subject: subject('Penjawab Rekaan'), extensions: [noCheck] },
    /** Its own revocation is published. */
    checkedResponder: {
      ...responder,
      subject: subject('Penjawab Terdaftar'),
      publishes: { crl: place.responderList },
    },
    /** Until the middle of 2026. */
    briefResponder: {
      ...responder,
      subject: subject('Penjawab Sebentar'),
      notAfter: '2026-06-30T00:00:00Z',
      extensions: [noCheck],
    },
    /** States something critical that nobody understands. */
    obscureResponder: {
      ...responder,
      subject: subject('Penjawab Kabur'),
      extensions: [noCheck, extension('1.2.3.4.5', derNull(), true)],
    },
    /** Its authority vouches for it, critically. */
    vouchedResponder: {
      ...responder,
      subject: subject('Penjawab Dijamin'),
      extensions: [extension(OID.ocspNoCheck, derNull(), true)],
    },
    wrongPurposeResponder: {
      issuer: 'authority',
      subject: subject('Bukan Penjawab'),
      purpose: OID.clientAuth,
    },
    strangeResponder: {
      ...responder,
      issuer: 'root',
      subject: subject('Penjawab Akar'),
      extensions: [noCheck],
    },

    timestamping: {
      ...timestamping,
      subject: subject('Stempel Waktu Rekaan'),
      notAfter: '2028-01-01T00:00:00Z',
    },
    renewedTimestamping: {
      ...timestamping,
      subject: subject('Stempel Waktu Kedua'),
      notBefore: '2027-06-01T00:00:00Z',
      notAfter: '2032-01-01T00:00:00Z',
    },
    lastTimestamping: {
      ...timestamping,
      subject: subject('Stempel Waktu Ketiga'),
      notBefore: '2031-06-01T00:00:00Z',
    },
    /** In force before the signers' certificates. */
    earlyTimestamping: {
      ...timestamping,
      subject: subject('Stempel Waktu Awal'),
      notBefore: '2025-01-01T00:00:00Z',
    },
    /** In force for as long as the anchor. */
    longTimestamping: { ...timestamping, subject: subject('Stempel Waktu Lama'), ...OLD },
    publishedTimestamping: {
      ...timestamping,
      subject: subject('Stempel Waktu Terdaftar'),
      publishes: { crl: place.timestampingList },
    },
  })
}

/** Every certificate of the revocable city by its name in the table. */
export type RevocableCity = Awaited<ReturnType<typeof revocableCity>>
