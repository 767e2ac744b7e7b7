// One certificate's revocation data, from the places that it names: an OCSP response if there is one to be had, else lists. What is
// kept is what validation would believe: both ask @tapis/pki/revocation.

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
import { PadesError } from './errors.ts'
import type { EvidenceSource } from './ports.ts'
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
  /** The authorities above an issuer, as far as they are at hand: one of them has to vouch for a list issuer. */
  readonly authoritiesAbove: (issuer: Certificate) => Promise<readonly Certificate[]>
  /** Looked at before anybody is asked. */
  readonly stored?: ValidationData
}

/** What was asked, and of whom. */
interface Question extends Target {
  readonly issuer: Certificate
}

/**
 * Returns the signed answers that say that the certificate was not revoked by the time that counts. Whether those who signed them are
 * revoked is not looked at: their own data is gathered next. Empty for a certificate that names no place of its revocation, or is a
 * responder's that its issuer vouches for: then there is nothing to keep.
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
  const found =
    (await goodAnswer(known, question, context)) ??
    (await firstGood(known, askPlaces(responders, lists, question, context), question, context))
  if (found !== undefined) return found
  const places = [...responders, ...lists].slice(0, MOST_NAMED)
  throw unavailable(
    certificate,
    `no usable revocation data came from the places that it names: ${places.join(', ') || 'none of HTTP'}`,
  )
}

/** Takes answers to what is known, one after the other, until there are enough. */
async function firstGood(
  known: HeldAnswers<undefined>,
  answers: AsyncIterable<Partial<ValidationData>>,
  question: Question,
  context: RevocationDataContext,
): Promise<readonly Ground[] | undefined> {
  let { responses, lists } = known
  for await (const data of answers) {
    const answer = heldAnswers(data, context.at)
    responses = [...responses, ...answer.responses]
    lists = [...lists, ...answer.lists]
    const found = await goodAnswer({ responses, lists }, question, context)
    if (found !== undefined) return found
  }
  return undefined
}

async function* askPlaces(
  responders: readonly string[],
  lists: readonly string[],
  { certificate, issuer }: Question,
  { source }: RevocationDataContext,
): AsyncGenerator<Partial<ValidationData>> {
  const request = responders.length > 0 ? await ocspRequest(certificate, issuer) : undefined
  for (const url of responders) {
    const der = request && (await source.ocsp(url, request))
    if (der !== undefined) yield { ocspResponses: [der] }
  }
  for (const url of lists) {
    const der = await source.crl(url)
    if (der !== undefined) yield { crls: [der] }
  }
}

/** All of it exists now; what is malformed is no evidence. */
function heldAnswers(
  { ocspResponses = [], crls = [] }: Partial<ValidationData>,
  at: Date,
): HeldAnswers<undefined> {
  const held = <T>(ders: readonly Uint8Array[], parse: (der: Uint8Array) => T) =>
    ders.flatMap((der) =>
      tolerant(() => parse(der)).map((value) => ({ value, origin: undefined, existed: at })),
    )
  return { responses: held(ocspResponses, parseOcspResponse), lists: held(crls, parseCertificateList) }
}

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

/** Names nobody: a serial number is enough to find the certificate. */
export function unavailable(certificate: Certificate, why: string): PadesError {
  const serial = certificate.serialNumber.toHex()
  return new PadesError('EVIDENCE_UNAVAILABLE', `certificate ${serial}: ${why}`)
}
