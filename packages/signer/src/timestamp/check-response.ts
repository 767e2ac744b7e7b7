// The checks of RFC 3161 §2.2 that whoever asked for a timestamp has to make before using it.
import { createHash } from 'node:crypto'
import { type Asn1Element, Asn1Error, elementsOf, octetsOf, sameOctets, structureOf } from '@tapis/pki/pkijs'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import {
  type CertificateFields,
  isTimestampCertificate,
  readCertificateFields,
  subjectKeyIdentifier,
} from '../certificate-authority/certificate-fields.ts'
import { TimestampError } from './errors.ts'
import { RefusedRequest } from './failure-info.ts'
import { sameImprint } from './message-imprint.ts'
import { oid } from './oids.ts'
import { readTimeStampToken, type SignerInfo, type TimeStampToken } from './read-token.ts'
import type { TimeStampReq } from './request.ts'
import { parseTimeStampResp } from './response.ts'
import { requireDigest, requireSignature } from './token-signature.ts'

export interface CheckedTimestamp {
  /** DER TimeStampToken (ContentInfo), the octets that were sent. */
  readonly token: Uint8Array
  readonly genTime: Date
  /** Dotted. */
  readonly policy: string
  /** Upper-case hex. */
  readonly serialNumber: string
  /** DER of the authority's certificate. */
  readonly certificate: Uint8Array
}

/**
 * Checks a TimeStampResp against its request: status, one signer, imprint, nonce, the signer's certificate (there, named by
 * the signature, for timestamping alone, valid at genTime), message digest and signature.
 *
 * NOT checked: whether the certificate chains to a trusted root, revocation, the policy, and genTime against a clock.
 *
 * @throws TimestampError
 */
export function checkTimestampResponse(request: TimeStampReq, response: Uint8Array): CheckedTimestamp {
  try {
    return check(request, response)
  } catch (error) {
    if (error instanceof Asn1Error || error instanceof RefusedRequest) {
      throw new TimestampError('RESPONSE_INVALID', error.message, { cause: error })
    }
    throw error
  }
}

function check(request: TimeStampReq, response: Uint8Array): CheckedTimestamp {
  const token = readTimeStampToken(requireGranted(response))
  const { tstInfo } = token
  if (!sameImprint(tstInfo.imprint, request.imprint)) {
    throw new TimestampError('IMPRINT_MISMATCH', 'the token is over another digest than the one sent')
  }
  if (!sameNonce(tstInfo.nonce, request.nonce)) {
    throw new TimestampError('NONCE_MISMATCH', "the token's nonce is not the one sent")
  }
  const certificate = findSignerCertificate(token)
  requireTimestampCertificate(certificate, tstInfo.genTime)
  requireSignature(token, certificate)
  const { genTime, policy, serialNumber } = tstInfo
  return { token: token.der, genTime, policy, serialNumber, certificate: certificate.der }
}

function requireGranted(response: Uint8Array): Asn1Element {
  const parsed = parseTimeStampResp(response)
  if (parsed.granted) return parsed.token
  const failures = parsed.failures.length === 0 ? 'no reason given' : parsed.failures.join(', ')
  throw new TimestampError(
    'REQUEST_REJECTED',
    `the authority answered with status ${parsed.status}: ${failures}`,
  )
}

function sameNonce(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return sameOctets(a, b)
}

/** The certificate that sid names and whose hash the signing-certificate attribute holds (RFC 5816, RFC 2634 §5.4). */
function findSignerCertificate({ certificates, signer }: TimeStampToken): CertificateFields {
  const isNamed = essCertificate(signer)
  const found = certificates
    .filter(isNamed)
    .map(readCertificateFields)
    .find((certificate) => matchesSid(certificate, signer.sid))
  if (found !== undefined) return found
  throw new TimestampError(
    'CERTIFICATE_MISSING',
    'no certificate of the token is the one its signature names',
  )
}

function matchesSid(certificate: CertificateFields, sid: SignerInfo['sid']): boolean {
  if ('keyId' in sid) {
    const keyId = subjectKeyIdentifier(certificate)
    return keyId !== undefined && sameOctets(keyId, sid.keyId)
  }
  return sameOctets(certificate.issuer, sid.issuer) && sameOctets(certificate.serialNumber, sid.serialNumber)
}

/** Does a certificate have the hash in ESSCertIDv2 or, from older authorities, ESSCertID (SHA-1)? */
function essCertificate({ attributes }: SignerInfo): (certificate: Uint8Array) => boolean {
  const v2 = attributes.get(oid.signingCertificateV2)
  const v1 = attributes.get(oid.signingCertificate)
  const [certs] = elementsOf(v2 ?? v1, 'signing-certificate')
  const fields = elementsOf(elementsOf(certs, 'certs')[0], 'ESSCertID')
  const { hash, certHash } = v2 === undefined ? { hash: 'sha1', certHash: fields[0] } : essCertIdV2(fields)
  const expected = octetsOf(certHash, 'certHash')
  return (certificate) => sameOctets(createHash(hash).update(certificate).digest(), expected)
}

function essCertIdV2(fields: readonly Asn1Element[]): { hash: string; certHash: Asn1Element | undefined } {
  const [first, second] = fields
  if (first instanceof asn1js.OctetString) return { hash: 'sha256', certHash: first }
  const { algorithmId } = structureOf(pkijs.AlgorithmIdentifier, first, 'hashAlgorithm')
  return { hash: requireDigest(algorithmId).nodeName, certHash: second }
}

function requireTimestampCertificate(certificate: CertificateFields, genTime: Date): void {
  if (!isTimestampCertificate(certificate)) {
    throw new TimestampError(
      'CERTIFICATE_UNFIT',
      "the signer certificate's extended key usage is not timeStamping, critical and alone",
    )
  }
  if (genTime < certificate.notBefore || genTime > certificate.notAfter) {
    throw new TimestampError(
      'TIME_OUTSIDE_VALIDITY',
      'genTime is outside the validity of the signer certificate',
    )
  }
}
