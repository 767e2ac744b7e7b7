// Extensions for test certificates, lists and responses (RFC 5280 §4.2), written by hand so that
// they can also be wrong.
import { OID } from '@tapis/pki'
import {
  derContext,
  derElement,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  readDer,
} from '@tapis/pki/asn1'
import type { ReasonFlag } from '@tapis/pki/revocation'
import { type IssueOptions, nameOf, rawExtension } from './issue.ts'

/** An extension as DER: for lists and responses; `forCertificate` makes one that `issue` takes. */
export interface TestExtension {
  readonly id: string
  readonly critical: boolean
  readonly value: Uint8Array
  readonly der: Uint8Array
}

/** Returns an extension with this DER value, which may be nonsense. */
export function extension(id: string, value: Uint8Array, critical = false): TestExtension {
  const flag = critical ? [derElement(0x01, Uint8Array.of(0xff))] : []
  return { id, critical, value, der: derSequence(derOid(id), ...flag, derOctetString(value)) }
}

/** Returns the extensions as `issue` takes them. */
export function forCertificate(
  ...extensions: readonly TestExtension[]
): NonNullable<IssueOptions['extensions']> {
  return extensions.map(({ id, critical, value }) => rawExtension(id, value, critical))
}

/**
 * A UTCTime, or a GeneralizedTime where OCSP and invalidityDate ask for it, of an ISO 8601 time.
 */
export function derTime(iso: string, form: 'utc' | 'generalized' = 'utc'): Uint8Array {
  const digits = new Date(iso).toISOString().replace(/\D/g, '').slice(0, 14)
  return form === 'utc'
    ? derElement(0x17, new TextEncoder().encode(`${digits.slice(2)}Z`))
    : derElement(0x18, new TextEncoder().encode(`${digits}Z`))
}

/**
 * GeneralName, by the name of its choice. `directory` takes a name as text, `ip` octets, `raw` the
 * whole DER.
 */
export type TestName =
  | { readonly email: string }
  | { readonly dns: string }
  | { readonly uri: string }
  | { readonly directory: string }
  | { readonly ip: readonly number[] }
  | { readonly raw: Uint8Array }

function generalName(name: TestName): Uint8Array {
  const ascii = (tag: number, text: string) => derElement(0x80 | tag, new TextEncoder().encode(text))
  if ('email' in name) return ascii(1, name.email)
  if ('dns' in name) return ascii(2, name.dns)
  if ('uri' in name) return ascii(6, name.uri)
  if ('directory' in name) return derContext(4, nameOf(name.directory))
  if ('ip' in name) return derElement(0x87, Uint8Array.from(name.ip))
  return name.raw
}

/** Returns SubjectAltName (§4.2.1.6). */
export const subjectAltName = (...names: readonly TestName[]): TestExtension =>
  extension(OID.subjectAltName, derSequence(...names.map(generalName)))

/** Returns critical NameConstraints (§4.2.1.10). */
export function nameConstraints(subtrees: {
  readonly permitted?: readonly TestName[]
  readonly excluded?: readonly TestName[]
}): TestExtension {
  const list = (tag: number, names: readonly TestName[] | undefined) =>
    names === undefined ? [] : [derContext(tag, ...names.map((name) => derSequence(generalName(name))))]
  return extension(
    OID.nameConstraints,
    derSequence(...list(0, subtrees.permitted), ...list(1, subtrees.excluded)),
    true,
  )
}

/** Returns CertificatePolicies (§4.2.1.4) with these policies and no qualifiers. */
export const certificatePolicies = (...policies: readonly string[]): TestExtension =>
  extension(OID.certificatePolicies, derSequence(...policies.map((policy) => derSequence(derOid(policy)))))

/** Returns critical PolicyMappings (§4.2.1.5), each pair the issuer's policy and the subject's. */
export const policyMappings = (...pairs: readonly (readonly [string, string])[]): TestExtension =>
  extension(
    OID.policyMappings,
    derSequence(...pairs.map(([issuer, subject]) => derSequence(derOid(issuer), derOid(subject)))),
    true,
  )

/** Returns critical PolicyConstraints (§4.2.1.11). */
export function policyConstraints(skip: {
  readonly explicit?: number
  readonly mapping?: number
}): TestExtension {
  const count = (tag: number, value: number | undefined) =>
    value === undefined ? [] : [derElement(0x80 | tag, readDer(derInteger(value)).content)]
  return extension(
    OID.policyConstraints,
    derSequence(...count(0, skip.explicit), ...count(1, skip.mapping)),
    true,
  )
}

/** Returns InhibitAnyPolicy (§4.2.1.14). */
export const inhibitAnyPolicy = (skip: number): TestExtension =>
  extension(OID.inhibitAnyPolicy, derInteger(skip), true)

export interface PointOptions {
  readonly names?: readonly TestName[]
  readonly reasons?: readonly ReasonFlag[]
}

/** DistributionPointName inside [0], or nothing. */
export function pointName({ names }: PointOptions): readonly Uint8Array[] {
  return names === undefined ? [] : [derContext(0, derContext(0, ...names.map(generalName)))]
}

/** One DistributionPoint (§4.2.1.13). */
export type CrlPoint = PointOptions & { readonly crlIssuer?: readonly TestName[] }

/** CRLDistributionPoints, or freshestCRL by its identifier. */
export function crlPoints(
  points: readonly CrlPoint[],
  id: string = OID.crlDistributionPoints,
): TestExtension {
  return extension(
    id,
    derSequence(
      ...points.map((point) =>
        derSequence(
          ...pointName(point),
          ...(point.reasons === undefined ? [] : [derElement(0x81, bitFlags(point.reasons))]),
          ...(point.crlIssuer === undefined ? [] : [derContext(2, ...point.crlIssuer.map(generalName))]),
        ),
      ),
    ),
  )
}

/** AuthorityInfoAccess. */
export function accessInformation(urls: {
  readonly ocsp?: readonly string[]
  readonly caIssuers?: readonly string[]
}): TestExtension {
  const places = (method: string, list: readonly string[] = []) =>
    list.map((uri) => derSequence(derOid(method), generalName({ uri })))
  return extension(
    OID.authorityInfoAccess,
    derSequence(...places(OID.accessOcsp, urls.ocsp), ...places(OID.accessCaIssuers, urls.caIssuers)),
  )
}

const flagOrder: readonly ReasonFlag[] = [
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
]

/** Contents octets of ReasonFlags, bit 0 being unused (RFC 5280 §4.2.1.13). */
export function bitFlags(flags: readonly ReasonFlag[]): Uint8Array {
  let bits = 0
  for (const flag of flags) bits |= 0x8000 >> (flagOrder.indexOf(flag) + 1)
  return Uint8Array.of(7, bits >> 8, bits & 0x80)
}
