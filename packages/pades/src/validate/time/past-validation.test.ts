// Signatures judged long after they were made: timestamps, proofs of existence and past validation
// (EN 319 102-1 clauses 5.5 and 5.6).

import { OID } from '@tapis/pki'
import { type Evidence, expectedOf, outcomeOf, type Scenario } from '@tapis/testing/pdf'
import { derTime, extension, place, type RevocableCity, revocableCity } from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'

let city: RevocableCity
beforeAll(async () => {
  city = await revocableCity()
})

const timestamp = '2026-03-14T02:27:00Z'
const shortlyAfter = { thisUpdate: '2026-03-15T00:00:00Z', nextUpdate: '2026-04-15T00:00:00Z' } as const
const rootList = { listOf: 'root', ...shortlyAfter } as const satisfies Evidence
const list = { listOf: 'authority', ...shortlyAfter } as const satisfies Evidence
const answer = { answerOf: 'responder', about: 'signer', ...shortlyAfter } as const satisfies Evidence
const stored = { store: [rootList, list, { certificate: 'authority' }] } as const
const now = { thisUpdate: '2026-06-14T00:00:00Z' } as const
const known = [
  { listOf: 'root', ...now },
  { listOf: 'authority', ...now },
] as const satisfies readonly Evidence[]
const knownRevoked = (date: string, reason?: 'keyCompromise'): readonly Evidence[] => [
  { listOf: 'root', ...now },
  { listOf: 'authority', ...now, revokes: [{ name: 'signer', date, ...(reason && { reason }) }] },
]
/**
 * After the signer's certificate has expired, while the first timestamp authority's is in force.
 */
const afterSigner = '2027-06-15T00:00:00Z'
/** After the first timestamp authority's has expired. */
const afterTimestamping = '2029-01-01T00:00:00Z'

const orders: readonly Scenario[] = [
  {
    title: 'a timestamp that says an earlier time than one that it covers',
    before: ['2026-05-01T00:00:00Z'],
    timestamp: '2026-04-01T00:00:00Z',
    given: known,
    verdict: 'TIMESTAMP_ORDER_FAILURE',
  },
  {
    title: 'a timestamp of the same moment as one that it covers',
    before: ['2026-04-01T00:00:00Z'],
    timestamp: '2026-04-01T00:00:00Z',
    given: known,
    verdict: 'TOTAL-PASSED',
  },
]

const revocations: readonly Scenario[] = [
  { title: 'not revoked', timestamp, given: known, verdict: 'TOTAL-PASSED', timestamps: ['TOTAL-PASSED'] },
  {
    title: 'revoked after the timestamp',
    timestamp,
    given: knownRevoked('2026-05-01T00:00:00Z'),
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'its key lost after the timestamp',
    timestamp,
    given: knownRevoked('2026-05-01T00:00:00Z', 'keyCompromise'),
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'revoked in the moment of the timestamp',
    timestamp,
    given: knownRevoked(timestamp),
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'revoked before the timestamp',
    timestamp,
    given: knownRevoked('2026-03-01T00:00:00Z'),
    verdict: 'REVOKED_NO_POE',
    missing: ['timestamp'],
  },
  {
    title: 'revoked before a timestamp that the signature covers',
    before: ['2026-03-10T00:00:00Z'],
    timestamp,
    given: knownRevoked('2026-03-01T00:00:00Z'),
    verdict: 'REVOKED',
  },
  {
    title: 'revoked between a timestamp that the signature covers and one over it',
    before: ['2026-03-10T00:00:00Z'],
    timestamp,
    given: knownRevoked('2026-03-12T00:00:00Z'),
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'revoked after a timestamp that the signature covers, with none over it',
    before: ['2026-03-10T00:00:00Z'],
    given: knownRevoked('2026-05-01T00:00:00Z'),
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'revoked after a document timestamp over it',
    after: [{ stamp: '2026-04-01T00:00:00Z' }],
    given: knownRevoked('2026-05-01T00:00:00Z'),
    verdict: 'TOTAL-PASSED',
    bestSignatureTime: '2026-04-01T00:00:00.000Z',
  },
  {
    title: 'revoked before a document timestamp over it',
    after: [{ stamp: '2026-05-02T00:00:00Z' }],
    given: knownRevoked('2026-05-01T00:00:00Z'),
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'the authority revoked after the timestamp',
    timestamp,
    given: [
      { listOf: 'root', ...now, revokes: [{ name: 'authority', date: '2026-05-01T00:00:00Z' }] },
      { listOf: 'authority', ...now },
    ],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'the authority revoked before the timestamp',
    timestamp,
    given: [
      { listOf: 'root', ...now, revokes: [{ name: 'authority', date: '2026-03-01T00:00:00Z' }] },
      { listOf: 'authority', ...now },
    ],
    verdict: 'REVOKED_CA_NO_POE',
  },
]

const freshness: readonly Scenario[] = [
  {
    title: 'data from after the timestamp, in the file',
    timestamp,
    after: [stored],
    at: '2026-12-01T00:00:00Z',
    verdict: 'TOTAL-PASSED',
    level: 'B-LT',
  },
  {
    title: 'data from before the timestamp that was in force then',
    timestamp,
    given: [
      { ...rootList, thisUpdate: '2026-03-01T00:00:00Z' },
      { ...list, thisUpdate: '2026-03-01T00:00:00Z' },
    ],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'data that had expired before the timestamp',
    timestamp,
    given: [rootList, { ...list, thisUpdate: '2026-03-01T00:00:00Z', nextUpdate: '2026-03-10T00:00:00Z' }],
    verdict: 'TRY_LATER',
    missing: [`ocsp ${place.responder}`, `crl ${place.list}`],
  },
  { title: 'no data at all', timestamp, verdict: 'TRY_LATER' },
  {
    title: 'the same data without a timestamp is too old',
    after: [stored],
    verdict: 'TRY_LATER',
  },
]

const expired: readonly Scenario[] = [
  {
    title: 'without a timestamp or data',
    at: afterSigner,
    verdict: 'OUT_OF_BOUNDS_NO_POE',
    missing: ['timestamp'],
  },
  {
    title: 'known not to have been revoked as long as it was in force',
    at: afterSigner,
    given: [
      { listOf: 'root', thisUpdate: '2027-06-01T00:00:00Z', nextUpdate: '2027-07-01T00:00:00Z' },
      { ...list, thisUpdate: '2026-12-30T00:00:00Z', nextUpdate: '2027-01-30T00:00:00Z' },
    ],
    verdict: 'OUT_OF_BOUNDS_NOT_REVOKED',
    missing: ['timestamp'],
  },
  {
    title: 'revoked before it expired',
    at: afterSigner,
    given: [
      { listOf: 'root', thisUpdate: '2027-06-01T00:00:00Z', nextUpdate: '2027-07-01T00:00:00Z' },
      { ...list, revokes: [{ name: 'signer' }] },
    ],
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'a list from after it expired, which may have forgotten it',
    at: afterSigner,
    given: [
      { listOf: 'root', thisUpdate: '2027-06-01T00:00:00Z', nextUpdate: '2027-07-01T00:00:00Z' },
      { ...list, thisUpdate: '2027-06-01T00:00:00Z', nextUpdate: '2027-07-01T00:00:00Z' },
    ],
    verdict: 'OUT_OF_BOUNDS_NO_POE',
  },
  {
    title: 'a list from after it expired that keeps what has expired',
    at: afterSigner,
    given: [
      { listOf: 'root', thisUpdate: '2027-06-01T00:00:00Z', nextUpdate: '2027-07-01T00:00:00Z' },
      {
        ...list,
        thisUpdate: '2027-06-01T00:00:00Z',
        nextUpdate: '2027-07-01T00:00:00Z',
        extensions: [extension(OID.expiredCertsOnCrl, derTime('2026-01-01T00:00:00Z', 'generalized'))],
      },
    ],
    verdict: 'OUT_OF_BOUNDS_NOT_REVOKED',
  },
  {
    title: 'an answer from after it expired that reaches back',
    at: afterSigner,
    given: [
      { listOf: 'root', thisUpdate: '2027-06-01T00:00:00Z', nextUpdate: '2027-07-01T00:00:00Z' },
      {
        ...answer,
        thisUpdate: '2027-06-01T00:00:00Z',
        nextUpdate: '2027-07-01T00:00:00Z',
        archiveCutoff: '2026-06-01T00:00:00Z',
      },
    ],
    verdict: 'OUT_OF_BOUNDS_NOT_REVOKED',
  },
  {
    title: 'an answer from after it expired that does not reach back so far',
    at: afterSigner,
    given: [
      { listOf: 'root', thisUpdate: '2027-06-01T00:00:00Z', nextUpdate: '2027-07-01T00:00:00Z' },
      {
        ...answer,
        thisUpdate: '2027-06-01T00:00:00Z',
        nextUpdate: '2027-07-01T00:00:00Z',
        archiveCutoff: '2027-02-01T00:00:00Z',
      },
    ],
    verdict: 'OUT_OF_BOUNDS_NO_POE',
  },
  {
    title: 'with a timestamp from before, and the data of then',
    timestamp,
    after: [stored],
    at: afterSigner,
    verdict: 'TOTAL-PASSED',
    level: 'B-LT',
  },
  { title: 'with a timestamp from before, but no data', timestamp, at: afterSigner, verdict: 'TRY_LATER' },
  {
    title: 'with a document timestamp from before, and the data of then',
    after: [stored, { stamp: '2026-03-20T00:00:00Z' }],
    at: afterSigner,
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'with a document timestamp from after it expired',
    after: [stored, { stamp: '2027-02-01T00:00:00Z' }],
    at: afterSigner,
    verdict: 'OUT_OF_BOUNDS_NO_POE',
  },
  {
    title: 'made after a timestamp that is later than its end',
    before: ['2027-02-01T00:00:00Z'],
    at: afterSigner,
    verdict: 'EXPIRED',
  },
  {
    title: 'proven to have existed before its certificate was in force',
    timestamp: '2025-12-31T00:00:00Z',
    timestampBy: 'earlyTimestamping',
    verdict: 'NOT_YET_VALID',
  },
]

const archive = { stamp: '2027-12-01T00:00:00Z', by: 'renewedTimestamping' } as const
const archives: readonly Scenario[] = [
  {
    title: 'the timestamp authority’s has expired',
    timestamp,
    after: [stored],
    at: afterTimestamping,
    verdict: 'OUT_OF_BOUNDS_NO_POE',
    timestamps: ['OUT_OF_BOUNDS_NO_POE'],
    bestSignatureTime: 'none',
  },
  {
    title: 'it has expired, and an archive timestamp was made before',
    timestamp,
    after: [stored, archive],
    at: afterTimestamping,
    verdict: 'TOTAL-PASSED',
    timestamps: ['TOTAL-PASSED', 'TOTAL-PASSED'],
    bestSignatureTime: '2026-03-14T02:27:00.000Z',
    level: 'B-LTA',
  },
  {
    title: 'an archive timestamp was made too late',
    timestamp,
    after: [stored, { ...archive, stamp: '2028-02-01T00:00:00Z' }],
    at: afterTimestamping,
    verdict: 'OUT_OF_BOUNDS_NO_POE',
    timestamps: ['OUT_OF_BOUNDS_NO_POE', 'TOTAL-PASSED'],
    bestSignatureTime: '2028-02-01T00:00:00.000Z',
  },
  {
    title: 'the archive timestamp’s authority has expired too',
    timestamp,
    after: [stored, archive],
    at: '2033-01-01T00:00:00Z',
    verdict: 'OUT_OF_BOUNDS_NO_POE',
    timestamps: ['OUT_OF_BOUNDS_NO_POE', 'OUT_OF_BOUNDS_NO_POE'],
  },
  {
    title: 'two archive timestamps, each before the one before expired',
    timestamp,
    after: [stored, archive, { stamp: '2031-12-01T00:00:00Z', by: 'lastTimestamping' }],
    at: '2033-01-01T00:00:00Z',
    verdict: 'TOTAL-PASSED',
    timestamps: ['TOTAL-PASSED', 'TOTAL-PASSED', 'TOTAL-PASSED'],
  },
  {
    title: 'a document timestamp that says that it is younger than the one over it',
    timestamp,
    after: [stored, { stamp: '2026-06-10T00:00:00Z' }, { stamp: '2026-06-01T00:00:00Z' }],
    verdict: 'TOTAL-PASSED',
    timestamps: ['TOTAL-PASSED', 'TIMESTAMP_ORDER_FAILURE', 'TOTAL-PASSED'],
  },
  {
    title: 'a signature timestamp that says that it is younger than the document timestamp over it',
    timestamp: '2026-06-10T00:00:00Z',
    after: [stored, { stamp: '2026-04-01T00:00:00Z' }],
    verdict: 'TOTAL-PASSED',
    timestamps: ['TIMESTAMP_ORDER_FAILURE', 'TOTAL-PASSED'],
    bestSignatureTime: '2026-04-01T00:00:00.000Z',
  },
  {
    title: 'a timestamp from four minutes ahead, which proves what the clock here says',
    timestamp: '2026-06-15T00:04:00Z',
    given: known,
    verdict: 'TOTAL-PASSED',
    timestamps: ['TOTAL-PASSED'],
    bestSignatureTime: '2026-06-15T00:00:00.000Z',
  },
  {
    title: 'a timestamp from six minutes ahead',
    timestamp: '2026-06-15T00:06:00Z',
    given: known,
    verdict: 'TOTAL-PASSED',
    timestamps: ['TIMESTAMP_ORDER_FAILURE'],
    bestSignatureTime: 'none',
  },
  {
    title: 'a timestamp from four minutes ahead, of a signer who was revoked two minutes ago',
    timestamp: '2026-06-15T00:04:00Z',
    given: knownRevoked('2026-06-14T23:58:00Z'),
    verdict: 'REVOKED_NO_POE',
    timestamps: ['TOTAL-PASSED'],
  },
  {
    title: 'a timestamp from a minute ahead of an authority whose certificate begins meanwhile',
    timestamp: '2027-06-01T00:00:30Z',
    timestampBy: 'renewedTimestamping',
    at: '2027-05-31T23:59:30Z',
    verdict: 'OUT_OF_BOUNDS_NO_POE',
    timestamps: ['OUT_OF_BOUNDS_NO_POE'],
  },
  {
    title: 'a timestamp a minute younger than the document timestamp over it',
    timestamp: '2026-04-01T00:01:00Z',
    after: [stored, { stamp: '2026-04-01T00:00:00Z' }],
    verdict: 'TOTAL-PASSED',
    timestamps: ['TIMESTAMP_ORDER_FAILURE', 'TOTAL-PASSED'],
    bestSignatureTime: '2026-04-01T00:00:00.000Z',
  },
  {
    title: 'a document timestamp from four minutes ahead',
    after: [{ stamp: '2026-06-15T00:04:00Z' }],
    given: known,
    verdict: 'TOTAL-PASSED',
    timestamps: ['TOTAL-PASSED'],
    bestSignatureTime: '2026-06-15T00:00:00.000Z',
  },
  {
    title: 'lists that say that they are four minutes younger than the timestamp by which they were archived',
    timestamp,
    after: [stored, { stamp: '2026-03-14T23:56:00Z' }],
    at: afterSigner,
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'lists that say that they are six minutes younger than it',
    timestamp,
    after: [stored, { stamp: '2026-03-14T23:54:00Z' }],
    at: afterSigner,
    verdict: 'TRY_LATER',
  },
  {
    title: 'a timestamp from the future',
    timestamp: '2026-07-01T00:00:00Z',
    given: known,
    verdict: 'TOTAL-PASSED',
    timestamps: ['TIMESTAMP_ORDER_FAILURE'],
    bestSignatureTime: 'none',
  },
  {
    title: 'a responder that has expired since',
    timestamp,
    after: [{ store: [rootList, { ...answer, answerOf: 'briefResponder' }] }],
    at: '2026-09-01T00:00:00Z',
    verdict: 'REVOCATION_OUT_OF_BOUNDS_NO_POE',
  },
  {
    title: 'a responder that has expired since, its answer archived before',
    timestamp,
    after: [
      { store: [rootList, { ...answer, answerOf: 'briefResponder' }] },
      { stamp: '2026-06-01T00:00:00Z' },
    ],
    at: '2026-09-01T00:00:00Z',
    verdict: 'TOTAL-PASSED',
    level: 'B-LTA',
  },
  {
    title: 'a responder that has expired since, its answer archived too late',
    timestamp,
    after: [
      { store: [rootList, { ...answer, answerOf: 'briefResponder' }] },
      { stamp: '2026-07-10T00:00:00Z' },
    ],
    at: '2026-09-01T00:00:00Z',
    verdict: 'REVOCATION_OUT_OF_BOUNDS_NO_POE',
  },
  {
    title: 'an answer that was added after the archive timestamp',
    timestamp,
    after: [
      { stamp: '2026-06-01T00:00:00Z' },
      { store: [rootList, { ...answer, answerOf: 'briefResponder' }] },
    ],
    at: '2026-09-01T00:00:00Z',
    verdict: 'REVOCATION_OUT_OF_BOUNDS_NO_POE',
  },
  {
    title: 'data that is younger than the archive timestamp that should cover it',
    timestamp,
    after: [
      {
        store: [
          rootList,
          { ...list, thisUpdate: '2026-05-01T00:00:00Z', nextUpdate: '2026-05-08T00:00:00Z' },
        ],
      },
      { stamp: '2026-04-01T00:00:00Z' },
    ],
    verdict: 'TRY_LATER',
  },
]

const tsaList = (
  revokes: { date: string; reason?: 'keyCompromise' | 'superseded' } | undefined,
): Evidence => ({
  listOf: 'timestampingAuthority',
  ...now,
  ...(revokes && { revokes: [{ name: 'publishedTimestamping', ...revokes }] }),
})
const published = { timestamp, timestampBy: 'publishedTimestamping' } as const
const authorities: readonly Scenario[] = [
  {
    title: 'not revoked',
    ...published,
    given: [...known, tsaList(undefined)],
    verdict: 'TOTAL-PASSED',
    timestamps: ['TOTAL-PASSED'],
  },
  {
    title: 'nothing is known',
    ...published,
    given: known,
    verdict: 'TOTAL-PASSED',
    timestamps: ['TRY_LATER'],
    bestSignatureTime: 'none',
  },
  {
    title: 'nothing is known, and the signer was revoked since',
    ...published,
    given: knownRevoked('2026-05-01T00:00:00Z'),
    verdict: 'REVOKED_NO_POE',
    timestamps: ['TRY_LATER'],
  },
  {
    title: 'its key lost since, with nothing that proves that the timestamp is older',
    ...published,
    given: [...known, tsaList({ date: '2026-05-01T00:00:00Z', reason: 'keyCompromise' })],
    verdict: 'TOTAL-PASSED',
    timestamps: ['REVOKED_NO_POE'],
    bestSignatureTime: 'none',
  },
  {
    title: 'its key lost since, and the signer revoked later',
    ...published,
    given: [
      ...knownRevoked('2026-05-10T00:00:00Z'),
      tsaList({ date: '2026-05-01T00:00:00Z', reason: 'keyCompromise' }),
    ],
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'its key lost since, and a document timestamp of another authority from before',
    ...published,
    after: [{ stamp: '2026-04-01T00:00:00Z' }],
    given: [...known, tsaList({ date: '2026-05-01T00:00:00Z', reason: 'keyCompromise' })],
    verdict: 'TOTAL-PASSED',
    timestamps: ['TOTAL-PASSED', 'TOTAL-PASSED'],
    bestSignatureTime: '2026-03-14T02:27:00.000Z',
  },
  {
    title: 'superseded since: its timestamps stay good (RFC 3161 clause 4)',
    ...published,
    given: [...known, tsaList({ date: '2026-05-01T00:00:00Z', reason: 'superseded' })],
    verdict: 'TOTAL-PASSED',
    timestamps: ['TOTAL-PASSED'],
  },
  {
    title: 'superseded before the time that the timestamp states',
    ...published,
    given: [...known, tsaList({ date: '2026-03-01T00:00:00Z', reason: 'superseded' })],
    verdict: 'TOTAL-PASSED',
    timestamps: ['REVOKED_NO_POE'],
  },
]

const levels: readonly Scenario[] = [
  { title: 'no timestamp', given: known, verdict: 'TOTAL-PASSED', level: 'B-B' },
  {
    title: 'a timestamp that the signature covers',
    before: ['2026-03-10T00:00:00Z'],
    given: known,
    verdict: 'TOTAL-PASSED',
    level: 'B-B',
  },
  { title: 'a timestamp', timestamp, given: known, verdict: 'TOTAL-PASSED', level: 'B-T' },
  {
    title: 'data that the caller brings',
    timestamp,
    given: [rootList, list],
    verdict: 'TOTAL-PASSED',
    level: 'B-T',
  },
  {
    title: 'data for the signer, not for the authority',
    timestamp,
    after: [{ store: [list, { certificate: 'authority' }] }],
    given: known,
    verdict: 'TOTAL-PASSED',
    level: 'B-T',
  },
  {
    title: 'data for the authority, not for the signer',
    timestamp,
    after: [{ store: [rootList, { certificate: 'authority' }] }],
    given: known,
    verdict: 'TOTAL-PASSED',
    level: 'B-T',
  },
  {
    title: 'data for the signer, not for the timestamp authority',
    ...published,
    after: [stored],
    given: [tsaList(undefined)],
    verdict: 'TOTAL-PASSED',
    level: 'B-T',
  },
  {
    title: 'data for all three',
    ...published,
    after: [{ store: [...stored.store, tsaList(undefined)] }],
    verdict: 'TOTAL-PASSED',
    level: 'B-LT',
  },
  {
    title: 'data that is none',
    timestamp,
    after: [{ store: [{ kind: 'crls', bytes: Uint8Array.of(0x30, 0) }, { certificate: 'authority' }] }],
    given: known,
    verdict: 'TOTAL-PASSED',
    level: 'B-T',
  },
  {
    title: 'data under VRI alone',
    timestamp,
    after: [{ ...stored, place: 'vri' }],
    verdict: 'TOTAL-PASSED',
    level: 'B-LT',
  },
  {
    title: 'data without certificates, which the signature carries',
    timestamp,
    after: [{ store: [rootList, list] }],
    verdict: 'TOTAL-PASSED',
    level: 'B-LT',
  },
  {
    title: 'data without certificates, which the caller brings',
    path: [],
    timestamp,
    after: [{ store: [rootList, list] }],
    given: [{ certificate: 'authority' }],
    verdict: 'TOTAL-PASSED',
    level: 'B-T',
  },
  {
    title: 'an archive timestamp before the data',
    timestamp,
    after: [{ stamp: '2026-03-20T00:00:00Z' }, stored],
    verdict: 'TOTAL-PASSED',
    level: 'B-LT',
  },
  {
    title: 'an archive timestamp after the data',
    timestamp,
    after: [stored, { stamp: '2026-03-20T00:00:00Z' }],
    verdict: 'TOTAL-PASSED',
    level: 'B-LTA',
  },
]

describe('past validation', () => {
  it.each(orders)('the order of $title', async (scenario) => {
    expect(await outcomeOf(city, scenario)).toEqual(expectedOf(scenario))
  })
  it.each(revocations)('a signer, $title', async (scenario) => {
    expect(await outcomeOf(city, scenario)).toEqual(expectedOf(scenario))
  })
  it.each(freshness)('revocation data: $title', async (scenario) => {
    expect(await outcomeOf(city, scenario)).toEqual(expectedOf(scenario))
  })
  it.each(expired)('a signer whose certificate has expired: $title', async (scenario) => {
    expect(await outcomeOf(city, scenario)).toEqual(expectedOf(scenario))
  })
  it.each(archives)('archives: $title', async (scenario) => {
    expect(await outcomeOf(city, scenario)).toEqual(expectedOf(scenario))
  })
  it.each(authorities)('a timestamp authority: $title', async (scenario) => {
    expect(await outcomeOf(city, scenario)).toEqual(expectedOf(scenario))
  })
  it.each(levels)('the level: $title', async (scenario) => {
    expect(await outcomeOf(city, scenario)).toEqual(expectedOf(scenario))
  })
})
