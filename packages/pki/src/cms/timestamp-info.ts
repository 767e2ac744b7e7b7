// TSTInfo (RFC 3161 §2.4.2): what a time-stamp token says. Its signature is checked elsewhere.
import { type Asn1Element, Asn1Error, readBer } from '../asn1/der-reader.ts'
import {
  integerBytes,
  isContext,
  octetString,
  oid,
  sequence,
  smallInteger,
  time,
} from '../asn1/der-values.ts'
import { parseAlgorithmIdentifier } from '../x509/algorithm-identifier.ts'
import { parseExtensions } from '../x509/extensions.ts'

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
  const [version, policy, imprint, serialNumber, generationTime, ...optional] = sequence(readBer(content))
  if (smallInteger(version) !== 1) throw new Asn1Error('ASN1_VALUE_INVALID', 'expected TSTInfo of version 1')
  refuseCritical(optional)
  oid(policy)
  integerBytes(serialNumber)
  const [algorithm, digest] = sequence(imprint)
  return {
    imprint: { digestOid: parseAlgorithmIdentifier(algorithm).oid, digest: octetString(digest) },
    generationTime: time(generationTime),
  }
}

/** What nobody here understands and the authority calls critical, the token is not to be taken without (RFC 3161 §2.4.2). */
function refuseCritical(optional: readonly Asn1Element[]): void {
  const stated = optional.find((element) => isContext(element, 1))
  for (const [id, { critical }] of parseExtensions(stated?.children ?? [])) {
    if (critical)
      throw new Asn1Error('ASN1_VALUE_INVALID', `critical extension ${id} of a token is not understood`)
  }
}
