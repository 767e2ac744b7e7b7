// OCSP responses (RFC 6960 §4.2). Parsing says nothing about who the responder is, timeliness or
// the signature being right.
import { type Asn1Element, Asn1Error, readDer, TAG } from '../asn1/der-reader.ts'
import {
  bitString,
  enumerated,
  explicit,
  isContext,
  isUniversal,
  octetString,
  oid,
  sequence,
  smallInteger,
  time,
} from '../asn1/der-values.ts'
import { OID } from '../oids.ts'
import { present } from '../present.ts'
import { type AlgorithmIdentifier, parseAlgorithmIdentifier } from '../x509/algorithm-identifier.ts'
import { type Extension, parseExtensions } from '../x509/extensions.ts'
import { type Name, parseName } from '../x509/name.ts'
import { parseSingleResponse, type SingleResponse } from './ocsp-single-response.ts'

export type { CertificateId, SingleResponse } from './ocsp-single-response.ts'

/** A parsed BasicOCSPResponse (RFC 6960 §4.2.1). Its signature has not been verified. */
export interface BasicOcspResponse {
  /** An OCSPResponse, or the BasicOCSPResponse where that is what was given. */
  readonly der: Uint8Array
  /** The signed part, as received. */
  readonly tbs: Uint8Array
  readonly responder:
    | { readonly name: Name; readonly keyHash?: undefined }
    /** SHA-1 of the responder's key, as a subject key identifier is made. */
    | { readonly keyHash: Uint8Array; readonly name?: undefined }
  readonly producedAt: Date
  readonly responses: readonly SingleResponse[]
  /** Certificates that came with it, DER, unread. */
  readonly certificates: readonly Uint8Array[]
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  /** The extension's octets. */
  readonly nonce?: Uint8Array
  readonly extensions: ReadonlyMap<string, Extension>
  /** Critical extensions that are not understood: not empty, the response must not be used. */
  readonly unknownCriticalExtensions: ReadonlySet<string>
}

const MAXIMUM_BYTES = 1024 * 1024
const statuses = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  'unused',
  'sigRequired',
  'unauthorized',
]

/**
 * OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED, [0] responseBytes SEQUENCE { responseType,
 * response OCTET STRING } }, or the BasicOCSPResponse inside: SEQUENCE { tbsResponseData,
 * signatureAlgorithm, signature BIT STRING, [0] certs }.
 *
 * @param der at most 1 MiB, nothing after it
 * @throws Asn1Error when the bytes are not exactly that, or the responder answered with an error
 *   (its status is in the message)
 */
export function parseOcspResponse(der: Uint8Array): BasicOcspResponse {
  if (der.length > MAXIMUM_BYTES) {
    throw new Asn1Error('ASN1_TOO_LARGE', `expected at most ${MAXIMUM_BYTES} bytes, found ${der.length}`)
  }
  const outer = readDer(der)
  const isWhole = isUniversal(sequence(outer)[0], TAG.enumerated)
  return { der, ...parseBasic(isWhole ? basicResponseOf(outer) : outer) }
}

function basicResponseOf(element: Asn1Element): Asn1Element {
  const [responseStatus, responseBytes] = sequence(element)
  const status = enumerated(responseStatus)
  if (status !== 0) {
    throw new Asn1Error(
      'ASN1_VALUE_INVALID',
      `expected a successful response, found ${statuses[status] ?? status}`,
    )
  }
  if (!isContext(responseBytes, 0)) throw new Asn1Error('ASN1_UNEXPECTED_TAG', 'expected responseBytes')
  const [type, response] = sequence(explicit(responseBytes))
  if (oid(type) !== OID.ocspBasic) throw new Asn1Error('ASN1_VALUE_INVALID', 'expected a basic OCSP response')
  return readDer(octetString(response))
}

function parseBasic(element: Asn1Element) {
  const [tbs, algorithm, signatureValue, certificates] = sequence(element)
  const { bytes: signature, unusedBits } = bitString(signatureValue)
  if (unusedBits !== 0) throw new Asn1Error('ASN1_VALUE_INVALID', 'a signature is a whole number of bytes')
  if (certificates !== undefined && !isContext(certificates, 0)) {
    throw new Asn1Error('ASN1_UNEXPECTED_TAG', 'expected certificates')
  }
  return {
    tbs: tbs?.bytes ?? new Uint8Array(),
    signatureAlgorithm: parseAlgorithmIdentifier(algorithm),
    signature,
    certificates:
      certificates === undefined ? [] : sequence(explicit(certificates)).map(({ bytes }) => bytes),
    ...parseResponseData(tbs),
  }
}

/**
 * ResponseData ::= SEQUENCE { [0] version DEFAULT v1, responderID, producedAt, responses, [1]
 * responseExtensions }.
 */
function parseResponseData(element: Asn1Element | undefined) {
  const fields = [...sequence(element)]
  const version = isContext(fields[0], 0) ? fields.shift() : undefined
  if (version !== undefined && smallInteger(explicit(version)) !== 0) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'expected an OCSP response of version 1')
  }
  const [responderId, producedAt, responses, responseExtensions, ...rest] = fields
  const isExtensions = responseExtensions === undefined || isContext(responseExtensions, 1)
  if (rest.length > 0 || !isExtensions) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'unexpected field of ResponseData')
  }
  const extensions = parseExtensions(
    responseExtensions === undefined ? [] : sequence(explicit(responseExtensions)),
  )
  const nonce = extensions.get(OID.ocspNonce)
  const unknown = [...extensions].filter(([id, { critical }]) => critical && id !== OID.ocspNonce)
  return {
    responder: parseResponderId(responderId),
    producedAt: time(producedAt),
    responses: sequence(responses).map(parseSingleResponse),
    extensions,
    unknownCriticalExtensions: new Set(unknown.map(([id]) => id)),
    // RFC 8954 §2.1: an OCTET STRING inside; older responders put the bare octets.
    ...present({ nonce: nonce && nonceOctets(nonce.value) }),
  }
}

/** ResponderID ::= CHOICE { [1] byName Name, [2] byKey OCTET STRING }. */
function parseResponderId(element: Asn1Element | undefined): BasicOcspResponse['responder'] {
  if (isContext(element, 1)) return { name: parseName(explicit(element)) }
  if (isContext(element, 2)) return { keyHash: octetString(explicit(element)) }
  throw new Asn1Error('ASN1_UNEXPECTED_TAG', 'expected ResponderID')
}

function nonceOctets(value: Uint8Array): Uint8Array {
  try {
    return octetString(readDer(value))
  } catch (error) {
    if (error instanceof Asn1Error) return value
    throw error
  }
}
