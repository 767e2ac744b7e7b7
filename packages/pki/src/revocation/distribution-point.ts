// Where a revocation list is found and what it is limited to (RFC 5280 §4.2.1.13).
import { type Asn1Element, Asn1Error, readDer, TAG } from '../asn1/der-reader.ts'
import { explicit, isContext, sequence } from '../asn1/der-values.ts'
import { derElement } from '../asn1/der-writer.ts'
import { present } from '../present.ts'
import { type GeneralName, parseGeneralName, uris } from '../x509/general-name.ts'
import { type Name, parseName } from '../x509/name.ts'
import { type ReasonFlag, reasonFlags } from './revocation-reason.ts'

/**
 * DistributionPointName: the place by its names, or by what is added to the name of the list's
 * issuer.
 */
export type DistributionPointName =
  | { readonly kind: 'fullName'; readonly names: readonly GeneralName[] }
  | { readonly kind: 'nameRelativeToCRLIssuer'; readonly relativeName: Uint8Array }

export interface DistributionPoint {
  readonly name?: DistributionPointName
  /** The URIs among the full names, as written; http, https and ldap occur. */
  readonly urls: readonly string[]
  /** Left out: the list speaks of every reason. */
  readonly reasons?: ReadonlySet<ReasonFlag>
  /** Left out: the certificate's issuer. */
  readonly crlIssuer?: readonly GeneralName[]
}

/**
 * DistributionPoint ::= SEQUENCE { [0] distributionPoint, [1] reasons, [2] cRLIssuer }. @throws
 * Asn1Error
 */
export function parseDistributionPoint(element: Asn1Element): DistributionPoint {
  const fields = sequence(element)
  const name = fields.find((field) => isContext(field, 0))
  const reasons = fields.find((field) => isContext(field, 1))
  const crlIssuer = fields.find((field) => isContext(field, 2))
  const parsed = name === undefined ? undefined : parseDistributionPointName(explicit(name))
  return {
    urls: parsed?.kind === 'fullName' ? uris(parsed.names) : [],
    ...present({
      name: parsed,
      reasons: reasons && reasonFlags(reasons),
      crlIssuer: crlIssuer?.children.map(parseGeneralName),
    }),
  }
}

/**
 * DistributionPointName ::= CHOICE { [0] fullName GeneralNames, [1] nameRelativeToCRLIssuer }.
 * @throws Asn1Error
 */
export function parseDistributionPointName(element: Asn1Element): DistributionPointName {
  const choice = element.tagClass === 'context' ? element.tag : undefined
  if (choice === 0) return { kind: 'fullName', names: element.children.map(parseGeneralName) }
  if (choice === 1) return { kind: 'nameRelativeToCRLIssuer', relativeName: element.content }
  throw new Asn1Error('ASN1_UNEXPECTED_TAG', 'expected DistributionPointName')
}

/**
 * Returns the names of a place in full. @param issuer whose name a relative one is added to.
 * @throws Asn1Error
 */
export function fullNames(name: DistributionPointName, issuer: Name): readonly GeneralName[] {
  if (name.kind === 'fullName') return name.names
  const relative = derElement(0x20 | TAG.set, name.relativeName)
  const whole = derElement(0x20 | TAG.sequence, readDer(issuer.der).content, relative)
  return [{ kind: 'directoryName', name: parseName(readDer(whole)) }]
}
