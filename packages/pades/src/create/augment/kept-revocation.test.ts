// Revocation data is kept in a file exactly when validation would believe it: each scenario is
// judged twice, by validation with the data at hand, and by augmentation when its source gives the
// same data.

import { OID } from '@tapis/pki'
import { derNull } from '@tapis/pki/asn1'
import { buildPdf, signedBytes } from '@tapis/testing/pdf'
import {
  type CrlOptions,
  custodianOf,
  extension,
  forCertificate,
  type Issued,
  issue,
  issueCrl,
  issueOcspResponse,
  keyUsage,
  type OcspAnswerOptions,
  place,
  revocableCity,
  timestampAuthorityOf,
} from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { validatePdf } from '../../validate/index.ts'
import { PadesError } from '../errors.ts'
import type { EvidenceSource } from '../ports.ts'
import { augmentPdf } from './augment.ts'

const at = new Date('2026-06-02T00:00:00Z')

async function cityWithWeakAnswers() {
  const city = await revocableCity()
  return {
    ...city,
    /** Its authority certified it with SHA-1. */
    sha1Responder: await issue({
      subject: 'C=ID,CN=Penjawab Lemah',
      issuer: city.authority,
      digest: 'SHA-1',
      purposes: [OID.ocspSigning],
      extensions: forCertificate(extension(OID.ocspNoCheck, derNull())),
    }),
    /** Signs lists with SHA-1, under the name of `listIssuer`. */
    sha1ListIssuer: await issue({
      subject: city.listIssuer.subject,
      issuer: city.root,
      keyUsage: keyUsage.cRLSign,
      algorithm: 'rsa-pkcs1-sha1',
    }),
  }
}

type City = Awaited<ReturnType<typeof cityWithWeakAnswers>>
type Name = keyof City
let city: City

beforeAll(async () => {
  city = await cityWithWeakAnswers()
})

interface List extends Omit<CrlOptions, 'revoked'> {
  readonly listOf: Name
  readonly revokes?: readonly { readonly name: Name; readonly date?: string }[]
}

interface Answer extends Omit<OcspAnswerOptions, 'certificate' | 'issuer'> {
  readonly answerOf: Name
  /** More of what the same response says of the signer, after this. */
  readonly andThen?: Omit<OcspAnswerOptions, 'certificate' | 'issuer'>
}

interface Scenario {
  readonly title: string
  readonly signer?: Name
  /** What the responder answers. Default: nothing. */
  readonly answer?: Answer
  /** By the place it is at. */
  readonly lists?: Readonly<Record<string, List>>
  /** Certificates at hand beside the path. */
  readonly certificates?: readonly Name[]
  /** Indication or sub-indication of validation. */
  readonly verdict: 'TOTAL-PASSED' | 'TRY_LATER' | 'REVOKED_NO_POE'
}

const list = { listOf: 'authority' } as const satisfies List
const answer = { answerOf: 'authority' } as const satisfies Answer
const minutesAhead = (minutes: number) => new Date(at.getTime() + minutes * 60_000).toISOString()
const ofSigner = (given: List) => ({ [place.list]: given })
const someReasons = ['keyCompromise', 'cACompromise', 'aACompromise'] as const
const otherReasons = [
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
] as const
const [first, second] = [`${place.list}?1`, `${place.list}?2`]
const indirect = { listOf: 'listIssuer', scope: { names: [{ uri: place.list }], indirectCRL: true } } as const
const unknownCritical = extension('1.2.3.4.5', Uint8Array.of(5, 0), true)

const scenarios: readonly Scenario[] = [
  { title: 'a list', lists: ofSigner(list), verdict: 'TOTAL-PASSED' },
  { title: 'an answer', answer, verdict: 'TOTAL-PASSED' },
  // Time.
  {
    title: 'a list from four minutes ahead',
    lists: ofSigner({ ...list, thisUpdate: minutesAhead(4) }),
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a list from six minutes ahead',
    lists: ofSigner({ ...list, thisUpdate: minutesAhead(6) }),
    verdict: 'TRY_LATER',
  },
  {
    title: 'an old list that names no next one',
    lists: ofSigner({ ...list, nextUpdate: null }),
    verdict: 'TRY_LATER',
  },
  {
    title: 'a new list that names no next one',
    lists: ofSigner({ ...list, thisUpdate: minutesAhead(1), nextUpdate: null }),
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'an old answer that names no next one',
    answer: { ...answer, nextUpdate: null },
    verdict: 'TRY_LATER',
  },
  {
    title: 'an answer whose time is over',
    answer: { ...answer, nextUpdate: '2026-06-01T12:00:00Z' },
    verdict: 'TRY_LATER',
  },
  {
    title: 'a revocation three minutes ahead, by a clock that is four minutes ahead',
    lists: ofSigner({
      ...list,
      thisUpdate: minutesAhead(4),
      revokes: [{ name: 'signer', date: minutesAhead(3) }],
    }),
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'a revocation in a list whose time is over',
    lists: ofSigner({ ...list, nextUpdate: '2026-06-01T12:00:00Z', revokes: [{ name: 'signer' }] }),
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'a good answer before one that says revoked, in one response',
    answer: { ...answer, andThen: { status: 'revoked', digest: 'SHA-256' } },
    verdict: 'REVOKED_NO_POE',
  },
  // Scope.
  {
    title: 'a list for authorities only',
    lists: ofSigner({ ...list, scope: { onlyContainsCACerts: true } }),
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list for certificates of attributes only',
    lists: ofSigner({ ...list, scope: { onlyContainsAttributeCerts: true } }),
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list for some reasons',
    signer: 'splitSigner',
    lists: { [first]: { ...list, scope: { names: [{ uri: first }], reasons: someReasons } } },
    verdict: 'TRY_LATER',
  },
  {
    title: 'two lists that are for all reasons together',
    signer: 'splitSigner',
    lists: {
      [first]: { ...list, scope: { names: [{ uri: first }], reasons: someReasons } },
      [second]: { ...list, scope: { names: [{ uri: second }], reasons: otherReasons } },
    },
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'a revocation in a list for some reasons',
    signer: 'splitSigner',
    lists: {
      [first]: {
        ...list,
        scope: { names: [{ uri: first }], reasons: someReasons },
        revokes: [{ name: 'splitSigner' }],
      },
    },
    verdict: 'REVOKED_NO_POE',
  },
  {
    title: 'an indirect list',
    signer: 'indirectSigner',
    lists: ofSigner(indirect),
    certificates: ['listIssuer'],
    verdict: 'TOTAL-PASSED',
  },
  {
    title: 'an indirect list for a certificate that names none',
    lists: ofSigner(indirect),
    certificates: ['listIssuer'],
    verdict: 'TRY_LATER',
  },
  // Algorithms.
  {
    title: 'an answer by a responder certified with SHA-1',
    answer: { ...answer, answerOf: 'sha1Responder' },
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list signed with SHA-1',
    signer: 'indirectSigner',
    lists: ofSigner({ ...indirect, listOf: 'sha1ListIssuer' }),
    certificates: ['sha1ListIssuer'],
    verdict: 'TRY_LATER',
  },
  // Signers.
  {
    title: 'an answer by a responder who states something critical that nobody understands',
    answer: { ...answer, answerOf: 'obscureResponder' },
    verdict: 'TRY_LATER',
  },
  {
    title: 'an answer by a responder for another purpose',
    answer: { ...answer, answerOf: 'wrongPurposeResponder' },
    verdict: 'TRY_LATER',
  },
  {
    title: 'a list with a critical extension that nobody understands',
    lists: ofSigner({ ...list, extensions: [unknownCritical] }),
    verdict: 'TRY_LATER',
  },
]

describe('revocation data', () => {
  it.each(scenarios)('$title', async (scenario) => {
    const given = await dataOf(scenario)
    expect(await validated(scenario, given)).toBe(scenario.verdict)
    expect(await kept(scenario, given)).toBe(
      {
        'TOTAL-PASSED': 'TOTAL-PASSED',
        TRY_LATER: 'EVIDENCE_UNAVAILABLE',
        REVOKED_NO_POE: 'CERTIFICATE_REVOKED',
      }[scenario.verdict],
    )
  })
})

interface Given {
  readonly answer: Uint8Array | undefined
  readonly lists: ReadonlyMap<string, Uint8Array>
  readonly certificates: readonly Uint8Array[]
}

async function dataOf({
  signer = 'signer',
  answer,
  lists = {},
  certificates = [],
}: Scenario): Promise<Given> {
  const made = new Map<string, Uint8Array>([[place.rootList, await issueCrl(city.root)]])
  for (const [url, { listOf, revokes = [], ...options }] of Object.entries(lists)) {
    const revoked = revokes.map(({ name, ...entry }) => ({ certificate: city[name], ...entry }))
    made.set(url, await issueCrl(city[listOf], { ...options, revoked }))
  }
  return {
    answer: answer && (await answerBytes(answer, city[signer])),
    lists: made,
    certificates: certificates.map((name) => city[name].der),
  }
}

function answerBytes({ answerOf, andThen, ...answer }: Answer, certificate: Issued): Promise<Uint8Array> {
  const about = { certificate, issuer: city.authority }
  const responses = [answer, ...(andThen === undefined ? [] : [andThen])].map((each) => ({
    ...about,
    ...each,
  }))
  return issueOcspResponse(city[answerOf], { responses, certificates: [city[answerOf]] })
}

const timestampAuthority = () => timestampAuthorityOf(city.timestamping, [city.timestampingAuthority], at)

const signed = ({ signer = 'signer' }: Scenario) =>
  signedBytes(buildPdf(), {
    custodian: custodianOf(city[signer], city.authority),
    baseline: { level: 'B-T', timestampAuthority: timestampAuthority() },
    fields: { signingTime: at },
  })

async function validated(scenario: Scenario, { answer, lists, certificates }: Given) {
  return verdictOf(await signed(scenario), {
    certificates,
    crls: [...lists.values()],
    ocspResponses: answer === undefined ? [] : [answer],
  })
}

async function verdictOf(
  pdf: Uint8Array,
  evidence: NonNullable<Parameters<typeof validatePdf>[1]['evidence']>,
): Promise<string> {
  const { signatures } = await validatePdf(pdf, { trustAnchors: [city.root.der], at, evidence })
  const conclusion = signatures[0]?.conclusion
  if (conclusion === undefined) throw new TypeError('expected a signature in the report')
  return conclusion.indication === 'TOTAL-PASSED' ? conclusion.indication : conclusion.subIndication
}

/** The verdict on the augmented file by what it keeps, or the code of the error. */
async function kept(scenario: Scenario, { answer, lists, certificates }: Given): Promise<string> {
  const evidenceSource: EvidenceSource = {
    certificates: [city.root.der, ...certificates],
    ocsp: async () => answer,
    crl: async (url) => lists.get(url),
    certificate: async () => undefined,
  }
  try {
    const options = { level: 'B-LT', timestampAuthority: timestampAuthority(), evidenceSource, at } as const
    const augmented = await augmentPdf(await signed(scenario), options)
    return await verdictOf(augmented.bytes(), {})
  } catch (error) {
    if (error instanceof PadesError) return error.code
    throw error
  }
}
