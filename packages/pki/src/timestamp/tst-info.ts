// TSTInfo (RFC 3161 §2.4.2): what a time-stamp token states, read and written. Its signature is
// checked elsewhere.
import { type Asn1Element, Asn1Error, readBer, TAG } from '../asn1/der-reader.ts'
import {
  integerBytes,
  isContext,
  isUniversal,
  octetString,
  oid,
  sequence,
  smallInteger,
  time,
} from '../asn1/der-values.ts'
import { derElement, derInteger, derOid, derSequence, derUnsigned } from '../asn1/der-writer.ts'
import { present } from '../present.ts'
import { parseAlgorithmIdentifier } from '../x509/algorithm-identifier.ts'
import { parseExtensions } from '../x509/extensions.ts'
import type { TimeStampReq } from './request.ts'

/** TSTInfo, as far as it is used. */
export interface TimestampInfo {
  /** Dotted. */
  readonly policy: string
  /** Of any digest algorithm: whether it is accepted is the caller's to judge. */
  readonly imprint: { readonly digestOid: string; readonly digest: Uint8Array }
  /** INTEGER contents octets. */
  readonly serialNumber: Uint8Array
  /** genTime. */
  readonly generationTime: Date
  /** INTEGER as it was sent. */
  readonly nonce?: Uint8Array
}

/**
 * TSTInfo ::= SEQUENCE { version, policy, messageImprint, serialNumber, genTime GeneralizedTime,
 * accuracy Accuracy OPTIONAL, ordering BOOLEAN DEFAULT FALSE, nonce INTEGER OPTIONAL, tsa [0]
 * OPTIONAL, extensions [1] OPTIONAL }
 *
 * @throws Asn1Error, also for a field that RFC 3161 does not know or a critical extension
 */
export function parseTimestampInfo(content: Uint8Array): TimestampInfo {
  const [version, policy, imprint, serialNumber, generationTime, ...optional] = sequence(readBer(content))
  if (smallInteger(version) !== 1) throw new Asn1Error('ASN1_VALUE_INVALID', 'expected TSTInfo of version 1')
  const [algorithm, digest] = sequence(imprint)
  const nonce = nonceAmong(optional)
  if (!isUniversal(generationTime, TAG.generalizedTime)) {
    throw new Asn1Error('ASN1_UNEXPECTED_TAG', 'expected GeneralizedTime')
  }
  return {
    policy: oid(policy),
    imprint: { digestOid: parseAlgorithmIdentifier(algorithm).oid, digest: octetString(digest) },
    serialNumber: integerBytes(serialNumber),
    generationTime: time(generationTime),
    ...present({ nonce: nonce?.bytes }),
  }
}

/** Elements that no field claims could be read by another program as ones that count. */
function nonceAmong(optional: Asn1Element[]): Asn1Element | undefined {
  const next = (is: boolean) => (is ? optional.shift() : undefined)
  next(isUniversal(optional[0], TAG.sequence))
  next(isUniversal(optional[0], TAG.boolean))
  const nonce = next(isUniversal(optional[0], TAG.integer))
  next(isContext(optional[0], 0))
  refuseCritical(next(isContext(optional[0], 1)))
  if (optional.length === 0) return nonce
  throw new Asn1Error('ASN1_VALUE_INVALID', 'TSTInfo holds fields that are unknown')
}

/**
 * A token must not be taken without what its authority calls critical and nobody here understands
 * (RFC 3161 §2.4.2).
 */
function refuseCritical(extensions: Asn1Element | undefined): void {
  for (const [id, { critical }] of parseExtensions(extensions?.children ?? [])) {
    if (critical)
      throw new Asn1Error('ASN1_VALUE_INVALID', `critical extension ${id} of a token is not understood`)
  }
}

const GENERALIZED_TIME = 0x18
/** The clock may be a second off, and genTime is cut to its second. */
const ACCURACY_SECONDS = 2

/**
 * Writes the TSTInfo that answers a request. Ordering is FALSE, its default: two timestamps of the
 * same second do not tell which came first.
 *
 * @param options.policy dotted OID
 * @param options.serialNumber big-endian, 16 random octets
 * @returns DER
 */
export function encodeTimestampInfo(options: {
  readonly request: Pick<TimeStampReq, 'imprint' | 'nonce'>
  readonly policy: string
  readonly serialNumber: Uint8Array
  readonly generationTime: Date
}): Uint8Array {
  const { imprint, nonce } = options.request
  return derSequence(
    derInteger(1),
    derOid(options.policy),
    imprint.der,
    derUnsigned(options.serialNumber),
    generalizedTime(options.generationTime),
    derSequence(derInteger(ACCURACY_SECONDS)),
    ...(nonce === undefined ? [] : [nonce]),
  )
}

/** To the second, cut off: RFC 3161 §2.4.2 wants YYYYMMDDhhmmss and Z. */
function generalizedTime(at: Date): Uint8Array {
  const digits = at.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')
  return derElement(GENERALIZED_TIME, new TextEncoder().encode(`${digits}Z`))
}
