// MessageImprint (RFC 3161 §2.4.1): the digest that a timestamp is over. The client sends it, the token repeats it.
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import {
  type Asn1Element,
  Asn1Error,
  encode,
  octetsOf,
  originalOctets,
  sameOctets,
  structureOf,
} from '../pki/asn1.ts'
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
  const messageImprint = new pkijs.MessageImprint({
    hashAlgorithm: new pkijs.AlgorithmIdentifier({
      algorithmId: algorithm.oid,
      ...(parameters === 'NULL' ? { algorithmParams: new asn1js.Null() } : {}),
    }),
    hashedMessage: new asn1js.OctetString({ valueHex: digest }),
  })
  return { algorithm, digest, der: encode(messageImprint) }
}

/**
 * MessageImprint ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING }
 * @throws RefusedRequest badAlg; Asn1Error, also for one that is not DER or holds more than that
 */
export function parseMessageImprint(element: Asn1Element | undefined): MessageImprint {
  const { hashAlgorithm, hashedMessage } = structureOf(pkijs.MessageImprint, element, 'messageImprint')
  const { algorithmId, algorithmParams } = hashAlgorithm
  const algorithm = digestAlgorithmOfOid(algorithmId)
  if (algorithm === undefined) {
    throw new RefusedRequest('badAlg', `hash algorithm ${algorithmId} is not accepted`)
  }
  if (algorithmParams !== undefined && !(algorithmParams instanceof asn1js.Null)) {
    throw new RefusedRequest('badAlg', 'the hash algorithm has parameters')
  }
  const digest = octetsOf(hashedMessage, 'hashedMessage')
  if (digest.length !== algorithm.digestBytes) {
    throw new Asn1Error(
      `hashedMessage has ${digest.length} octets, ${algorithm.name} has ${algorithm.digestBytes}`,
    )
  }
  const imprint = makeMessageImprint(algorithm, digest, algorithmParams === undefined ? 'absent' : 'NULL')
  if (element !== undefined && sameOctets(imprint.der, originalOctets(element))) return imprint
  throw new Asn1Error('messageImprint is not DER, or holds more than it should')
}

/** Do both requests or tokens state the same digest, whether its algorithm's parameters are absent or NULL? */
export function sameImprint(a: MessageImprint, b: MessageImprint): boolean {
  return a.algorithm === b.algorithm && sameOctets(a.digest, b.digest)
}
