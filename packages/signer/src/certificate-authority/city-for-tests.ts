// A small hierarchy with invented names, for tests: root, CA, timestamp authority, an official, a seal.

import type { KeyAlgorithmName } from '@tapis/custody'
import { issueCa, issueRoot, issueTimestampCertificate } from './authorities.ts'
import { issueSealCertificate, issueSignerCertificate } from './end-entities.ts'
import type { IssuedCertificate } from './issue-certificate.ts'

export interface CityForTests {
  readonly root: IssuedCertificate
  readonly ca: IssuedCertificate
  readonly timestampAuthority: IssuedCertificate
  readonly signer: IssuedCertificate
  readonly seal: IssuedCertificate
}

/** All certificates start here. */
export const cityStart = new Date('2026-01-01T00:00:00Z')

export async function makeCity(keyAlgorithm: KeyAlgorithmName = 'ecdsa-p256'): Promise<CityForTests> {
  const organization = 'Pemerintah Kota Contoh (data uji)'
  const common = { notBefore: cityStart, keyAlgorithm, baseUrl: 'https://tte.example' }
  const root = await issueRoot({ ...common, subject: { commonName: 'Test Root CA', organization } })
  const ca = await issueCa({
    ...common,
    issuer: root,
    subject: { commonName: 'Test Issuing CA', organization },
  })
  const issued = { ...common, issuer: ca }
  return {
    root,
    ca,
    timestampAuthority: await issueTimestampCertificate({
      ...issued,
      subject: { commonName: 'Test Timestamp Authority', organization },
    }),
    signer: await issueSignerCertificate({
      ...issued,
      subject: { commonName: 'Penanda Tangan Uji', organization, organizationalUnit: 'Dinas Contoh' },
    }),
    seal: await issueSealCertificate({ ...issued, subject: { commonName: 'Dinas Contoh' } }),
  }
}
