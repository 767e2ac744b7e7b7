// One certificate's revocation data, from the places that it names: an OCSP response if there is one to be had, else a list.

import { Asn1Error } from '../asn1/der-reader.ts'
import type { Certificate } from '../x509/certificate.ts'
import { type CertificateList, parseCertificateList } from '../x509/certificate-list.ts'
import { crlCovers } from '../x509/crl-scope.ts'
import { certificateIdMatches, ocspRequest } from '../x509/ocsp-request.ts'
import { parseOcspResponse, type SingleResponse } from '../x509/ocsp-response.ts'
import { revocationExemptions } from '../x509/revocation-exemption.ts'
import { allReasons } from '../x509/revocation-reason.ts'
import { crlIssuersOf, ocspResponderOf } from '../x509/revocation-signer.ts'
import { crlDistributionPoints, ocspUrls } from '../x509/revocation-urls.ts'
import type { SignatureCache } from '../x509/signature-cache.ts'
import { PadesError } from './errors.ts'
import type { EvidenceSource } from './ports.ts'

export interface RevocationData {
  readonly crl?: Uint8Array
  readonly ocspResponse?: Uint8Array
  /** Who signed it, and so needs validation data too. */
  readonly signer: Certificate
}

export interface RevocationDataContext {
  readonly source: EvidenceSource
  readonly at: Date
  /** Certificates at hand, for list issuers and responders. */
  readonly candidates: readonly Certificate[]
  readonly signatures: SignatureCache
}

/** Clocks differ; what was issued a moment ago may come from a little ahead. */
const SKEW_MILLISECONDS = 5 * 60_000

/**
 * Undefined for a certificate whose issuer says that there is no revocation, or that names no place of it: then there is nothing to keep.
 * @throws PadesError EVIDENCE_UNAVAILABLE, CERTIFICATE_REVOKED
 */
export async function revocationOf(
  certificate: Certificate,
  issuer: Certificate,
  context: RevocationDataContext,
): Promise<RevocationData | undefined> {
  if (revocationExemptions(certificate).size > 0) return undefined
  const responders = ocspUrls(certificate)
  const points = crlDistributionPoints(certificate)
  if (responders.length === 0 && points.length === 0) return undefined
  const found =
    (await fromResponders(responders, certificate, issuer, context)) ??
    (await fromLists(
      points.flatMap(({ urls }) => urls),
      certificate,
      issuer,
      context,
    ))
  if (found !== undefined) return found
  throw unavailable(certificate, 'no usable revocation data came from the places that it names')
}

async function fromResponders(
  urls: readonly string[],
  certificate: Certificate,
  issuer: Certificate,
  context: RevocationDataContext,
): Promise<RevocationData | undefined> {
  if (urls.length === 0) return undefined
  const request = await ocspRequest(certificate, issuer)
  for (const url of urls) {
    const der = await context.source.ocsp(url, request)
    const found = der && (await tolerant(() => usableResponse(der, certificate, issuer, context)))
    if (found !== undefined) return found
  }
  return undefined
}

async function usableResponse(
  der: Uint8Array,
  certificate: Certificate,
  issuer: Certificate,
  { candidates, signatures, at }: RevocationDataContext,
): Promise<RevocationData | undefined> {
  const response = parseOcspResponse(der)
  if (response.unknownCriticalExtensions.size > 0) return undefined
  const single = await singleFor(response.responses, certificate, issuer)
  if (single === undefined || single.unknownCriticalExtensions.size > 0 || !isTimely(single, at))
    return undefined
  const responder = await ocspResponderOf(response, candidates, issuer, signatures)
  if (responder.verdict !== 'authorised' || !isInForce(responder.responder, at)) return undefined
  if (single.status === 'revoked') throw revoked(certificate, single.revocationTime ?? single.thisUpdate)
  return single.status === 'good' ? { ocspResponse: der, signer: responder.responder } : undefined
}

async function singleFor(
  responses: readonly SingleResponse[],
  certificate: Certificate,
  issuer: Certificate,
): Promise<SingleResponse | undefined> {
  for (const single of responses) {
    if (await certificateIdMatches(single.certificateId, certificate, issuer)) return single
  }
  return undefined
}

async function fromLists(
  urls: readonly string[],
  certificate: Certificate,
  issuer: Certificate,
  context: RevocationDataContext,
): Promise<RevocationData | undefined> {
  for (const url of urls) {
    const der = await context.source.crl(url)
    const found = der && (await tolerant(() => usableList(der, certificate, issuer, context)))
    if (found !== undefined) return found
  }
  return undefined
}

async function usableList(
  der: Uint8Array,
  certificate: Certificate,
  issuer: Certificate,
  { candidates, signatures, at }: RevocationDataContext,
): Promise<RevocationData | undefined> {
  const list = parseCertificateList(der)
  if (list.baseCrlNumber !== undefined || list.unknownCriticalExtensions.size > 0 || !isTimely(list, at)) {
    return undefined
  }
  const scope = crlCovers(list, certificate)
  const isWhole = scope.covers && [...allReasons].every((reason) => scope.reasons.has(reason))
  if (!isWhole) return undefined
  const signers = await crlIssuersOf(list, [issuer, ...candidates], signatures)
  const signer = signers.find((candidate) => isInForce(candidate, at))
  if (signer === undefined) return undefined
  const entry = list.find(certificate.serialNumber, certificate.issuer)
  if (entry !== undefined) throw revoked(certificate, entry.revocationDate)
  return { crl: der, signer }
}

function isTimely(
  { thisUpdate, nextUpdate }: Pick<CertificateList, 'thisUpdate' | 'nextUpdate'>,
  at: Date,
): boolean {
  const isBegun = thisUpdate.getTime() <= at.getTime() + SKEW_MILLISECONDS
  return isBegun && (nextUpdate === undefined || nextUpdate >= at)
}

function isInForce({ notBefore, notAfter }: Certificate, at: Date): boolean {
  return at >= notBefore && at <= notAfter
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

function revoked(certificate: Certificate, time: Date): PadesError {
  const serial = certificate.serialNumber.toHex()
  return new PadesError('CERTIFICATE_REVOKED', `certificate ${serial} was revoked at ${time.toISOString()}`)
}

/** Names nobody: a serial number is enough to find the certificate. */
export function unavailable(certificate: Certificate, why: string): PadesError {
  const serial = certificate.serialNumber.toHex()
  return new PadesError('EVIDENCE_UNAVAILABLE', `certificate ${serial}: ${why}`)
}
