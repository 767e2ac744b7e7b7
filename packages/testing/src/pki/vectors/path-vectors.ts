// Certification paths, right and wrong, for each rule of RFC 5280 §6.1, in the manner of NIST's
// PKITS. Plain data; `issuePath` makes the certificates.
import { OID, present } from '@tapis/pki'
import { derElement, derInteger, derNull, derSequence } from '@tapis/pki/asn1'
import type { PathInputs, PathRule } from '@tapis/pki/path'
import { forCertificate, extension as make, type TestExtension } from '../extensions.ts'
import { type Issued, type IssueOptions, issue, keyUsage } from '../issue.ts'

export type Link = Partial<Omit<IssueOptions, 'extensions' | 'issuer'>> & {
  readonly extensions?: readonly TestExtension[]
  /** A new key of the authority above it, under the same name. */
  readonly isSelfIssued?: boolean
}

/** A path, and the rule that refuses it. */
export interface PathVector {
  readonly title: string
  /** Anchor first. Authorities but for the last. */
  readonly links: readonly Link[]
  readonly inputs?: Partial<PathInputs>
  /** The rule that refuses the path; left out: the path is valid. */
  readonly rule?: PathRule
  /** Of a valid path, where the vector is about policies. */
  readonly policies?: readonly string[]
}

/**
 * The certificates of a vector, target first. Names not given are CN=Akar, CN=Penerbit 1…, CN=Daun.
 */
export async function issuePath(links: readonly Link[]): Promise<readonly Issued[]> {
  const issued: Issued[] = []
  for (const [index, { isSelfIssued, extensions = [], ...options }] of links.entries()) {
    const above = issued[0]
    const isTarget = index === links.length - 1
    const ownName = index === 0 ? 'CN=Akar' : isTarget ? 'CN=Daun' : `CN=Penerbit ${index}`
    issued.unshift(
      await issue({
        isCa: !isTarget,
        ...options,
        subject: options.subject ?? (isSelfIssued === true ? (above?.subject ?? ownName) : ownName),
        extensions: forCertificate(...extensions),
        ...present({ issuer: above }),
      }),
    )
  }
  return issued
}

const ca: Link = {}
const leaf: Link = {}
const selfIssued: Link = { isSelfIssued: true }
const unknown = (critical: boolean) => make('1.2.3.4.5', derNull(), critical)

/** §6.1.3 a, §6.1.4 k to o, §6.1.5 f */
export const basicVectors: readonly PathVector[] = [
  { title: 'one authority', links: [ca, ca, leaf] },
  { title: 'no authority between', links: [ca, leaf] },
  { title: 'an anchor that is the target', links: [ca] },
  {
    title: 'an RSA authority and a P-256 leaf',
    links: [{ algorithm: 'rsa-pkcs1-sha256' }, { algorithm: 'rsa-pkcs1-sha256' }, leaf],
  },
  {
    title: 'an authority that has expired',
    links: [ca, { notAfter: '2026-03-01T00:00:00Z' }, leaf],
    rule: 'not-in-force',
  },
  {
    title: 'an authority not in force yet',
    links: [ca, { notBefore: '2026-09-01T00:00:00Z' }, leaf],
    rule: 'not-in-force',
  },
  {
    title: 'a target that has expired',
    links: [ca, { notAfter: '2026-03-01T00:00:00Z' }],
    rule: 'not-in-force',
  },
  {
    title: 'a target that has expired, which the caller judges',
    links: [ca, { notAfter: '2026-03-01T00:00:00Z' }],
    inputs: { isTargetValidityChecked: false },
  },
  {
    title: 'an issuer that is no authority',
    links: [ca, { isCa: false, keyUsage: keyUsage.keyCertSign }, leaf],
    rule: 'not-an-authority',
  },
  {
    title: 'an authority that may sign lists only',
    links: [ca, { keyUsage: keyUsage.cRLSign }, leaf],
    rule: 'key-usage',
  },
  {
    title: 'a critical extension of the target that is unknown',
    links: [ca, { extensions: [unknown(true)] }],
    rule: 'critical-extension',
  },
  {
    title: 'a critical extension of an authority that is unknown',
    links: [ca, { extensions: [unknown(true)] }, leaf],
    rule: 'critical-extension',
  },
  {
    title: 'an extension that is unknown and not critical',
    links: [ca, { extensions: [unknown(false)] }, { extensions: [unknown(false)] }],
  },
  {
    title: 'a critical extension that the caller processes',
    links: [ca, { extensions: [unknown(true)] }],
    inputs: { understoodExtensions: new Set(['1.2.3.4.5']) },
  },
]

/** §4.2.1.9 */
export const lengthVectors: readonly PathVector[] = [
  { title: 'a path length of 0 above the leaf', links: [ca, { pathLength: 0 }, leaf] },
  {
    title: 'a path length of 0 above an authority',
    links: [ca, { pathLength: 0 }, ca, leaf],
    rule: 'path-length',
  },
  { title: 'a path length of 1 above one authority', links: [ca, { pathLength: 1 }, ca, leaf] },
  {
    title: 'a path length of 1 above two authorities',
    links: [ca, { pathLength: 1 }, ca, ca, leaf],
    rule: 'path-length',
  },
  {
    title: 'a longer path length below a shorter one',
    links: [ca, { pathLength: 0 }, { pathLength: 5 }, leaf],
    rule: 'path-length',
  },
  {
    title: 'a path length of 1 narrowed to 0 in time',
    links: [ca, { pathLength: 1 }, { pathLength: 0 }, leaf],
  },
  {
    title: 'a self-issued certificate, which does not count',
    links: [ca, { pathLength: 0 }, selfIssued, leaf],
  },
  {
    title: 'an authority below a self-issued certificate',
    links: [ca, { pathLength: 0 }, selfIssued, ca, leaf],
    rule: 'path-length',
  },
  { title: 'a leaf that is an authority itself', links: [ca, { pathLength: 0 }, { isCa: true }] },
]

/** RFC 5937: what the anchor's certificate says of itself. */
export const anchorVectors: readonly PathVector[] = [
  {
    title: 'an anchor that has expired',
    links: [{ notAfter: '2026-03-01T00:00:00Z' }, leaf],
    rule: 'not-in-force',
  },
  {
    title: 'an anchor that has expired, of which only name and key count',
    links: [{ notAfter: '2026-03-01T00:00:00Z' }, leaf],
    inputs: { areAnchorConstraintsApplied: false },
  },
  { title: 'an anchor that is no authority', links: [{ isCa: false }, leaf], rule: 'not-an-authority' },
  {
    title: 'more authorities than the anchor allows',
    links: [{ pathLength: 0 }, ca, leaf],
    rule: 'path-length',
  },
  {
    title: 'more authorities than an anchor allows of which only name and key count',
    links: [{ pathLength: 0 }, ca, leaf],
    inputs: { areAnchorConstraintsApplied: false },
  },
  {
    title: 'a critical extension of the anchor that is unknown',
    links: [{ extensions: [unknown(true)] }, leaf],
    rule: 'critical-extension',
  },
]

const malformed = (id: string, value: Uint8Array): Link => ({ extensions: [make(id, value)] })
const subtree = (...fields: readonly Uint8Array[]) =>
  derSequence(
    derElement(0xa0, derSequence(derElement(0x82, new TextEncoder().encode('contoh.invalid')), ...fields)),
  )

/** Constraints that cannot be read refuse the path; what only points elsewhere does not. */
export const malformedVectors: readonly PathVector[] = [
  ...[
    { title: 'name constraints', value: derInteger(1), id: OID.nameConstraints },
    { title: 'empty name constraints', value: derSequence(), id: OID.nameConstraints },
    {
      title: 'a subtree with a minimum',
      value: subtree(derElement(0x80, Uint8Array.of(1))),
      id: OID.nameConstraints,
    },
    {
      title: 'a subtree with a maximum',
      value: subtree(derElement(0x81, Uint8Array.of(9))),
      id: OID.nameConstraints,
    },
    { title: 'certificate policies', value: derSequence(derInteger(1)), id: OID.certificatePolicies },
    { title: 'policy mappings', value: derSequence(derNull()), id: OID.policyMappings },
    { title: 'policy constraints', value: derSequence(derNull()), id: OID.policyConstraints },
    { title: 'inhibitAnyPolicy', value: derNull(), id: OID.inhibitAnyPolicy },
  ].map(
    ({ title, value, id }): PathVector => ({
      title: `${title} that cannot be read`,
      links: [ca, malformed(id, value), leaf],
      rule: 'malformed-extension',
    }),
  ),
  ...[OID.crlDistributionPoints, OID.authorityInfoAccess, OID.freshestCrl].map(
    (id): PathVector => ({
      title: `a pointer ${id} that cannot be read`,
      links: [ca, malformed(id, derNull()), malformed(id, derNull())],
    }),
  ),
]
