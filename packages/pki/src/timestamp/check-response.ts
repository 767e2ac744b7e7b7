// The checks of RFC 3161 §2.2 that whoever asked for a timestamp has to make before using it.
import { type Asn1Element, Asn1Error } from '../asn1/der-reader.ts'
import { equalBytes } from '../bytes.ts'
import type { SignerVerification } from '../cms/signer-verification.ts'
import type { SigningCertificate } from '../cms/signing-certificate.ts'
import { type Certificate, parseCertificate } from '../x509/certificate.ts'
import { TimestampError } from './errors.ts'
import type { TimeStampReq } from './request.ts'
import { parseTimeStampResp } from './response.ts'
import { isTimestampCertificate, parseTimestampToken, verifyTimestampToken } from './token.ts'
import type { TimestampInfo } from './tst-info.ts'

interface CheckedTimestamp {
  /** DER TimeStampToken (ContentInfo), the octets that were sent. */
  readonly token: Uint8Array
  readonly info: TimestampInfo
  /** The authority's. */
  readonly certificate: Certificate
}

/**
 * Checks a TimeStampResp against its request: status, one signer, imprint, nonce, policy, the
 * signer's certificate (there, named by the signature, for timestamping alone, valid at genTime),
 * message digest and signature.
 *
 * NOT checked: whether the certificate chains to a trusted root, revocation, and genTime against a
 * clock.
 *
 * @throws TimestampError REQUEST_REJECTED, RESPONSE_INVALID, IMPRINT_MISMATCH, NONCE_MISMATCH,
 *   CERTIFICATE_MISSING, CERTIFICATE_UNFIT, TIME_OUTSIDE_VALIDITY, ALGORITHM_UNSUPPORTED,
 *   SIGNATURE_INVALID, and nothing else whatever the response is
 */
export async function checkTimestampResponse(
  request: TimeStampReq,
  response: Uint8Array,
): Promise<CheckedTimestamp> {
  try {
    return await check(request, response)
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error
    throw new TimestampError('RESPONSE_INVALID', error.message, { cause: error })
  }
}

async function check(request: TimeStampReq, response: Uint8Array): Promise<CheckedTimestamp> {
  const token = parseTimestampToken(requireGranted(response))
  requireAnswer(token.info, request)
  const pool = token.signedData.certificates.flatMap(readableCertificate)
  const { signingCertificate, signature } = await verifyTimestampToken(token, pool)
  const certificate = requireNamed(signingCertificate)
  requireTimestampCertificate(certificate, token.info.generationTime)
  requireSignature(signature)
  return { token: token.der, info: token.info, certificate }
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

/** Whether the hash algorithm's parameters are absent or NULL makes no difference. */
function requireAnswer({ imprint, nonce, policy }: TimestampInfo, request: TimeStampReq): void {
  const { algorithm, digest } = request.imprint
  if (imprint.digestOid !== algorithm.oid || !equalBytes(imprint.digest, digest)) {
    throw new TimestampError('IMPRINT_MISMATCH', 'the token is over another digest than the one sent')
  }
  const isSameNonce =
    nonce === undefined || request.nonce === undefined
      ? nonce === request.nonce
      : equalBytes(nonce, request.nonce)
  if (!isSameNonce) throw new TimestampError('NONCE_MISMATCH', "the token's nonce is not the one sent")
  if (request.policy !== undefined && request.policy !== policy) {
    throw new TimestampError('RESPONSE_INVALID', 'the token is under another policy than the one asked for')
  }
}

/** A certificate that cannot be read is not the signer's, or the signer's is missing. */
function readableCertificate(der: Uint8Array): readonly Certificate[] {
  try {
    return [parseCertificate(der)]
  } catch (error) {
    if (error instanceof Asn1Error) return []
    throw error
  }
}

function requireNamed(signingCertificate: SigningCertificate): Certificate {
  switch (signingCertificate.found) {
    case 'named':
      return signingCertificate.certificate
    case 'unnamed':
      throw new TimestampError('RESPONSE_INVALID', 'the signing-certificate attribute is absent')
    case 'digest-unknown': {
      const message = `digest algorithm ${signingCertificate.digestOid} is not accepted`
      throw new TimestampError('ALGORITHM_UNSUPPORTED', message)
    }
    case 'contradiction':
    case 'not-at-hand': {
      const message = 'no certificate of the token is the one its signature names'
      throw new TimestampError('CERTIFICATE_MISSING', message)
    }
  }
}

function requireTimestampCertificate(certificate: Certificate, generationTime: Date): void {
  if (!isTimestampCertificate(certificate)) {
    throw new TimestampError(
      'CERTIFICATE_UNFIT',
      "the signer certificate's extended key usage is not timeStamping, critical and alone",
    )
  }
  if (generationTime < certificate.notBefore || generationTime > certificate.notAfter) {
    throw new TimestampError(
      'TIME_OUTSIDE_VALIDITY',
      'genTime is outside the validity of the signer certificate',
    )
  }
}

function requireSignature({ problem, digest, algorithm }: SignerVerification): void {
  switch (problem?.kind) {
    case 'malformed':
      throw new TimestampError('RESPONSE_INVALID', problem.reason)
    case 'not-computed':
      throw new TimestampError('ALGORITHM_UNSUPPORTED', problem.reason)
    case 'digest-differs':
    case 'signature-wrong':
      throw new TimestampError('SIGNATURE_INVALID', problem.reason)
    case undefined:
      if (digest?.weak === true || algorithm?.digest.weak === true) {
        throw new TimestampError('ALGORITHM_UNSUPPORTED', `${algorithm?.name} is not accepted`)
      }
  }
}
