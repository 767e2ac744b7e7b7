// A timestamp authority (RFC 3161): answers requests with tokens of its clock's time. Its transport is elsewhere.
import { randomBytes } from 'node:crypto'
import type { KeyCustodian } from '@tapis/pades/create'
import type { Der } from '../pki/asn1.ts'
import { isTimestampCertificate, readCertificateFields } from '../pki/certificate-fields.ts'
import { createTimeStampToken, tokenSigner } from './create-token.ts'
import { RefusedRequest } from './failure-info.ts'
import { examplePolicy } from './oids.ts'
import { parseTimeStampReq, type TimeStampReq } from './request.ts'
import { encodeGranted, encodeRejection } from './response.ts'
import { encodeTstInfo } from './tst-info.ts'

export interface Rfc3161Authority {
  /**
   * DER TimeStampReq to DER TimeStampResp. A bad request gets a rejection; a failure of the custodian rejects the promise.
   */
  respond(request: Uint8Array): Promise<Der>
  /** Upper bound of a token's size, its certificates included. */
  readonly maximumTokenBytes: number
}

/**
 * @param options.custodian holds the authority's key. Its leaf needs timeStamping as critical and only key purpose.
 * @param options.clock source of time; it has to be synchronised well within the second that the tokens claim.
 * @param options.policy dotted OID of the only policy. Default {@link examplePolicy}.
 * @throws TypeError when the certificate is not a timestamp authority's, or the policy not an OID
 */
export function createTimestampAuthority(options: {
  readonly custodian: KeyCustodian
  readonly clock: () => Date
  readonly policy?: string
}): Rfc3161Authority {
  const { custodian, clock, policy = examplePolicy } = options
  if (!/^[0-2](\.(0|[1-9]\d{0,9}))+$/.test(policy)) throw new TypeError(`policy ${policy} is not an OID`)
  const [leaf] = custodian.certificatePath
  const certificate = leaf && readCertificateFields(leaf)
  if (certificate === undefined || !isTimestampCertificate(certificate)) {
    throw new TypeError('the certificate is not for timeStamping, critical and alone (RFC 3161 §2.3)')
  }
  const signer = tokenSigner(custodian)
  return {
    async respond(der) {
      let request: TimeStampReq
      let genTime: Date
      try {
        request = parseTimeStampReq(der)
        requirePolicy(request, policy)
        genTime = requireTimeWithin(certificate, clock())
      } catch (error) {
        if (error instanceof RefusedRequest) return encodeRejection(error)
        throw error
      }
      const tstInfo = encodeTstInfo({ request, policy, serialNumber: randomBytes(16), genTime })
      return encodeGranted(
        await createTimeStampToken({ tstInfo, signer, includeCertificates: request.certReq }),
      )
    },
    // What a token holds besides certificates, the signer's issuer name and the signature stays under 1 KiB.
    maximumTokenBytes:
      custodian.certificatePath.reduce((sum, { length }) => sum + length, 0) +
      certificate.issuer.length +
      512 +
      1024,
  }
}

function requirePolicy(request: TimeStampReq, policy: string): void {
  if (request.policy !== undefined && request.policy !== policy) {
    throw new RefusedRequest('unacceptedPolicy', `the only policy is ${policy}`)
  }
}

// A token from outside the certificate's validity would be worthless to whoever asked, and look as if it were not.
function requireTimeWithin(validity: { readonly notBefore: Date; readonly notAfter: Date }, now: Date): Date {
  if (now >= validity.notBefore && now <= validity.notAfter) return now
  throw new RefusedRequest('systemFailure', "the authority's certificate is not valid at its clock's time")
}
