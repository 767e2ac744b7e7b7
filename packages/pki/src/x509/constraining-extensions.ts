// Extensions that restrict a certification path (RFC 5280 §4.2.1.4, .5, .6, .10, .11, .14). Read
// only when a path is judged, and then strictly: one that is malformed refuses the path, for what
// it forbids would be lost.
import { type Asn1Element, Asn1Error, readDer } from '../asn1/der-reader.ts'
import { isContext, oid, sequence, smallInteger } from '../asn1/der-values.ts'
import { OID } from '../oids.ts'
import { present } from '../present.ts'
import type { Extension } from './extensions.ts'
import { type GeneralName, parseGeneralName } from './general-name.ts'

interface Extended {
  readonly extensions: ReadonlyMap<string, Extension>
}

export interface NameConstraints {
  /** Left out: nothing is limited to what is permitted. */
  readonly permitted?: readonly GeneralName[]
  readonly excluded: readonly GeneralName[]
}

interface PolicyConstraints {
  /** How many more certificates may come before an acceptable policy is needed. */
  readonly requireExplicitPolicy?: number
  readonly inhibitPolicyMapping?: number
}

export interface PolicyMapping {
  readonly issuerDomainPolicy: string
  readonly subjectDomainPolicy: string
}

/**
 * Returns the subject's names besides its distinguished name; none when absent.
 *
 * @throws Asn1Error
 */
export function subjectAltNames(certificate: Extended): readonly GeneralName[] {
  const element = read(certificate, OID.subjectAltName)
  return element === undefined ? [] : sequence(element).map(parseGeneralName)
}

/**
 * Returns the OIDs of the policies the certificate was issued under; undefined when absent.
 * Qualifiers are not read.
 *
 * @throws Asn1Error
 */
export function certificatePolicies(certificate: Extended): ReadonlySet<string> | undefined {
  const element = read(certificate, OID.certificatePolicies)
  if (element === undefined) return undefined
  const ids = sequence(element).map((information) => oid(sequence(information)[0]))
  const policies = new Set(ids)
  // §4.2.1.4: a policy MUST NOT appear more than once.
  if (policies.size !== ids.length) throw new Asn1Error('ASN1_VALUE_INVALID', 'a policy occurs twice')
  return policies
}

/**
 * PolicyMappings ::= SEQUENCE OF SEQUENCE { issuerDomainPolicy, subjectDomainPolicy }.
 *
 * @throws Asn1Error
 */
export function policyMappings(certificate: Extended): readonly PolicyMapping[] {
  const element = read(certificate, OID.policyMappings)
  if (element === undefined) return []
  return sequence(element).map((mapping) => {
    const [issuerDomainPolicy, subjectDomainPolicy] = sequence(mapping)
    return { issuerDomainPolicy: oid(issuerDomainPolicy), subjectDomainPolicy: oid(subjectDomainPolicy) }
  })
}

/**
 * PolicyConstraints ::= SEQUENCE { [0] requireExplicitPolicy, [1] inhibitPolicyMapping }, both
 * optional.
 *
 * @throws Asn1Error
 */
export function policyConstraints(certificate: Extended): PolicyConstraints {
  const element = read(certificate, OID.policyConstraints)
  if (element === undefined) return {}
  const fields = sequence(element)
  const count = (tag: number) => {
    const field = fields.find((candidate) => isContext(candidate, tag))
    return field && smallInteger({ ...field, tagClass: 'universal', tag: 2 })
  }
  const requireExplicitPolicy = count(0)
  const inhibitPolicyMapping = count(1)
  if (fields.some((field) => field.tagClass !== 'context' || field.tag > 1)) {
    throw new Asn1Error('ASN1_UNEXPECTED_TAG', 'unexpected field of PolicyConstraints')
  }
  return {
    ...present({ requireExplicitPolicy, inhibitPolicyMapping }),
  }
}

/**
 * Returns how many more certificates may use anyPolicy; undefined when absent.
 *
 * @throws Asn1Error
 */
export function inhibitAnyPolicy(certificate: Extended): number | undefined {
  const element = read(certificate, OID.inhibitAnyPolicy)
  return element && smallInteger(element)
}

/**
 * NameConstraints ::= SEQUENCE { [0] permittedSubtrees, [1] excludedSubtrees }, both optional.
 *
 * @throws Asn1Error
 */
export function nameConstraints(certificate: Extended): NameConstraints | undefined {
  const element = read(certificate, OID.nameConstraints)
  if (element === undefined) return undefined
  const fields = sequence(element)
  const permitted = fields.find((field) => isContext(field, 0))
  const excluded = fields.find((field) => isContext(field, 1))
  // §4.2.1.10: conforming CAs must not issue an empty one; what was meant is not known.
  if (fields.length === 0 || fields.some((field) => field.tagClass !== 'context' || field.tag > 1)) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'expected permitted or excluded subtrees')
  }
  return {
    ...present({ permitted: permitted?.children.map(subtreeBase) }),
    excluded: excluded?.children.map(subtreeBase) ?? [],
  }
}

/**
 * GeneralSubtree ::= SEQUENCE { base, [0] minimum DEFAULT 0, [1] maximum OPTIONAL }; §4.2.1.10
 * allows the defaults only.
 */
function subtreeBase(element: Asn1Element): GeneralName {
  const [base, ...distances] = sequence(element)
  const isDefault = distances.every(
    (field) => field.tagClass === 'context' && field.tag === 0 && field.content.every((byte) => byte === 0),
  )
  if (!isDefault) throw new Asn1Error('ASN1_VALUE_INVALID', 'a subtree with minimum or maximum')
  return parseGeneralName(base)
}

function read({ extensions }: Extended, id: string): Asn1Element | undefined {
  const extension = extensions.get(id)
  return extension && readDer(extension.value)
}
