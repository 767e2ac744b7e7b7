// Whether an OCSP response or a revocation list can be kept for a certificate: what it says, by whose authority, and when.

import {
  allReasons,
  type CertificateList,
  certificateIdMatches,
  crlCovers,
  crlIssuersOf,
  ocspResponderOf,
  parseCertificateList,
  parseOcspResponse,
  type SingleResponse,
} from '@tapis/pki/revocation'
import type { Certificate, SignatureCache } from '@tapis/pki/x509'
import { PadesError } from './errors.ts'

export interface RevocationData {
  readonly crl?: Uint8Array
  readonly ocspResponse?: Uint8Array
  /** Who signed it, and so needs validation data too. */
  readonly signer: Certificate
}

export interface JudgingContext {
  readonly at: Date
  /** Certificates at hand, for list issuers and responders. */
  readonly candidates: readonly Certificate[]
  readonly signatures: SignatureCache
}

/** What is judged, and the authority whose answer counts. */
export interface Question {
  readonly certificate: Certificate
  readonly issuer: Certificate
  readonly provenAt: Date | undefined
}

/** Clocks differ; what was issued a moment ago may come from a little ahead. */
const SKEW_MILLISECONDS = 5 * 60_000

/** Undefined when it is not usable. @throws PadesError CERTIFICATE_REVOKED; Asn1Error when it is malformed */
export async function usableResponse(
  der: Uint8Array,
  { certificate, issuer, provenAt }: Question,
  { candidates, signatures, at }: JudgingContext,
): Promise<RevocationData | undefined> {
  const response = parseOcspResponse(der)
  if (response.unknownCriticalExtensions.size > 0) return undefined
  const single = await singleFor(response.responses, certificate, issuer)
  if (single === undefined || single.unknownCriticalExtensions.size > 0 || !isTimely(single, at))
    return undefined
  if (!speaksOf(certificate, single.thisUpdate, single.archiveCutoff)) return undefined
  const responder = await ocspResponderOf(response, candidates, issuer, signatures)
  if (responder.verdict !== 'authorised' || !isInForce(responder.responder, at)) return undefined
  if (single.status === 'unknown') return undefined
  if (single.status === 'revoked') {
    refuseRevoked(certificate, single.revocationTime ?? single.thisUpdate, provenAt)
  }
  return { ocspResponse: der, signer: responder.responder }
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

/** Undefined when it is not usable. @throws PadesError CERTIFICATE_REVOKED; Asn1Error when it is malformed */
export async function usableList(
  der: Uint8Array,
  { certificate, issuer, provenAt }: Question,
  { candidates, signatures, at }: JudgingContext,
): Promise<RevocationData | undefined> {
  const list = parseCertificateList(der)
  if (list.baseCrlNumber !== undefined || list.unknownCriticalExtensions.size > 0 || !isTimely(list, at)) {
    return undefined
  }
  if (!speaksOf(certificate, list.thisUpdate, list.expiredCertsOnCrl)) return undefined
  const scope = crlCovers(list, certificate)
  const isWhole = scope.covers && [...allReasons].every((reason) => scope.reasons.has(reason))
  if (!isWhole) return undefined
  const signers = await crlIssuersOf(list, [issuer, ...candidates], signatures)
  const signer = signers.find((candidate) => isInForce(candidate, at))
  if (signer === undefined) return undefined
  const entry = list.find(certificate.serialNumber, certificate.issuer)
  if (entry !== undefined) refuseRevoked(certificate, entry.revocationDate, provenAt)
  return { crl: der, signer }
}

function isTimely(
  { thisUpdate, nextUpdate }: Pick<CertificateList, 'thisUpdate' | 'nextUpdate'>,
  at: Date,
): boolean {
  const isBegun = thisUpdate.getTime() <= at.getTime() + SKEW_MILLISECONDS
  return isBegun && (nextUpdate === undefined || nextUpdate >= at)
}

/** What expired may be left out of answers, unless they say since when it is not (RFC 6960 §4.4.4, X.509 §9.5.2.8). */
function speaksOf({ notAfter }: Certificate, thisUpdate: Date, since: Date | undefined): boolean {
  return thisUpdate <= notAfter || (since !== undefined && since <= notAfter)
}

function isInForce({ notBefore, notAfter }: Certificate, at: Date): boolean {
  return at >= notBefore && at <= notAfter
}

/** @throws PadesError CERTIFICATE_REVOKED, unless the certificate was used before */
function refuseRevoked(certificate: Certificate, time: Date, provenAt: Date | undefined): void {
  if (provenAt !== undefined && provenAt < time) return
  const serial = certificate.serialNumber.toHex()
  throw new PadesError('CERTIFICATE_REVOKED', `certificate ${serial} was revoked at ${time.toISOString()}`)
}
