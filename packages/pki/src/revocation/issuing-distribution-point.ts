// What a revocation list says it covers (RFC 5280 §5.2.5).
import { type Asn1Element, Asn1Error } from '../asn1/der-reader.ts'
import { explicit, isContext, sequence } from '../asn1/der-values.ts'
import { present } from '../present.ts'
import { type DistributionPointName, parseDistributionPointName } from './distribution-point.ts'
import { type ReasonFlag, reasonFlags } from './revocation-reason.ts'

export interface IssuingDistributionPoint {
  /** The extension's DER: a delta list and its base must have the same (§5.2.4). */
  readonly der: Uint8Array
  readonly name?: DistributionPointName
  readonly onlyContainsUserCerts: boolean
  readonly onlyContainsCACerts: boolean
  readonly onlyContainsAttributeCerts: boolean
  readonly indirectCRL: boolean
  /** Left out: every reason. */
  readonly onlySomeReasons?: ReadonlySet<ReasonFlag>
}

/**
 * IssuingDistributionPoint ::= SEQUENCE { [0] distributionPoint, [1] onlyContainsUserCerts, [2]
 * onlyContainsCACerts, [3] onlySomeReasons, [4] indirectCRL, [5] onlyContainsAttributeCerts }.
 *
 * @throws Asn1Error also for a field that is not one of these: what it restricts would be lost
 */
export function parseIssuingDistributionPoint(element: Asn1Element): IssuingDistributionPoint {
  const fields = sequence(element)
  if (fields.some(({ tagClass, tag }) => tagClass !== 'context' || tag > 5)) {
    throw new Asn1Error('ASN1_UNEXPECTED_TAG', 'unexpected field of IssuingDistributionPoint')
  }
  const field = (tag: number) => fields.find((candidate) => isContext(candidate, tag))
  const name = field(0)
  const someReasons = field(3)
  return {
    der: element.bytes,
    ...present({ name: name && parseDistributionPointName(explicit(name)) }),
    onlyContainsUserCerts: flag(field(1)),
    onlyContainsCACerts: flag(field(2)),
    onlyContainsAttributeCerts: flag(field(5)),
    indirectCRL: flag(field(4)),
    ...present({ onlySomeReasons: someReasons && reasonFlags(someReasons) }),
  }
}

function flag(element: Asn1Element | undefined): boolean {
  if (element === undefined) return false
  if (element.content.length !== 1) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'BOOLEAN of more or less than one byte')
  }
  return element.content[0] !== 0
}
