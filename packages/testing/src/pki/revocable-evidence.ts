// Whoever answers for the certificates of a `revocableCity`: responder and lists, issued when they
// are asked for.
import type { EvidenceAnswer, EvidenceSource } from '@tapis/pades/create'
import { place, type RevocableCity } from './cities.ts'
import type { Issued } from './issue.ts'
import {
  type CrlOptions,
  issueCrl,
  issueOcspResponse,
  type OcspAnswerOptions,
} from './lists-and-responses.ts'

/** What the places of a revocable city answer. */
export interface EvidenceAnswers {
  /** ISO 8601: answers are of this time. */
  readonly at: string
  /** The end of their time. */
  readonly until: string
  readonly signer?: Partial<OcspAnswerOptions>
  readonly list?: CrlOptions
  /** Default `responder`. */
  readonly responder?: 'responder' | 'checkedResponder' | 'strangeResponder'
  /** URLs that do not answer. */
  readonly silent?: readonly string[]
}

/** Records what it was asked for. */
export function evidenceSourceOf(
  city: RevocableCity,
  { at, until, signer, list = {}, responder = 'responder', silent = [] }: EvidenceAnswers,
): EvidenceSource & { readonly asked: readonly string[] } {
  const asked: string[] = []
  const times = { thisUpdate: at, nextUpdate: until }
  const answer = async (url: string, make: () => Promise<EvidenceAnswer>): Promise<EvidenceAnswer> => {
    asked.push(url)
    return silent.includes(url)
      ? { code: 'SILENT', reason: `${new URL(url).host}: expected an answer, found none` }
      : make()
  }
  const lists = new Map<string, Issued>([
    [place.rootList, city.root],
    [place.list, city.authority],
    [place.responderList, city.authority],
    [place.timestampingList, city.timestampingAuthority],
  ])
  return {
    asked,
    certificates: [city.root.der],
    ocsp: (url) =>
      answer(url, () =>
        issueOcspResponse(city[responder], {
          producedAt: at,
          certificates: [city[responder]],
          responses: [{ certificate: city.signer, issuer: city.authority, ...times, ...signer }],
        }),
      ),
    crl: (url) =>
      answer(url, async () => {
        const issuer = lists.get(url)
        return issuer && (await issueCrl(issuer, { ...times, ...list }))
      }),
    certificate: (url) => answer(url, async () => (url === place.issuer ? city.authority.der : undefined)),
  }
}
