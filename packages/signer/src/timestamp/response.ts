// TimeStampResp (RFC 3161 §2.4.2): a token, or the reason why there is none.
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import {
  type Asn1Element,
  Asn1Error,
  type Der,
  elementsOf,
  encode,
  readAsn1,
  structureOf,
} from '../pki/asn1.ts'
import { encodeFailure, failureNames, type RefusedRequest } from './failure-info.ts'

const { granted, grantedWithMods, rejection } = pkijs.PKIStatus

// TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken TimeStampToken OPTIONAL }
// PKIStatusInfo ::= SEQUENCE { status PKIStatus, statusString PKIFreeText OPTIONAL, failInfo PKIFailureInfo OPTIONAL }

export function encodeGranted(timeStampToken: pkijs.ContentInfo): Der {
  const status = new pkijs.PKIStatusInfo({ status: granted })
  return encode(new pkijs.TimeStampResp({ status, timeStampToken }))
}

export function encodeRejection(refused: RefusedRequest): Der {
  const status = new pkijs.PKIStatusInfo({
    status: rejection,
    statusStrings: [new asn1js.Utf8String({ value: refused.message })],
    failInfo: encodeFailure(refused.failure),
  })
  return encode(new pkijs.TimeStampResp({ status }))
}

export type TimeStampResp =
  /** `token`: what should be a ContentInfo; nothing in it is checked. */
  | { readonly granted: true; readonly token: Asn1Element }
  /** `failures`: names of PKIFailureInfo, perhaps none. */
  | { readonly granted: false; readonly status: number; readonly failures: readonly string[] }

/** @throws Asn1Error */
export function parseTimeStampResp(der: Uint8Array): TimeStampResp {
  const element = readAsn1(der, 'TimeStampResp')
  const { status: info } = structureOf(pkijs.TimeStampResp, element, 'TimeStampResp')
  if (info.status !== granted && info.status !== grantedWithMods) {
    const failures = info.failInfo === undefined ? [] : failureNames(info.failInfo)
    return { granted: false, status: info.status, failures }
  }
  const [, token] = elementsOf(element, 'TimeStampResp')
  if (token === undefined) throw new Asn1Error('timeStampToken is missing although the status is granted')
  return { granted: true, token }
}
