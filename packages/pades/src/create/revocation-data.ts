// One certificate's revocation data, from the places that it names: an OCSP response if there is one to be had, else a list.

import { Asn1Error } from '@tapis/pki/asn1'
import { crlDistributionPoints, ocspRequest, ocspUrls, revocationExemptions } from '@tapis/pki/revocation'
import type { Certificate } from '@tapis/pki/x509'
import { PadesError } from './errors.ts'
import type { EvidenceSource } from './ports.ts'
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
  const found =
    (await fromStored(question, context)) ??
    (await fromResponders(responders, question, context)) ??
    (await fromLists(
      points.flatMap(({ urls }) => urls),
      question,
      context,
    ))
  if (found !== undefined) return found
  const places = [...responders, ...points.flatMap(({ urls }) => urls)].slice(0, MOST_NAMED)
  throw unavailable(
    certificate,
    `no usable revocation data came from the places that it names: ${places.join(', ') || 'none of HTTP'}`,
  )
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

async function fromResponders(
  urls: readonly string[],
  question: Question,
  context: RevocationDataContext,
): Promise<RevocationData | undefined> {
  if (urls.length === 0) return undefined
  const request = await ocspRequest(question.certificate, question.issuer)
  for (const url of urls) {
    const der = await context.source.ocsp(url, request)
    const found = der && (await tolerant(() => usableResponse(der, question, context)))
    if (found !== undefined) return found
  }
  return undefined
}

async function fromLists(
  urls: readonly string[],
  question: Question,
  context: RevocationDataContext,
): Promise<RevocationData | undefined> {
  for (const url of urls) {
    const der = await context.source.crl(url)
    const found = der && (await tolerant(() => usableList(der, question, context)))
    if (found !== undefined) return found
  }
  return undefined
}

/** What is malformed is no evidence; a revocation is. */
async function tolerant<T>(use: () => Promise<T>): Promise<T | undefined> {
  try {
    return await use()
  } catch (error) {
    if (error instanceof Asn1Error) return undefined
    throw error
  }
}

/** Names nobody: a serial number is enough to find the certificate. */
export function unavailable(certificate: Certificate, why: string): PadesError {
  const serial = certificate.serialNumber.toHex()
  return new PadesError('EVIDENCE_UNAVAILABLE', `certificate ${serial}: ${why}`)
}
