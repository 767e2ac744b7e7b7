// What revocation lists and OCSP responses, brought by the caller, make of a signature without a
// timestamp (EN 319 102-1 clauses 5.2.5 and 5.2.6, RFC 5280 §6.3, RFC 6960 §3.2).

import {
  type Evidence,
  evidenceBytes,
  expectedOf,
  outcomeOf,
  reportOf,
  type Scenario,
} from '@tapis/testing/pdf'
import {
  extension,
  issue,
  issueCrl,
  issueOcspResponse,
  ocspError,
  place,
  type RevocableCity,
  revocableCity,
} from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'

let city: RevocableCity
beforeAll(async () => {
  city = await revocableCity()
})

const rootList: Evidence = { listOf: 'root' }
const list: Evidence = { listOf: 'authority' }
const fresh = { thisUpdate: '2026-06-14T00:00:00Z', nextUpdate: '2026-06-16T00:00:00Z' } as const
const answer = { answerOf: 'authority', about: 'signer', ...fresh } as const satisfies Evidence
const allMissing = [`ocsp ${place.responder}`, `crl ${place.list}`]
const unknownCritical = extension('1.2.3.4.5', Uint8Array.of(5, 0), true)

const lists: readonly Scenario[] = [
  { title: 'lists of both authorities', given: [rootList, list], verdict: 'TOTAL-PASSED' },
  {
    title: 'nothing at hand',
    verdict: 'TRY_LATER',
    missing: [`crl ${place.rootList}`, ...allMissing],
  },
  {
    title: 'only the authority’s own list is missing',
    given: [list],
    verdict: 'TRY_LATER',
    missing: [`crl ${place.rootList}`],
  },
  {
    title: 'only the signer’s list is missing',
    given: [rootList],
    verdict: 'TRY_LATER',
    missing: allMissing,
  },
  {
    title: 'a list that has expired',
    given: [rootList, { ...list, nextUpdate: '2026-06-10T00:00:00Z' }],
    verdict: 'TRY_LATER',
    missing: allMissing,
  },
  {
    title: 'an old list that names no next one',
    given: [rootList, { ...list, nextUpdate: null }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list from the future',
    given: [rootList, { ...list, thisUpdate: '2026-06-20T00:00:00Z' }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list from four minutes ahead, as of a clock that differs',
    given: [rootList, { ...list, thisUpdate: '2026-06-15T00:04:00Z' }],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'such a list that names no next one',
    given: [rootList, { ...list, thisUpdate: '2026-06-15T00:04:00Z', nextUpdate: null }],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a list from six minutes ahead',
    given: [rootList, { ...list, thisUpdate: '2026-06-15T00:06:00Z' }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list from five minutes ahead to the second',
    given: [rootList, { ...list, thisUpdate: '2026-06-15T00:05:00Z' }],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a list from a second ahead, where no skew is tolerated',
    given: [rootList, { ...list, thisUpdate: '2026-06-15T00:00:01Z' }],
    policy: { clockSkewSeconds: 0 },
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list from six minutes ahead, where ten are tolerated',
    given: [rootList, { ...list, thisUpdate: '2026-06-15T00:06:00Z' }],
    policy: { clockSkewSeconds: 600 },
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a revoked signer, in a list from four minutes ahead',
    given: [rootList, { ...list, thisUpdate: '2026-06-15T00:04:00Z', revokes: [{ name: 'signer' }] }],
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'a signer revoked three minutes ahead, by the clock of a list that is four minutes ahead',
    given: [
      rootList,
      {
        ...list,
        thisUpdate: '2026-06-15T00:04:00Z',
        revokes: [{ name: 'signer', date: '2026-06-15T00:03:00Z' }],
      },
    ],
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'a signer put on hold three minutes ahead, by such a clock',
    given: [
      rootList,
      {
        ...list,
        thisUpdate: '2026-06-15T00:04:00Z',
        revokes: [{ name: 'signer', date: '2026-06-15T00:03:00Z', reason: 'certificateHold' }],
      },
    ],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a signer whose certificate ends before a list that is ahead',
    given: [rootList, { ...list, thisUpdate: '2027-01-01T00:01:00Z', nextUpdate: '2027-02-01T00:00:00Z' }],
    at: '2026-12-31T23:59:00Z',
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list by another authority of the same name',
    given: [rootList, { listOf: 'strangeAuthority' }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list with a critical extension that is not understood',
    given: [rootList, { ...list, extensions: [unknownCritical] }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list with a critical extension of somebody’s entry that is not understood',
    given: [rootList, { ...list, revokes: [{ name: 'quietSigner', extensions: [unknownCritical] }] }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'lists that are no lists',
    given: [
      rootList,
      { kind: 'crls', bytes: Uint8Array.of(0x30, 0) },
      { kind: 'crls', bytes: new Uint8Array() },
    ],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a revoked signer',
    given: [rootList, { ...list, revokes: [{ name: 'signer' }] }],
    verdict: 'REVOKED_NO_POE',
    missing: ['timestamp'],
  },
  {
    title: 'a revoked signer, in a list that has expired',
    given: [rootList, { ...list, nextUpdate: '2026-06-10T00:00:00Z', revokes: [{ name: 'signer' }] }],
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'a revoked signer whom a newer list leaves out',
    given: [
      rootList,
      { ...list, revokes: [{ name: 'signer' }] },
      { ...list, number: 2, thisUpdate: '2026-06-10T00:00:00Z' },
    ],
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'a signer whose revocation lies in the future',
    given: [rootList, { ...list, revokes: [{ name: 'signer', date: '2026-06-20T00:00:00Z' }] }],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a signer on hold',
    given: [rootList, { ...list, revokes: [{ name: 'signer', reason: 'certificateHold' }] }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a signer who was on hold until a newer list',
    given: [
      rootList,
      { ...list, revokes: [{ name: 'signer', reason: 'certificateHold' }] },
      { ...list, number: 2, thisUpdate: '2026-06-10T00:00:00Z' },
    ],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a revoked authority',
    given: [{ ...rootList, revokes: [{ name: 'authority' }] }, list],
    verdict: 'REVOKED_CA_NO_POE',
    missing: ['timestamp'],
  },
  {
    title: 'a revoked authority and a revoked signer',
    given: [
      { ...rootList, revokes: [{ name: 'authority' }] },
      { ...list, revokes: [{ name: 'signer' }] },
    ],
    verdict: 'REVOKED_CA_NO_POE',
  },
  {
    title: 'a list for authorities only',
    given: [rootList, { ...list, scope: { onlyContainsCACerts: true } }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list for others only',
    given: [rootList, { ...list, scope: { onlyContainsUserCerts: true } }],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a list of another distribution point',
    given: [rootList, { ...list, scope: { names: [{ uri: 'http://daftar.example/lain.crl' }] } }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list of the signer’s distribution point',
    given: [rootList, { ...list, scope: { names: [{ uri: place.list }] } }],
    verdict: 'TOTAL-PASSED',
  },
]

const someReasons = ['keyCompromise', 'cACompromise', 'aACompromise'] as const
const otherReasons = [
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
] as const
const split = (place: string, reasons: typeof someReasons | typeof otherReasons) => ({
  names: [{ uri: place }],
  reasons,
})
const delta = { listOf: 'authority', number: 3, baseNumber: 1, thisUpdate: '2026-06-14T00:00:00Z' } as const
const indirect = { listOf: 'listIssuer', scope: { names: [{ uri: place.list }], indirectCRL: true } } as const

const otherLists: readonly Scenario[] = [
  {
    title: 'a list for some reasons',
    signer: 'splitSigner',
    given: [rootList, { ...list, scope: split(`${place.list}?1`, someReasons) }],
    verdict: 'TRY_LATER',
    missing: [`crl ${place.list}?1`, `crl ${place.list}?2`],
  },
  {
    title: 'two lists that are for all reasons together',
    signer: 'splitSigner',
    given: [
      rootList,
      { ...list, scope: split(`${place.list}?1`, someReasons) },
      { ...list, scope: split(`${place.list}?2`, otherReasons) },
    ],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'two such lists, the older one expired',
    signer: 'splitSigner',
    given: [
      rootList,
      { ...list, scope: split(`${place.list}?1`, someReasons), nextUpdate: '2026-06-10T00:00:00Z' },
      { ...list, scope: split(`${place.list}?2`, otherReasons), thisUpdate: '2026-06-14T00:00:00Z' },
    ],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a revoked signer in the list for some reasons',
    signer: 'splitSigner',
    given: [
      rootList,
      { ...list, scope: split(`${place.list}?1`, someReasons), revokes: [{ name: 'splitSigner' }] },
    ],
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'a delta list that revokes',
    given: [rootList, list, { ...delta, revokes: [{ name: 'signer' }] }],
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'a delta list that makes an expired base new',
    given: [rootList, { ...list, nextUpdate: '2026-06-10T00:00:00Z' }, delta],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a delta list from four minutes ahead',
    given: [
      rootList,
      { ...list, nextUpdate: '2026-06-10T00:00:00Z' },
      { ...delta, thisUpdate: '2026-06-15T00:04:00Z' },
    ],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a delta list from six minutes ahead',
    given: [
      rootList,
      { ...list, nextUpdate: '2026-06-10T00:00:00Z' },
      { ...delta, thisUpdate: '2026-06-15T00:06:00Z' },
    ],
    verdict: 'TRY_LATER',
  },
  { title: 'a delta list without its base', given: [rootList, delta], verdict: 'TRY_LATER' },
  {
    title: 'a delta list on a newer base than the one at hand',
    given: [rootList, { ...list, nextUpdate: '2026-06-10T00:00:00Z' }, { ...delta, baseNumber: 2 }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a delta list that ends a hold',
    given: [
      rootList,
      { ...list, revokes: [{ name: 'signer', reason: 'certificateHold' }] },
      { ...delta, revokes: [{ name: 'signer', reason: 'removeFromCRL' }] },
    ],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a delta list by another authority of the same name',
    given: [
      rootList,
      { ...list, revokes: [{ name: 'signer', reason: 'certificateHold' }] },
      { ...delta, listOf: 'strangeAuthority', revokes: [{ name: 'signer', reason: 'removeFromCRL' }] },
    ],
    verdict: 'TRY_LATER',
  },
  {
    title: 'an indirect list of the issuer that the certificate names',
    signer: 'indirectSigner',
    given: [rootList, indirect, { certificate: 'listIssuer' }],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'an indirect list that revokes the signer',
    signer: 'indirectSigner',
    given: [
      rootList,
      { ...indirect, revokes: [{ name: 'indirectSigner', issuedBy: 'authority' }] },
      { certificate: 'listIssuer' },
    ],
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'an indirect list that revokes the same number of another authority',
    signer: 'indirectSigner',
    given: [
      rootList,
      { ...indirect, revokes: [{ name: 'indirectSigner', issuedBy: 'root' }] },
      { certificate: 'listIssuer' },
    ],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'an indirect list whose issuer’s certificate is not at hand',
    signer: 'indirectSigner',
    given: [rootList, indirect],
    verdict: 'TRY_LATER',
  },
  {
    title: 'an indirect list by somebody of that name without a path',
    signer: 'indirectSigner',
    given: [rootList, { ...indirect, listOf: 'strangeListIssuer' }, { certificate: 'strangeListIssuer' }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'an indirect list for a certificate that names none',
    given: [rootList, indirect, { certificate: 'listIssuer' }],
    verdict: 'TRY_LATER',
  },
]

const answers: readonly Scenario[] = [
  { title: 'an answer of the authority itself', given: [rootList, answer], verdict: 'TOTAL-PASSED' },
  {
    title: 'one whose CertID is of SHA-256',
    given: [rootList, { ...answer, digest: 'SHA-256' }],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'an answer of a responder',
    given: [rootList, { ...answer, answerOf: 'responder' }],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'an answer of a responder named by its key',
    given: [rootList, { ...answer, answerOf: 'responder', byKey: true }],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'an old answer',
    given: [rootList, { ...answer, nextUpdate: '2026-06-14T12:00:00Z' }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'an answer from the future',
    given: [rootList, { ...answer, thisUpdate: '2026-06-15T12:00:00Z' }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'an answer from four minutes ahead',
    given: [rootList, { ...answer, thisUpdate: '2026-06-15T00:04:00Z' }],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'an answer from six minutes ahead',
    given: [rootList, { ...answer, thisUpdate: '2026-06-15T00:06:00Z' }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'an answer from four minutes ahead that has the signer revoked three minutes ahead',
    given: [
      rootList,
      {
        ...answer,
        thisUpdate: '2026-06-15T00:04:00Z',
        status: 'revoked',
        revocationTime: '2026-06-15T00:03:00Z',
      },
    ],
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'an answer about somebody else',
    given: [rootList, { ...answer, about: 'quietSigner' }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'an answer about the same number of another authority',
    given: [rootList, { ...answer, issuer: 'strangeAuthority' }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'an answer that the status is unknown',
    given: [rootList, { ...answer, status: 'unknown' }],
    verdict: 'TRY_LATER',
    missing: allMissing,
  },
  {
    title: 'a responder that has no answer',
    given: [
      rootList,
      { kind: 'ocspResponses', bytes: ocspError(3) },
      { kind: 'ocspResponses', bytes: Uint8Array.of(0x30) },
    ],
    verdict: 'TRY_LATER',
  },
  {
    title: 'an answer with a critical extension that is not understood',
    given: [rootList, { ...answer, extensions: [unknownCritical] }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'an answer of a responder whose certificate has a critical extension that is not understood',
    given: [rootList, { ...answer, answerOf: 'obscureResponder' }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'an answer of a responder for which its authority vouches critically',
    given: [rootList, { ...answer, answerOf: 'vouchedResponder' }],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'an answer by a certificate for another purpose',
    given: [rootList, { ...answer, answerOf: 'wrongPurposeResponder' }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'an answer by another authority’s responder',
    given: [rootList, { ...answer, answerOf: 'strangeResponder' }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'an answer by the signer',
    given: [rootList, { ...answer, answerOf: 'signer' }],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a responder whose own revocation is not at hand',
    given: [rootList, { ...answer, answerOf: 'checkedResponder' }],
    verdict: 'TRY_LATER',
    missing: [...allMissing, `crl ${place.responderList}`],
  },
  {
    title: 'a responder that is not revoked',
    given: [
      rootList,
      { ...answer, answerOf: 'checkedResponder' },
      { ...list, scope: { names: [{ uri: place.responderList }] } },
    ],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a responder that is revoked',
    given: [
      rootList,
      { ...answer, answerOf: 'checkedResponder' },
      { ...list, scope: { names: [{ uri: place.responderList }] }, revokes: [{ name: 'checkedResponder' }] },
    ],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a responder that vouches for itself alone',
    given: [
      rootList,
      { ...answer, answerOf: 'checkedResponder' },
      { ...answer, answerOf: 'checkedResponder', about: 'checkedResponder' },
    ],
    verdict: 'TRY_LATER',
  },
  {
    title: 'a revoked signer',
    given: [rootList, { ...answer, status: 'revoked' }],
    verdict: 'REVOKED_NO_POE',
    missing: ['timestamp'],
  },
  {
    title: 'a revoked signer, in an answer by nobody with authority',
    given: [rootList, answer, { ...answer, status: 'revoked', answerOf: 'strangeResponder' }],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a revoked signer of whom the newer list does not know yet',
    given: [
      rootList,
      { ...answer, status: 'revoked', thisUpdate: '2026-06-10T00:00:00Z' },
      { ...list, thisUpdate: '2026-06-14T00:00:00Z' },
    ],
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'a signer on hold',
    given: [rootList, { ...answer, status: 'revoked', reason: 'certificateHold' }],
    verdict: 'TRY_LATER',
  },
]

const policies: readonly Scenario[] = [
  {
    title: 'where published: a signer that names no place',
    signer: 'quietSigner',
    given: [rootList],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'where published: one that names no place, and is revoked all the same',
    signer: 'quietSigner',
    given: [rootList, { ...list, revokes: [{ name: 'quietSigner' }] }],
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'required: a signer that names no place',
    signer: 'quietSigner',
    given: [rootList],
    policy: { revocation: 'required' },
    verdict: 'TRY_LATER',
    missing: [],
  },
  {
    title: 'required: everything is at hand',
    given: [rootList, list],
    policy: { revocation: 'required' },
    verdict: 'TOTAL-PASSED',
  },
  { title: 'when available: nothing is', policy: { revocation: 'when-available' }, verdict: 'TOTAL-PASSED' },
  {
    title: 'undefined: as where published',
    given: [rootList],
    policy: { revocation: undefined, cryptography: undefined },
    verdict: 'TRY_LATER',
    missing: [`ocsp ${place.responder}`, `crl ${place.list}`],
  },
  {
    title: 'when available: the signer is revoked',
    given: [{ ...list, revokes: [{ name: 'signer' }] }],
    policy: { revocation: 'when-available' },
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'required: a signer without revocation by its issuer’s word',
    signer: 'noRevAvailSigner',
    given: [rootList],
    policy: { revocation: 'required' },
    verdict: 'TOTAL-PASSED',
  },
  ...(['noRevAvailButListed', 'shortTermButListed'] as const).map((signer) => ({
    title: `where published: ${signer}`,
    signer,
    given: [rootList],
    verdict: 'TRY_LATER' as const,
    missing: [`ocsp ${place.responder}`],
  })),
  {
    title: 'required: a signer for a short term',
    signer: 'shortTermSigner',
    given: [rootList],
    policy: { revocation: 'required' },
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'the authority’s certificate is not at hand',
    path: [],
    given: [rootList, list],
    verdict: 'NO_CERTIFICATE_CHAIN_FOUND',
    missing: ['trust-anchor', `certificate ${place.issuer}`],
  },
  {
    title: 'the authority’s certificate is brought by the caller',
    path: [],
    given: [rootList, list, { certificate: 'authority' }],
    verdict: 'TOTAL-PASSED',
  },
]

describe('revocation of a signature without a timestamp', () => {
  it.each(lists)('lists: $title', async (scenario) => {
    expect(await outcomeOf(city, scenario)).toEqual(expectedOf(scenario))
  })
  it.each(otherLists)('delta, indirect and partial lists: $title', async (scenario) => {
    expect(await outcomeOf(city, scenario)).toEqual(expectedOf(scenario))
  })
  it.each(answers)('responders: $title', async (scenario) => {
    expect(await outcomeOf(city, scenario)).toEqual(expectedOf(scenario))
  })
  it.each(policies)('policy: $title', async (scenario) => {
    expect(await outcomeOf(city, scenario)).toEqual(expectedOf(scenario))
  })

  it('is reported for each certificate, with where it was found', async () => {
    const { revocation } = await reportOf(city, { given: [answer], after: [{ store: [rootList] }] })
    expect(revocation).toEqual([
      {
        subject: 'CN=Penanda Tangan Rekaan,C=ID',
        status: 'good',
        source: 'ocsp',
        from: 'caller',
        thisUpdate: new Date(fresh.thisUpdate),
        nextUpdate: new Date(fresh.nextUpdate),
        isInFile: false,
      },
      {
        subject: 'CN=Penerbit Rekaan,C=ID',
        status: 'good',
        source: 'crl',
        from: 'dss',
        thisUpdate: new Date('2026-06-01T00:00:00Z'),
        nextUpdate: new Date('2026-07-01T00:00:00Z'),
        isInFile: true,
      },
      { subject: 'CN=Akar Rekaan,C=ID', status: 'anchor', isInFile: false },
    ])
  })

  it('is a revocation where one response says both, under two digests', async () => {
    const about = { certificate: city.signer, issuer: city.authority, ...fresh }
    const good = { ...about, digest: 'SHA-1' } as const
    const revoked = { ...about, status: 'revoked', digest: 'SHA-256' } as const
    for (const responses of [
      [good, revoked],
      [revoked, good],
    ]) {
      const bytes = await issueOcspResponse(city.authority, { responses })
      const { conclusion } = await reportOf(city, { given: [rootList, { kind: 'ocspResponses', bytes }] })
      expect(conclusion).toMatchObject({ subIndication: 'REVOKED_NO_POE' })
    }
  })

  it('names with each responder the request to post to it', async () => {
    const { conclusion } = await reportOf(city, { given: [rootList] })
    const missing = conclusion.indication === 'INDETERMINATE' ? conclusion.missing : []
    expect(missing.map(({ kind, request }) => [kind, request?.[0]])).toEqual([
      ['ocsp', 0x30],
      ['crl', undefined],
    ])
  })

  it('comes to an end in a file full of forged lists and authorities of one name, and passes nothing', async () => {
    const keys = city.strangeAuthority.keys
    const forgers = await Promise.all(
      Array.from({ length: 200 }, () => issue({ subject: city.authority.subject, isCa: true, keys })),
    )
    const lists = await Promise.all(
      Array.from({ length: 400 }, (_, number) => issueCrl(city.strangeAuthority, { number })),
    )
    const forged = [
      ...forgers.map(({ der }) => ({ kind: 'certificates', bytes: der }) as const),
      ...lists.map((bytes) => ({ kind: 'crls', bytes }) as const),
    ]
    const { conclusion } = await reportOf(city, { given: [{ listOf: 'root' }], after: [{ store: forged }] })
    expect(conclusion.indication).toBe('INDETERMINATE')
  }, 15_000)

  it.each([
    { title: 'brought as well by the caller', given: true },
    { title: 'in the file alone', given: false },
  ])('takes a list $title to have existed since it was archived', async ({ given }) => {
    const archived = { answerOf: 'briefResponder', about: 'signer', ...fresh } as const
    const bytes = (await evidenceBytes(city, [archived])).ocspResponses
    const response = bytes.map((der) => ({ kind: 'ocspResponses', bytes: der }) as const)
    const { conclusion } = await reportOf(city, {
      timestamp: '2026-06-14T12:00:00Z',
      after: [{ store: [rootList, ...response] }, { stamp: '2026-06-20T00:00:00Z' }],
      given: given ? response : [],
      at: '2026-09-01T00:00:00Z',
    })
    expect(conclusion).toEqual({ indication: 'TOTAL-PASSED' })
  })
})
