// A timestamp authority (RFC 3161): answers requests with tokens of its clock's time. Its transport
// is elsewhere.
import { randomBytes } from 'node:crypto'
import { type KeyCustodian, signMessage } from '@tapis/pades/create'
import { digest as hash } from '@tapis/pades/node'
import { type Der, type DigestAlgorithm, OID } from '@tapis/pki'
import { signedDataTemplate } from '@tapis/pki/cms'
import {
  createTimestampToken,
  encodeGranted,
  encodeRejection,
  encodeTimestampInfo,
  isTimestampCertificate,
  makeTimeStampReq,
  parseTimeStampReq,
  RefusedRequest,
  type TimeStampReq,
  TimestampError,
} from '@tapis/pki/timestamp'
import { parseCertificate } from '@tapis/pki/x509'
import { requirePolicyOid } from './policy.ts'

/** An authority: whoever has it can have tokens, as whoever asks it can. */
export interface Rfc3161Authority {
  /**
   * Answers a DER TimeStampReq with a DER TimeStampResp. A bad request gets a rejection, and so
   * does any while the clock is not trusted (timeNotAvailable); a failure of the custodian rejects
   * the promise.
   */
  respond(request: Uint8Array): Promise<Der>
  /**
   * Returns the DER TimeStampToken that answers a request for `imprint` and `nonce` (big-endian, at
   * least 8 random octets) with the certificates, for whoever holds the authority and need not ask
   * it in ASN.1.
   *
   * @throws TimestampError CLOCK_UNTRUSTED, TIME_OUTSIDE_VALIDITY; TypeError for a digest of the
   *   wrong length or a short nonce; what the custodian throws
   */
  issue(
    imprint: { readonly algorithm: DigestAlgorithm['name']; readonly digest: Uint8Array },
    nonce: Uint8Array,
  ): Promise<Uint8Array>
  /** Upper bound of a token's size, its certificates included. */
  readonly maximumTokenBytes: number
}

/**
 * Makes an authority of a key, a clock and a policy.
 *
 * @param options.custodian holds the authority's key. Its leaf needs timeStamping as critical and
 *   only key purpose.
 * @param options.clock source of time, within a second of UTC: `createCheckedClock`. It may throw
 *   TimestampError CLOCK_UNTRUSTED.
 * @param options.policy dotted OID of the only policy, such as `installationPolicy` gives.
 * @throws TypeError when the certificate is not a timestamp authority's, or the policy not an OID;
 *   CmsError ALGORITHM_MISMATCH; Asn1Error
 */
export function createTimestampAuthority(options: {
  readonly custodian: KeyCustodian
  readonly clock: () => Date
  readonly policy: string
}): Rfc3161Authority {
  const { custodian, clock } = options
  const policy = requirePolicyOid(options.policy)
  const [leaf] = custodian.certificatePath
  const certificate = leaf && parseCertificate(leaf)
  if (certificate === undefined || !isTimestampCertificate(certificate)) {
    throw new TypeError('the certificate is not for timeStamping, critical and alone (RFC 3161 §2.3)')
  }
  const { certificatePath, algorithm } = custodian
  // What a token cannot be signed with is known at once, not when somebody asks.
  signedDataTemplate(certificatePath, algorithm, OID.tstInfo)
  const sign = (message: Uint8Array) => signMessage(custodian, message)
  const signer = { certificatePath, algorithm, sign }
  const token = (request: TimeStampReq, generationTime: Date): Promise<Uint8Array> => {
    const info = encodeTimestampInfo({ request, policy, serialNumber: randomBytes(16), generationTime })
    return createTimestampToken(info, signer, { includeCertificates: request.certReq, hash })
  }
  return {
    async respond(der) {
      let request: TimeStampReq
      let time: Date
      try {
        request = parseTimeStampReq(der)
        requirePolicy(request, policy)
        time = requireTimeWithin(certificate, clock())
      } catch (error) {
        const refused = refusalOf(error)
        if (refused === undefined) throw error
        return encodeRejection(refused)
      }
      return encodeGranted(await token(request, time))
    },
    async issue(imprint, nonce) {
      const request = makeTimeStampReq(imprint, nonce)
      return await token(request, requireTimeWithin(certificate, clock()))
    },
    // What a token holds besides certificates, the signer's issuer name and the signature stays
    // under 1 KiB.
    maximumTokenBytes:
      custodian.certificatePath.reduce((sum, { length }) => sum + length, 0) +
      certificate.issuer.der.length +
      512 +
      1024,
  }
}

function requirePolicy(request: TimeStampReq, policy: string): void {
  if (request.policy !== undefined && request.policy !== policy) {
    throw new RefusedRequest('unacceptedPolicy', `the only policy is ${policy}`)
  }
}

/**
 * Refuses a time outside the certificate's validity: its token would be worthless to whoever asked,
 * and look as if it were not.
 */
function requireTimeWithin(validity: { readonly notBefore: Date; readonly notAfter: Date }, now: Date): Date {
  if (now >= validity.notBefore && now <= validity.notAfter) return now
  throw new TimestampError(
    'TIME_OUTSIDE_VALIDITY',
    "the authority's certificate is not valid at its clock's time",
  )
}

function refusalOf(error: unknown): RefusedRequest | undefined {
  if (error instanceof RefusedRequest) return error
  if (!(error instanceof TimestampError)) return undefined
  if (error.code === 'CLOCK_UNTRUSTED') return new RefusedRequest('timeNotAvailable', error.message)
  return new RefusedRequest('systemFailure', error.message)
}
