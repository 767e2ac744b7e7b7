// Which names an authority may certify (RFC 5280 §4.2.1.10, §6.1.3 b and c): the state that grows along a path.
import { OID } from '../oids.ts'
import type { Certificate } from '../x509/certificate.ts'
import { type NameConstraints, subjectAltNames } from '../x509/constraining-extensions.ts'
import type { GeneralName } from '../x509/general-name.ts'
import { isWithin } from './name-subtree.ts'

/** Subtrees collected from the anchor down. Every set of `permitted` must allow a name; one of `excluded` forbids it. */
export interface NameRestrictions {
  readonly permitted: readonly (readonly GeneralName[])[]
  readonly excluded: readonly GeneralName[]
}

export const noRestrictions: NameRestrictions = { permitted: [], excluded: [] }

/** A certificate of thousands of names under thousands of subtrees is made to take time: it is refused. */
const MAXIMUM_COMPARISONS = 250_000

/** §6.1.4 g: intersection of what is permitted, union of what is excluded. */
export function restrictedFurther(
  { permitted, excluded }: NameRestrictions,
  constraints: NameConstraints | undefined,
): NameRestrictions {
  if (constraints === undefined) return { permitted, excluded }
  return {
    permitted: constraints.permitted === undefined ? permitted : [...permitted, constraints.permitted],
    excluded: [...excluded, ...constraints.excluded],
  }
}

/**
 * Why a certificate's names are not allowed, as a sentence without the name itself; undefined when they are.
 *
 * @throws Asn1Error when subjectAltName is malformed
 */
export function refuseNames(certificate: Certificate, restrictions: NameRestrictions): string | undefined {
  const { permitted, excluded } = restrictions
  if (permitted.length === 0 && excluded.length === 0) return undefined
  const names = namesOf(certificate)
  const subtrees = excluded.length + permitted.reduce((sum, set) => sum + set.length, 0)
  if (names.length * subtrees > MAXIMUM_COMPARISONS) return 'more names and subtrees than are compared'
  for (const name of names) {
    const alike = excluded.filter(({ kind }) => kind === name.kind)
    // A name or subtree that cannot be compared counts as excluded, and as not permitted.
    if (alike.some((subtree) => isWithin(name, subtree) !== 'outside')) return `a ${name.kind} is excluded`
    for (const set of permitted) {
      const allowed = set.filter(({ kind }) => kind === name.kind)
      if (allowed.length > 0 && !allowed.some((subtree) => isWithin(name, subtree) === 'within')) {
        return `a ${name.kind} is not permitted`
      }
    }
  }
  return undefined
}

/** The subject, unless it is empty, its e-mail addresses, and the alternative names. */
function namesOf(certificate: Certificate): readonly GeneralName[] {
  const { subject } = certificate
  // §4.2.1.10 asks it of certificates without alternative names; an address is an address with them too.
  const addresses = subject.relativeNames.flat().filter(({ oid }) => oid === OID.emailAddress)
  return [
    ...(subject.relativeNames.length === 0 ? [] : [{ kind: 'directoryName', name: subject } as const]),
    ...addresses.map(({ value }) => ({ kind: 'rfc822Name', value }) as const),
    ...subjectAltNames(certificate),
  ]
}
