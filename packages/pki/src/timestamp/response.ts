// TimeStampResp (RFC 3161 §2.4.2): a token, or the reason why there is none.
//
//   TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken TimeStampToken OPTIONAL }
//   PKIStatusInfo ::= SEQUENCE { status PKIStatus, statusString PKIFreeText OPTIONAL,
//                                failInfo PKIFailureInfo OPTIONAL }
import { type Asn1Element, Asn1Error, readBer, TAG } from '../asn1/der-reader.ts'
import { isUniversal, sequence, smallInteger } from '../asn1/der-values.ts'
import { derElement, derInteger, derSequence } from '../asn1/der-writer.ts'
import type { Der } from '../bytes.ts'
import { encodeFailure, failureNames, type RefusedRequest } from './failure-info.ts'

const GRANTED = 0
const GRANTED_WITH_MODS = 1
const REJECTION = 2
/** revocationNotification, the last that RFC 3161 knows. */
const LAST_STATUS = 5
const UTF8_STRING = 0x0c
const MAXIMUM_BYTES = 64 * 1024

/** Writes a response that grants. @param timeStampToken DER */
export function encodeGranted(timeStampToken: Uint8Array): Der {
  return new Uint8Array(derSequence(derSequence(derInteger(GRANTED)), timeStampToken))
}

/** Writes the response that rejects, with the refusal's message as statusString. */
export function encodeRejection({ message, failure }: RefusedRequest): Der {
  const statusString = derSequence(derElement(UTF8_STRING, new TextEncoder().encode(message)))
  const status = derSequence(derInteger(REJECTION), statusString, encodeFailure(failure))
  return new Uint8Array(derSequence(status))
}

/** A response as it was read. */
export type TimeStampResp =
  /** `token`: what should be a ContentInfo; nothing in it is checked. */
  | { readonly granted: true; readonly token: Asn1Element }
  /** `failures`: names of PKIFailureInfo, perhaps none. */
  | { readonly granted: false; readonly status: number; readonly failures: readonly string[] }

/** Reads a response in BER of at most 64 KiB. @throws Asn1Error */
export function parseTimeStampResp(bytes: Uint8Array): TimeStampResp {
  if (bytes.length > MAXIMUM_BYTES) {
    throw new Asn1Error('ASN1_TOO_LARGE', `expected at most ${MAXIMUM_BYTES} bytes, found ${bytes.length}`)
  }
  const [info, token, ...more] = sequence(readBer(bytes))
  const [statusField, ...optional] = sequence(info)
  const status = smallInteger(statusField)
  if (status > LAST_STATUS) throw new Asn1Error('ASN1_VALUE_INVALID', `no PKIStatus is ${status}`)
  if (isUniversal(optional[0], TAG.sequence)) optional.shift()
  const failInfo = isUniversal(optional[0], TAG.bitString) ? optional.shift() : undefined
  if (optional.length > 0 || more.length > 0) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'TimeStampResp has other fields')
  }
  if (status !== GRANTED && status !== GRANTED_WITH_MODS) {
    return { granted: false, status, failures: failInfo === undefined ? [] : failureNames(failInfo) }
  }
  if (token !== undefined) return { granted: true, token }
  throw new Asn1Error('ASN1_VALUE_INVALID', 'timeStampToken is missing although the status is granted')
}
