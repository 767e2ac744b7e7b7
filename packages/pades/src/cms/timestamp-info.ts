// TSTInfo (RFC 3161 §2.4.2): what a time-stamp token says. Its signature is checked elsewhere.
import { readBer } from '../asn1/der-reader.ts'
import { integerBytes, octetString, oid, sequence, time } from '../asn1/der-values.ts'
import { parseAlgorithmIdentifier } from '../x509/algorithm-identifier.ts'

/** TSTInfo, as far as it is used. */
export interface TimestampInfo {
  readonly imprint: { readonly digestOid: string; readonly digest: Uint8Array }
  readonly generationTime: Date
}

/**
 * TSTInfo ::= SEQUENCE { version, policy, messageImprint, serialNumber, genTime GeneralizedTime, accuracy, ordering, nonce,
 * [0] tsa, [1] extensions }. @throws Asn1Error
 */
export function parseTimestampInfo(content: Uint8Array): TimestampInfo {
  const [version, policy, imprint, serialNumber, generationTime] = sequence(readBer(content))
  integerBytes(version)
  oid(policy)
  integerBytes(serialNumber)
  const [algorithm, digest] = sequence(imprint)
  return {
    imprint: { digestOid: parseAlgorithmIdentifier(algorithm).oid, digest: octetString(digest) },
    generationTime: time(generationTime),
  }
}
