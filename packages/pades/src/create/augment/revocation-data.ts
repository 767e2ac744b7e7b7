// One certificate's revocation data, from the places that it names: an OCSP response if there is
// one to be had, else lists. What is kept is what validation would believe: both ask
// @tapis/pki/revocation.

import { present } from '@tapis/pki'
import { Asn1Error } from '@tapis/pki/asn1'
import {
  type AnswerRules,
  crlDistributionPoints,
  type Ground,
  type HeldAnswers,
  isHarmlessToTokens,
  judgeAnswers,
  ocspRequest,
  ocspUrls,
  parseCertificateList,
  parseOcspResponse,
  revocationExemptions,
  statusFrom,
} from '@tapis/pki/revocation'
import { type Certificate, defaultCryptographicPolicy, type SignatureCache } from '@tapis/pki/x509'
import { PadesError, type TriedPlace } from '../errors.ts'
import type { EvidenceAnswer, EvidenceFailure, EvidenceSource } from '../ports.ts'
import type { Target } from './targets.ts'

/** DER of each, without doubles. */
export interface ValidationData {
  readonly certificates: readonly Uint8Array[]
  readonly crls: readonly Uint8Array[]
  readonly ocspResponses: readonly Uint8Array[]
}

/** Places that an error names. */
const MOST_NAMED = 5

/** As validation tolerates by default. */
const CLOCK_SKEW_SECONDS = 300

interface RevocationDataContext {
  readonly source: EvidenceSource
  readonly at: Date
  /** Certificates at hand, for list issuers and responders. */
  readonly candidates: readonly Certificate[]
  readonly signatures: SignatureCache
  /**
   * The authorities above an issuer, as far as they are at hand: one of them has to vouch for a
   * list issuer.
   */
  readonly authoritiesAbove: (issuer: Certificate) => Promise<readonly Certificate[]>
  /** Looked at before anybody is asked. */
  readonly stored?: ValidationData
}

/** What was asked, and of whom. */
interface Question extends Target {
  readonly issuer: Certificate
}

/**
 * Returns the signed answers that say that the certificate was not revoked by the time that counts.
 * Whether those who signed them are revoked is not looked at: their own data is gathered next.
 * Empty for a certificate that names no place of its revocation, or is a responder's that its
 * issuer vouches for: then there is nothing to keep.
 *
 * @throws PadesError EVIDENCE_UNAVAILABLE, CERTIFICATE_REVOKED
 */
export async function revocationOf(
  { isResponder = false, ...target }: Target & { readonly isResponder?: boolean },
  issuer: Certificate,
  context: RevocationDataContext,
): Promise<readonly Ground[]> {
  const { certificate } = target
  // RFC 6960 §4.2.2.2.1: id-pkix-ocsp-nocheck says something on responders only.
  if (isResponder && revocationExemptions(certificate).has('ocsp-nocheck')) return []
  const responders = ocspUrls(certificate)
  const lists = crlDistributionPoints(certificate).flatMap(({ urls }) => urls)
  if (responders.length === 0 && crlDistributionPoints(certificate).length === 0) return []
  const question = { ...target, issuer }
  const known = heldAnswers(context.stored ?? {}, context.at)
  const stored = await goodAnswer(known, question, context)
  if (stored !== undefined) return stored
  const { found, tried } = await firstGood(
    known,
    askPlaces(responders, lists, question, context),
    question,
    context,
  )
  if (found !== undefined) return found
  const why = 'no usable revocation data came from the places that it names'
  throw unavailable(certificate, tried.length === 0 ? `${why}: none of HTTP` : why, tried)
}

/**
 * Takes answers to what is known, one after the other, until there are enough, and says of the
 * others why they were not.
 */
async function firstGood(
  known: HeldAnswers<undefined>,
  places: AsyncIterable<Asked>,
  question: Question,
  context: RevocationDataContext,
): Promise<{ readonly found?: readonly Ground[]; readonly tried: readonly TriedPlace[] }> {
  let { responses, lists } = known
  const tried: TriedPlace[] = []
  for await (const place of places) {
    if (!('data' in place)) {
      tried.push(place)
      continue
    }
    const { url, data } = place
    try {
      const { ocspResponses = [], crls = [] } = data
      responses = [...responses, ...ocspResponses.map((der) => held(parseOcspResponse(der), context.at))]
      lists = [...lists, ...crls.map((der) => held(parseCertificateList(der), context.at))]
    } catch (cause) {
      if (!(cause instanceof Asn1Error)) throw cause
      tried.push({ url, reason: 'what came from there is malformed', cause })
      continue
    }
    const found = await goodAnswer({ responses, lists }, question, context)
    if (found !== undefined) return { found, tried }
    tried.push({ url, reason: 'what came from there is not usable for the certificate at this time' })
  }
  return { tried }
}

/** What a place gave, or why it gave nothing. */
type Asked = { readonly url: string; readonly data: Partial<ValidationData> } | TriedPlace

async function* askPlaces(
  responders: readonly string[],
  lists: readonly string[],
  { certificate, issuer }: Question,
  { source }: RevocationDataContext,
): AsyncGenerator<Asked> {
  const asked = (url: string, answer: EvidenceAnswer, kind: 'ocspResponses' | 'crls'): Asked =>
    answer instanceof Uint8Array ? { url, data: { [kind]: [answer] } } : triedInVain(url, answer)
  const request = responders.length > 0 ? await ocspRequest(certificate, issuer) : undefined
  for (const url of responders) {
    if (request !== undefined) yield asked(url, await source.ocsp(url, request), 'ocspResponses')
  }
  for (const url of lists) yield asked(url, await source.crl(url), 'crls')
}

/** Returns why a place that gave no bytes was tried in vain. */
export function triedInVain(url: string, failure: EvidenceFailure | undefined): TriedPlace {
  if (failure === undefined) return { url, reason: 'nothing came from there' }
  const { reason, cause } = failure
  return { url, reason, ...present({ cause }) }
}

/** Reads what was kept before, all of which exists now. What is malformed is no evidence. */
function heldAnswers(
  { ocspResponses = [], crls = [] }: Partial<ValidationData>,
  at: Date,
): HeldAnswers<undefined> {
  return {
    responses: ocspResponses.flatMap((der) => tolerant(() => held(parseOcspResponse(der), at))),
    lists: crls.flatMap((der) => tolerant(() => held(parseCertificateList(der), at))),
  }
}

const held = <T>(value: T, at: Date) => ({ value, origin: undefined, existed: at })

function tolerant<T>(parse: () => T): readonly T[] {
  try {
    return [parse()]
  } catch (error) {
    if (error instanceof Asn1Error) return []
    throw error
  }
}

/** @throws PadesError CERTIFICATE_REVOKED, unless the certificate was used before */
async function goodAnswer(
  held: HeldAnswers<undefined>,
  { certificate, issuer, goodUntil, spokenOf, isTimestampAuthority = false }: Question,
  { at, candidates, signatures, authoritiesAbove }: RevocationDataContext,
): Promise<readonly Ground[] | undefined> {
  const rules: AnswerRules = {
    candidates,
    signatures,
    cryptography: defaultCryptographicPolicy,
    clockSkewSeconds: CLOCK_SKEW_SECONDS,
    anchors: () => authoritiesAbove(issuer),
    isRevoked: async () => false,
  }
  const { usable } = await judgeAnswers(held, { certificate, issuer }, rules)
  const moments = { goodUntil: goodUntil ?? at, spokenOf: spokenOf ?? at }
  const status = statusFrom(usable, certificate, moments)
  switch (status.kind) {
    case 'unanswered':
      return undefined
    case 'good':
      return status.answer.grounds
    case 'on-hold':
      throw revoked(certificate, status.answer.revocationTime ?? moments.goodUntil)
    case 'revoked':
      if (isTimestampAuthority && isHarmlessToTokens(status, moments.spokenOf)) return status.answer.grounds
      throw revoked(certificate, status.time)
  }
}

function revoked(certificate: Certificate, time: Date): PadesError {
  const serial = certificate.serialNumber.toHex()
  return new PadesError('CERTIFICATE_REVOKED', `certificate ${serial} was revoked at ${time.toISOString()}`)
}

/**
 * Names nobody: a serial number is enough to find the certificate. The message names the first
 * places and why each failed.
 */
export function unavailable(
  certificate: Certificate,
  why: string,
  tried: readonly TriedPlace[] = [],
): PadesError {
  const serial = certificate.serialNumber.toHex()
  const places = tried.slice(0, MOST_NAMED).map(({ url, reason }) => `${url} (${reason})`)
  const message = places.length === 0 ? why : `${why}: ${places.join(', ')}`
  const { cause } = tried.find((place) => place.cause !== undefined) ?? {}
  return new PadesError('EVIDENCE_UNAVAILABLE', `certificate ${serial}: ${message}`, {
    tried,
    ...present({ cause }),
  })
}
