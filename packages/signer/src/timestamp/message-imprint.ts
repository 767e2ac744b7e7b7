// MessageImprint (RFC 3161 §2.4.1): the digest that a timestamp is over. The client sends it, the token repeats it.
import {
  derNull,
  derOctetString,
  derOid,
  derSequence,
  isUniversal,
  octetString,
  oid,
  sequence,
  TAG,
} from '@tapis/pki/asn1'
import { Asn1Error, readPlain, sameOctets } from '@tapis/pki/pkijs'
import { type DigestAlgorithm, digestAlgorithmOfOid } from './digest-algorithms.ts'
import { RefusedRequest } from './failure-info.ts'

export interface MessageImprint {
  readonly algorithm: DigestAlgorithm
  readonly digest: Uint8Array
  /** DER MessageImprint: the token repeats it. */
  readonly der: Uint8Array
}

/** @param parameters of the hash algorithm: RFC 5754 §2 has them absent, and NULL as older software writes it. */
export function makeMessageImprint(
  algorithm: DigestAlgorithm,
  digest: Uint8Array,
  parameters: 'absent' | 'NULL',
): MessageImprint {
  const hashAlgorithm = derSequence(derOid(algorithm.oid), ...(parameters === 'NULL' ? [derNull()] : []))
  return { algorithm, digest, der: derSequence(hashAlgorithm, derOctetString(digest)) }
}

/**
 * MessageImprint ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING }
 * @throws RefusedRequest badAlg; Asn1Error, also for one that is not DER or holds more than that
 */
export function parseMessageImprint(der: Uint8Array): MessageImprint {
  const stated = readPlain(der, 'messageImprint', (element) => {
    const [hashAlgorithm, hashedMessage] = sequence(element)
    const [algorithmId, parameters] = sequence(hashAlgorithm)
    return { algorithmId: oid(algorithmId), parameters, digest: octetString(hashedMessage) }
  })
  const algorithm = digestAlgorithmOfOid(stated.algorithmId)
  if (algorithm === undefined) {
    throw new RefusedRequest('badAlg', `hash algorithm ${stated.algorithmId} is not accepted`)
  }
  const { parameters, digest } = stated
  if (parameters !== undefined && !isUniversal(parameters, TAG.null)) {
    throw new RefusedRequest('badAlg', 'the hash algorithm has parameters')
  }
  if (digest.length !== algorithm.digestBytes) {
    throw new Asn1Error(
      `hashedMessage has ${digest.length} octets, ${algorithm.name} has ${algorithm.digestBytes}`,
    )
  }
  const imprint = makeMessageImprint(algorithm, digest, parameters === undefined ? 'absent' : 'NULL')
  if (sameOctets(imprint.der, der)) return imprint
  throw new Asn1Error('messageImprint is not DER, or holds more than it should')
}

/** Do both requests or tokens state the same digest, whether its algorithm's parameters are absent or NULL? */
export function sameImprint(a: MessageImprint, b: MessageImprint): boolean {
  return a.algorithm === b.algorithm && sameOctets(a.digest, b.digest)
}
