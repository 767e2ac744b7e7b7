// TSTInfo (RFC 3161 §2.4.2): what a timestamp states.
import { derElement, derInteger, derOid, derSequence } from '@tapis/pki/asn1'
import {
  type Asn1Element,
  Asn1Error,
  derUnsigned,
  elementsOf,
  oidOf,
  originalOctets,
  readAsn1,
  structureOf,
} from '@tapis/pki/pkijs'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { type MessageImprint, parseMessageImprint } from './message-imprint.ts'
import type { TimeStampReq } from './request.ts'

export interface TstInfo {
  /** Dotted. */
  readonly policy: string
  readonly imprint: MessageImprint
  /** Upper-case hex. */
  readonly serialNumber: string
  readonly genTime: Date
  /** DER INTEGER. */
  readonly nonce: Uint8Array | undefined
}

/** The clock may be a second off, and genTime is cut to its second. */
const ACCURACY = derSequence(derInteger(2))

/**
 * A TSTInfo in DER that answers `request`. Ordering is FALSE, its default: two timestamps of the same second do not tell which came
 * first.
 *
 * @param policy dotted OID.
 * @param serialNumber big-endian, 16 random octets.
 */
export function encodeTstInfo(options: {
  readonly request: Pick<TimeStampReq, 'imprint' | 'nonce'>
  readonly policy: string
  readonly serialNumber: Uint8Array
  readonly genTime: Date
}): Uint8Array {
  const { imprint, nonce } = options.request
  return derSequence(
    derInteger(1),
    derOid(options.policy),
    imprint.der,
    derUnsigned(options.serialNumber),
    generalizedTime(options.genTime),
    ACCURACY,
    ...(nonce === undefined ? [] : [nonce]),
  )
}

/** To the second, cut off: RFC 3161 §2.4.2 wants YYYYMMDDhhmmss and Z. */
function generalizedTime(time: Date): Uint8Array {
  const digits = time.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')
  return derElement(0x18, new TextEncoder().encode(`${digits}Z`))
}

/**
 * TSTInfo ::= SEQUENCE { version, policy, messageImprint, serialNumber, genTime, accuracy Accuracy OPTIONAL,
 *   ordering BOOLEAN DEFAULT FALSE, nonce INTEGER OPTIONAL, tsa [0] OPTIONAL, extensions [1] OPTIONAL }
 * @throws Asn1Error, RefusedRequest (the imprint's digest is not accepted)
 */
export function parseTstInfo(der: Uint8Array): TstInfo {
  const element = readAsn1(der, 'TSTInfo')
  const fields = elementsOf(element, 'TSTInfo')
  const tstInfo = structureOf(pkijs.TSTInfo, element, 'TSTInfo')
  if (tstInfo.version !== 1) throw new Asn1Error('version is not 1')
  const { accuracy, ordering, nonce, tsa, extensions } = tstInfo
  const optional = [accuracy, ordering, nonce, tsa, extensions].filter((field) => field !== undefined)
  if (fields.length !== 5 + optional.length) throw new Asn1Error('TSTInfo holds fields that are unknown')
  return {
    policy: oidOf(fields[1], 'policy'),
    imprint: parseMessageImprint(imprintOf(fields)),
    serialNumber: tstInfo.serialNumber.toBigInt().toString(16).toUpperCase(),
    genTime: requireUtc(fields[4], tstInfo.genTime),
    nonce: nonce && originalOctets(nonce),
  }
}

function imprintOf([, , imprint]: readonly Asn1Element[]): Uint8Array {
  if (imprint === undefined) throw new Asn1Error('messageImprint is missing')
  return originalOctets(imprint)
}

// RFC 3161 §2.4.2: in UTC, to the second or finer. asn1js also reads local times, dates alone and a 13th month, and makes
// some other time of them.
function requireUtc(genTime: Asn1Element | undefined, read: Date): Date {
  const octets = genTime instanceof asn1js.GeneralizedTime ? genTime.valueBlock.valueHexView : undefined
  const text = new TextDecoder('latin1').decode(octets)
  const digits = read.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')
  if (/^\d{14}(\.\d{1,9})?Z$/.test(text) && text.startsWith(digits)) return read
  throw new Asn1Error('genTime is not a time in UTC')
}
