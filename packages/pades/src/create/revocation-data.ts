// One certificate's revocation data, from the places that it names: an OCSP response if there is one to be had, else a list.

import { present } from '@tapis/pki'
import { Asn1Error } from '@tapis/pki/asn1'
import {
  type Certificate,
  crlDistributionPoints,
  ocspRequest,
  ocspUrls,
  revocationExemptions,
} from '@tapis/pki/x509'
import { PadesError, type TriedPlace } from './errors.ts'
import type { EvidenceAnswer, EvidenceFailure, EvidenceSource } from './ports.ts'
import type { Target } from './targets.ts'
import {
  type JudgingContext,
  type Question,
  type RevocationData,
  usableList,
  usableResponse,
} from './usable-revocation.ts'
import type { ValidationData } from './validation-data.ts'

/** Places that an error names. */
const MOST_NAMED = 5

export interface RevocationDataContext extends JudgingContext {
  readonly source: EvidenceSource
  /** Looked at before anybody is asked. */
  readonly stored?: ValidationData
}

/**
 * Undefined for a certificate that names no place of its revocation, or is a responder's that its issuer vouches for: then there is nothing
 * to keep.
 * @throws PadesError EVIDENCE_UNAVAILABLE, CERTIFICATE_REVOKED
 */
export async function revocationOf(
  { certificate, provenAt, isResponder = false }: Target & { readonly isResponder?: boolean },
  issuer: Certificate,
  context: RevocationDataContext,
): Promise<RevocationData | undefined> {
  // RFC 6960 §4.2.2.2.1: id-pkix-ocsp-nocheck says something on responders only.
  if (isResponder && revocationExemptions(certificate).has('ocsp-nocheck')) return undefined
  const responders = ocspUrls(certificate)
  const points = crlDistributionPoints(certificate)
  if (responders.length === 0 && points.length === 0) return undefined
  const question = { certificate, issuer, provenAt }
  const stored = await fromStored(question, context)
  if (stored !== undefined) return stored
  const { source } = context
  const answered = await fromPlaces(responders, {
    ask: async (url) => source.ocsp(url, await ocspRequest(certificate, issuer)),
    use: (der) => usableResponse(der, question, context),
  })
  if (answered.found !== undefined) return answered.found
  const lists = points.flatMap(({ urls }) => urls)
  const listed = await fromPlaces(lists, {
    ask: (url) => source.crl(url),
    use: (der) => usableList(der, question, context),
  })
  if (listed.found !== undefined) return listed.found
  const tried = [...answered.tried, ...listed.tried]
  const why = 'no usable revocation data came from the places that it names'
  throw unavailable(certificate, tried.length === 0 ? `${why}: none of HTTP` : why, tried)
}

async function fromStored(
  question: Question,
  context: RevocationDataContext,
): Promise<RevocationData | undefined> {
  for (const der of context.stored?.ocspResponses ?? []) {
    const found = await tolerant(() => usableResponse(der, question, context))
    if (found !== undefined) return found
  }
  for (const der of context.stored?.crls ?? []) {
    const found = await tolerant(() => usableList(der, question, context))
    if (found !== undefined) return found
  }
  return undefined
}

/** Asks one place after another until something usable comes; says of the others why they gave nothing. */
async function fromPlaces(
  urls: readonly string[],
  {
    ask,
    use,
  }: {
    readonly ask: (url: string) => Promise<EvidenceAnswer>
    readonly use: (der: Uint8Array) => Promise<RevocationData | undefined>
  },
): Promise<{ readonly found?: RevocationData; readonly tried: readonly TriedPlace[] }> {
  const tried: TriedPlace[] = []
  for (const url of urls) {
    const answer = await ask(url)
    if (!(answer instanceof Uint8Array)) {
      tried.push(triedInVain(url, answer))
      continue
    }
    try {
      const found = await use(answer)
      if (found !== undefined) return { found, tried }
      tried.push({ url, reason: 'what came from there is not usable for the certificate at this time' })
    } catch (cause) {
      if (!(cause instanceof Asn1Error)) throw cause
      tried.push({ url, reason: 'what came from there is malformed', cause })
    }
  }
  return { tried }
}

/** A place that gave no bytes. */
export function triedInVain(url: string, failure: EvidenceFailure | undefined): TriedPlace {
  if (failure === undefined) return { url, reason: 'nothing came from there' }
  const { reason, cause } = failure
  return { url, reason, ...present({ cause }) }
}

/** Returns undefined for what is malformed, which is no evidence; a revocation is one, and is thrown. */
async function tolerant<T>(use: () => Promise<T>): Promise<T | undefined> {
  try {
    return await use()
  } catch (error) {
    if (error instanceof Asn1Error) return undefined
    throw error
  }
}

/** Names nobody: a serial number is enough to find the certificate. The message names the first places and why each failed. */
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
