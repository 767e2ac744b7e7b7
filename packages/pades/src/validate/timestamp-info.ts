// TSTInfo (RFC 3161 §2.4.2): what a time-stamp token says. Its signature is checked elsewhere.
import { readBer } from '../asn1/der-reader.ts'
import { integerBytes, octetString, oid, sequence, time } from '../asn1/der-values.ts'
import { parseAlgorithmIdentifier } from '../x509/algorithm-identifier.ts'

/** TSTInfo, as far as it is used. */
export interface TimestampInfo {
  readonly policy: string
  readonly imprint: { readonly digestOid: string; readonly digest: Uint8Array }
  readonly serialNumber: Uint8Array
  readonly generationTime: Date
}

/**
 * TSTInfo ::= SEQUENCE { version, policy, messageImprint, serialNumber, genTime GeneralizedTime, accuracy, ordering, nonce,
 * [0] tsa, [1] extensions }. @throws Asn1Error
 */
export function parseTimestampInfo(content: Uint8Array): TimestampInfo {
  const [version, policy, imprint, serialNumber, generationTime] = sequence(readBer(content))
  integerBytes(version)
  const [algorithm, digest] = sequence(imprint)
  return {
    policy: oid(policy),
    imprint: { digestOid: parseAlgorithmIdentifier(algorithm).oid, digest: octetString(digest) },
    serialNumber: integerBytes(serialNumber),
    generationTime: time(generationTime),
  }
}
