// MessageImprint (RFC 3161 §2.4.1): the digest that a timestamp is over. The client sends it, the
// token repeats it.
import { type DigestAlgorithm, digestAlgorithmOf } from '../algorithms.ts'
import { type Asn1Element, Asn1Error, TAG } from '../asn1/der-reader.ts'
import { isUniversal, octetString, oid, sequence } from '../asn1/der-values.ts'
import { derNull, derOctetString, derOid, derSequence } from '../asn1/der-writer.ts'
import { equalBytes } from '../bytes.ts'
import { RefusedRequest } from './failure-info.ts'

/**
 * The imprint of a request: over a digest that is not weak, and in DER, since the token repeats it.
 */
export interface MessageImprint {
  readonly algorithm: DigestAlgorithm
  readonly digest: Uint8Array
  /** DER MessageImprint. */
  readonly der: Uint8Array
}

/**
 * Makes an imprint.
 *
 * @param parameters of the hash algorithm: RFC 5754 §2 has them absent, older software writes NULL
 */
export function makeMessageImprint(
  algorithm: DigestAlgorithm,
  digest: Uint8Array,
  parameters: 'absent' | 'NULL',
): MessageImprint {
  const hashAlgorithm = derSequence(derOid(algorithm.oid), ...(parameters === 'NULL' ? [derNull()] : []))
  return { algorithm, digest, der: derSequence(hashAlgorithm, derOctetString(digest)) }
}

/**
 * Reads the imprint of a request.
 *
 * MessageImprint ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING }
 *
 * @throws RefusedRequest badAlg; badDataFormat, also for one that is not DER or holds more than
 *   that
 */
export function parseMessageImprint(element: Asn1Element): MessageImprint {
  const stated = readFields(element)
  const algorithm = digestAlgorithmOf(stated.algorithmId)
  if (algorithm === undefined || algorithm.weak) {
    throw new RefusedRequest('badAlg', `hash algorithm ${stated.algorithmId} is not accepted`)
  }
  const { parameters, digest } = stated
  if (parameters !== undefined && !isUniversal(parameters, TAG.null)) {
    throw new RefusedRequest('badAlg', 'the hash algorithm has parameters')
  }
  if (digest.length !== algorithm.digestBytes) {
    const expected = `${algorithm.name} has ${algorithm.digestBytes}`
    throw new RefusedRequest('badDataFormat', `hashedMessage has ${digest.length} octets, ${expected}`)
  }
  const imprint = makeMessageImprint(algorithm, digest, parameters === undefined ? 'absent' : 'NULL')
  if (equalBytes(imprint.der, element.bytes)) return imprint
  throw new RefusedRequest('badDataFormat', 'messageImprint is not DER, or holds more than it should')
}

function readFields(element: Asn1Element) {
  try {
    const [hashAlgorithm, hashedMessage] = sequence(element)
    const [algorithmId, parameters] = sequence(hashAlgorithm)
    return { algorithmId: oid(algorithmId), parameters, digest: octetString(hashedMessage) }
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause
    throw new RefusedRequest('badDataFormat', 'messageImprint does not have its structure', { cause })
  }
}
