// TimeStampResp (RFC 3161 §2.4.2): a token, or the reason why there is none.
import { derElement, derInteger, derSequence } from '@tapis/pki/asn1'
import {
  type Asn1Element,
  Asn1Error,
  type Der,
  elementsOf,
  encode,
  readAsn1,
  structureOf,
} from '@tapis/pki/pkijs'
import * as pkijs from 'pkijs'
import { encodeFailure, failureNames, type RefusedRequest } from './failure-info.ts'

const { granted, grantedWithMods, rejection } = pkijs.PKIStatus

// TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken TimeStampToken OPTIONAL }
// PKIStatusInfo ::= SEQUENCE { status PKIStatus, statusString PKIFreeText OPTIONAL, failInfo PKIFailureInfo OPTIONAL }

/** @param timeStampToken DER. */
export function encodeGranted(timeStampToken: Uint8Array): Der {
  return new Uint8Array(derSequence(derSequence(derInteger(granted)), timeStampToken))
}

export function encodeRejection({ message, failure }: RefusedRequest): Der {
  const statusString = derSequence(derElement(UTF8_STRING, new TextEncoder().encode(message)))
  const status = derSequence(derInteger(rejection), statusString, encode(encodeFailure(failure)))
  return new Uint8Array(derSequence(status))
}

const UTF8_STRING = 0x0c

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
