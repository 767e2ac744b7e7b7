// The judgement of one list or response: each refusal has a vector with its rule. That validation
// and creation agree on it, see create/kept-revocation.test.ts of pades.
import {
  type CrlOptions,
  extension,
  type Issued,
  issueCrl,
  issueOcspResponse,
  type OcspAnswerOptions,
  type RevocableCity,
  revocableCity,
} from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseCertificate } from '../x509/certificate.ts'
import { defaultCryptographicPolicy } from '../x509/cryptographic-policy.ts'
import { signatureCache } from '../x509/signature-cache.ts'
import { parseCertificateList } from './certificate-list.ts'
import { judgeCertificateList } from './list-judgement.ts'
import { parseOcspResponse } from './ocsp-response.ts'
import { judgeOcspResponse } from './response-judgement.ts'
import type { AnswerRules, RefusedAnswer, RevocationAnswer } from './revocation-answer.ts'
import { isHarmlessToTokens, statusFrom } from './revocation-judgement.ts'

let city: RevocableCity

beforeAll(async () => {
  city = await revocableCity()
})

type Name = keyof RevocableCity
const parsed = ({ der }: Issued) => parseCertificate(der)
const unknownCritical = extension('1.2.3.4.5', Uint8Array.of(5, 0), true)

interface Judged {
  /** By when it existed. Default 2026-06-02T00:00:00Z. */
  readonly existed?: string
  /** Default `signer`. */
  readonly of?: Name
  readonly at?: readonly Name[]
  readonly rules?: Partial<AnswerRules>
  readonly verdict: 'good' | 'revoked' | RefusedAnswer['rule']
}

const rulesFor = ({ at = [], rules }: Judged): AnswerRules => ({
  candidates: at.map((name) => parsed(city[name])),
  signatures: signatureCache(),
  cryptography: defaultCryptographicPolicy,
  clockSkewSeconds: 300,
  anchors: async () => [parsed(city.root)],
  isRevoked: async () => false,
  ...rules,
})
const questionOf = ({ of = 'signer' }: Judged) => ({
  certificate: parsed(city[of]),
  issuer: parsed(city.authority),
})
const held = <T>(value: T, { existed = '2026-06-02T00:00:00Z' }: Judged) => ({
  value,
  origin: 'here',
  existed: new Date(existed),
})
const noDigest = { ...defaultCryptographicPolicy, digestSunset: () => new Date(0) }

interface ListVector extends Judged, CrlOptions {
  readonly title: string
  /** Default `authority`. */
  readonly by?: Name
  readonly lists?: readonly Name[]
}

const indirect = { of: 'indirectSigner', by: 'listIssuer', scope: { indirectCRL: true } } as const
const lists: readonly ListVector[] = [
  { title: 'a list of the issuer', verdict: 'good' },
  { title: 'a list that has the certificate', lists: ['signer'], verdict: 'revoked' },
  { title: 'a delta list alone', baseNumber: 1, number: 2, verdict: 'form' },
  { title: 'a list with a critical extension', extensions: [unknownCritical], verdict: 'extension' },
  { title: 'a list for authorities', scope: { onlyContainsCACerts: true }, verdict: 'scope' },
  { title: 'a list of another issuer', by: 'root', verdict: 'scope' },
  { title: 'a list five minutes ahead', thisUpdate: '2026-06-02T00:05:00Z', verdict: 'good' },
  { title: 'a list a second more ahead', thisUpdate: '2026-06-02T00:05:01Z', verdict: 'time' },
  {
    title: 'a list by a namesake of the issuer',
    by: 'strangeAuthority',
    at: ['strangeAuthority'],
    verdict: 'signer',
  },
  { title: 'a list that is signed weakly', rules: { cryptography: noDigest }, verdict: 'algorithm' },
  { title: 'a list from after its signer', existed: '2040-01-01T00:00:00Z', verdict: 'out-of-bounds' },
  { title: 'an indirect list', ...indirect, at: ['listIssuer'], verdict: 'good' },
  { title: 'an indirect list by nobody at hand', ...indirect, verdict: 'signer' },
  {
    title: 'an indirect list by somebody without a path',
    ...indirect,
    by: 'strangeListIssuer',
    at: ['strangeListIssuer'],
    verdict: 'signer',
  },
  {
    title: 'an indirect list by somebody who is revoked',
    ...indirect,
    at: ['listIssuer'],
    rules: { isRevoked: async () => true },
    verdict: 'signer',
  },
]

const outcomeOf = (judged: Awaited<ReturnType<typeof judgeOcspResponse<string>>>) =>
  judged.verdict === 'refused' ? judged.rule : judged.answers.map(({ status }) => status).join(' ')

describe('a list', () => {
  it.each(lists)('$title: $verdict', async (vector) => {
    const { by = 'authority', lists: listed = [], verdict, of: _, at: __, rules: ___, ...options } = vector
    const revoked = listed.map((name) => ({ certificate: city[name] }))
    const list = parseCertificateList(await issueCrl(city[by], { ...options, revoked }))
    const judged = await judgeCertificateList(held(list, vector), questionOf(vector), rulesFor(vector))
    expect(outcomeOf(judged)).toBe(verdict)
  })

  it('is one of the grounds of its answer, beside its delta list', async () => {
    const vector = { verdict: 'good' } as const
    const list = held(parseCertificateList(await issueCrl(city.authority)), vector)
    const delta = { number: 2, baseNumber: 1, thisUpdate: '2026-06-01T12:00:00Z' }
    const changed = held(parseCertificateList(await issueCrl(city.authority, delta)), vector)
    const judged = await judgeCertificateList(list, questionOf(vector), rulesFor(vector), [list, changed])
    const [answer] = judged.verdict === 'counts' ? judged.answers : []
    expect(answer?.grounds.map(({ der }) => der)).toEqual([list.value.der, changed.value.der])
  })
})

interface ResponseVector extends Judged, Omit<OcspAnswerOptions, 'certificate' | 'issuer'> {
  readonly title: string
  /** Default `responder`. */
  readonly by?: Name
  /** Default `signer`. */
  readonly about?: Name
}

const responses: readonly ResponseVector[] = [
  { title: 'an answer of the issuer', by: 'authority', verdict: 'good' },
  { title: 'an answer of a responder', verdict: 'good' },
  { title: 'an answer that says revoked', status: 'revoked', verdict: 'revoked' },
  { title: 'an answer that says unknown', status: 'unknown', verdict: 'subject' },
  { title: 'an answer about another certificate', about: 'quietSigner', verdict: 'subject' },
  { title: 'an answer with a critical extension', extensions: [unknownCritical], verdict: 'subject' },
  { title: 'an answer five minutes ahead', thisUpdate: '2026-06-02T00:05:00Z', verdict: 'good' },
  { title: 'an answer a second more ahead', thisUpdate: '2026-06-02T00:05:01Z', verdict: 'time' },
  { title: 'an answer for another purpose', by: 'wrongPurposeResponder', verdict: 'signer' },
  { title: 'an answer of another authority’s responder', by: 'strangeResponder', verdict: 'signer' },
  { title: 'an answer of an obscure responder', by: 'obscureResponder', verdict: 'signer' },
  {
    title: 'an answer of a revoked responder',
    by: 'checkedResponder',
    rules: { isRevoked: async () => true },
    verdict: 'signer',
  },
  {
    title: 'an answer of a responder whom its authority vouches for',
    rules: { isRevoked: async () => true },
    verdict: 'good',
  },
  { title: 'an answer that is signed weakly', rules: { cryptography: noDigest }, verdict: 'algorithm' },
  {
    title: 'an answer from after its responder',
    by: 'briefResponder',
    existed: '2026-07-01T00:00:00Z',
    verdict: 'out-of-bounds',
  },
]

describe('a response', () => {
  it.each(responses)('$title: $verdict', async (vector) => {
    const { by = 'responder', about = 'signer', verdict, of: _, at: __, rules: ___, ...options } = vector
    const single = { certificate: city[about], issuer: city.authority, ...options }
    const der = await issueOcspResponse(city[by], { responses: [single], certificates: [city[by]] })
    const response = held(parseOcspResponse(der), vector)
    expect(outcomeOf(await judgeOcspResponse(response, questionOf(vector), rulesFor(vector)))).toBe(verdict)
  })
})

describe('statusFrom', () => {
  const day = (number: number) => new Date(Date.UTC(2026, 5, number))
  const good: RevocationAnswer<string> = {
    source: 'crl',
    origin: 'here',
    status: 'good',
    thisUpdate: day(1),
    existed: day(2),
    nextUpdate: day(8),
    grounds: [],
  }
  const revoked = { ...good, status: 'revoked', revocationTime: day(1) } as const
  const moments = { goodUntil: day(2), spokenOf: day(2) }
  const status = (answers: readonly RevocationAnswer<string>[], at = moments) =>
    statusFrom(answers, parsed(city.signer), at)

  it('is unanswered by what does not speak of the moment', () => {
    const { nextUpdate: _, ...old } = good
    expect(status([])).toEqual({ kind: 'unanswered' })
    expect(status([old])).toEqual({ kind: 'unanswered' })
    expect(status([good], { ...moments, spokenOf: day(9) })).toEqual({ kind: 'unanswered' })
  })

  it('is revoked for good, whatever a newer answer leaves out', () => {
    expect(status([revoked, { ...good, thisUpdate: day(2) }])).toMatchObject({
      kind: 'revoked',
      time: day(1),
    })
  })

  it('is a hold until a newer answer ends it', () => {
    const hold = { ...revoked, reason: 'certificateHold' } as const
    expect(status([hold]).kind).toBe('on-hold')
    expect(status([hold, { ...good, thisUpdate: day(2) }]).kind).toBe('good')
  })

  it('is good until the moment of the revocation, and harmless to tokens for some reasons', () => {
    expect(status([revoked], { goodUntil: new Date(day(1).getTime() - 1), spokenOf: day(1) }).kind).toBe(
      'good',
    )
    const found = status([{ ...revoked, reason: 'superseded' }])
    if (found.kind !== 'revoked') throw new TypeError('expected a revocation')
    expect(isHarmlessToTokens(found, new Date(day(1).getTime() - 1))).toBe(true)
    expect(isHarmlessToTokens(found, day(1))).toBe(false)
  })
})
