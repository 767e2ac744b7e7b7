// Until when algorithms and keys are believed, and that it is the time of proven existence that
// counts (EN 319 102-1 clauses 5.2.8 and 5.6.2.4).

import { defaultCryptographicPolicy, type KeyKind } from '@tapis/pki/x509'
import { type Evidence, expectedOf, outcomeOf, type Scenario } from '@tapis/testing/pdf'
import { type RevocableCity, revocableCity } from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ValidationPolicy } from '../context/validation-policy.ts'

const never = new Date(0)

describe('the default cryptographic policy', () => {
  it.each([
    { digest: 'sha-1', sunset: new Date('2012-08-01T00:00:00Z') },
    { digest: 'sha-256', sunset: undefined },
    { digest: 'sha-384', sunset: undefined },
    { digest: 'sha-512', sunset: undefined },
  ])('$digest', ({ digest, sunset }) => {
    expect(defaultCryptographicPolicy.digestSunset(digest)).toEqual(sunset)
  })

  it.each<{ kind: KeyKind; bits: number; sunset: Date | undefined }>([
    { kind: 'RSA', bits: 1023, sunset: never },
    { kind: 'RSA', bits: 1024, sunset: new Date('2009-08-01T00:00:00Z') },
    { kind: 'RSA', bits: 1536, sunset: new Date('2010-08-01T00:00:00Z') },
    { kind: 'RSA', bits: 1900, sunset: undefined },
    { kind: 'RSA', bits: 2048, sunset: undefined },
    { kind: 'EC', bits: 159, sunset: never },
    { kind: 'EC', bits: 160, sunset: new Date('2013-08-01T00:00:00Z') },
    { kind: 'EC', bits: 224, sunset: new Date('2016-08-01T00:00:00Z') },
    { kind: 'EC', bits: 256, sunset: undefined },
    { kind: 'EdDSA', bits: 256, sunset: undefined },
  ])('$kind of $bits bits', ({ kind, bits, sunset }) => {
    expect(defaultCryptographicPolicy.keySunset(kind, bits)).toEqual(sunset)
  })
})

let city: RevocableCity
beforeAll(async () => {
  city = await revocableCity()
})

const sha1 = { signer: 'sha1Signer', policy: { revocation: 'when-available' } } as const
const certificates: readonly Scenario[] = [
  {
    title: 'SHA-1, without a timestamp',
    ...sha1,
    verdict: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    missing: ['timestamp'],
  },
  {
    title: 'SHA-1, with a timestamp from before its end',
    ...sha1,
    timestamp: '2012-07-31T00:00:00Z',
    timestampBy: 'longTimestamping',
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'SHA-1, with a timestamp of its end',
    ...sha1,
    timestamp: '2012-08-01T00:00:00Z',
    timestampBy: 'longTimestamping',
    verdict: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  },
]

/** As if RSA had come to its end. */
const rsaEnds = (sunset: Date): Partial<ValidationPolicy> => ({
  cryptography: { ...defaultCryptographicPolicy, keySunset: (kind) => (kind === 'RSA' ? sunset : undefined) },
})
const timestamp = '2026-03-14T02:27:00Z'
const policy = rsaEnds(new Date('2026-05-01T00:00:00Z'))
const rsa = { path: ['rsaAuthority'], policy } as const
const shortlyAfter = { thisUpdate: '2026-03-15T00:00:00Z', nextUpdate: '2026-04-15T00:00:00Z' } as const
const list: Evidence = { listOf: 'rsaAuthority', ...shortlyAfter }
const answer: Evidence = {
  answerOf: 'rsaResponder',
  about: 'rsaSigner',
  issuer: 'rsaAuthority',
  ...shortlyAfter,
}
const archive = (stamp: string) => ({ stamp })

const keys: readonly Scenario[] = [
  {
    title: 'the authority’s key, without a timestamp',
    ...rsa,
    signer: 'quietRsaSigner',
    verdict: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  },
  {
    title: 'the authority’s key, with a timestamp',
    ...rsa,
    signer: 'quietRsaSigner',
    timestamp,
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a key that was never believed',
    ...rsa,
    policy: rsaEnds(never),
    signer: 'quietRsaSigner',
    timestamp,
    verdict: 'CRYPTO_CONSTRAINTS_FAILURE',
  },
  {
    title: 'a list that is not proven to be older',
    ...rsa,
    signer: 'rsaSigner',
    timestamp,
    after: [{ store: [list] }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list that an archive timestamp proves to be older',
    ...rsa,
    signer: 'rsaSigner',
    timestamp,
    after: [{ store: [list] }, archive('2026-04-30T00:00:00Z')],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a list that an archive timestamp proves too late',
    ...rsa,
    signer: 'rsaSigner',
    timestamp,
    after: [{ store: [list] }, archive('2026-05-02T00:00:00Z')],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list brought by the caller, whatever the file’s timestamps',
    ...rsa,
    signer: 'rsaSigner',
    timestamp,
    after: [archive('2026-04-30T00:00:00Z')],
    given: [list],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a responder that was certified with it',
    ...rsa,
    signer: 'rsaSigner',
    timestamp,
    after: [{ store: [answer] }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a responder that was certified with it, archived before',
    ...rsa,
    signer: 'rsaSigner',
    timestamp,
    after: [{ store: [answer] }, archive('2026-04-30T00:00:00Z')],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a list issuer that was certified with it',
    path: ['authority'],
    policy,
    signer: 'indirectRsaSigner',
    given: [
      { listOf: 'root' },
      { listOf: 'rsaListIssuer', scope: { indirectCRL: true } },
      { certificate: 'rsaListIssuer' },
      { certificate: 'rsaAuthority' },
    ],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list issuer that was certified with it, before its end',
    path: ['authority'],
    policy: rsaEnds(new Date('2026-07-01T00:00:00Z')),
    signer: 'indirectRsaSigner',
    given: [
      { listOf: 'root' },
      { listOf: 'rsaListIssuer', scope: { indirectCRL: true } },
      { certificate: 'rsaListIssuer' },
      { certificate: 'rsaAuthority' },
    ],
    verdict: 'TOTAL-PASSED',
  },
]

describe('algorithms past their time', () => {
  it.each(certificates)('the certificate’s digest: $title', async (scenario) => {
    expect(await outcomeOf(city, scenario)).toEqual(expectedOf(scenario))
  })
  it.each(keys)('RSA: $title', async (scenario) => {
    expect(await outcomeOf(city, scenario)).toEqual(expectedOf(scenario))
  })
})
