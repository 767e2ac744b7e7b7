// Certification path validation (RFC 5280 §6.1): the rules, step by step, on a path from path-building.ts, which has verified the
// signatures (§6.1.3 a 1). Revocation (§6.1.3 a 3) is not looked at, nor whether the target's key may do what it did.
import { Asn1Error } from '../asn1/der-reader.ts'
import { OID } from '../oids.ts'
import type { Certificate } from '../x509/certificate.ts'
import {
  certificatePolicies,
  inhibitAnyPolicy,
  nameConstraints,
  policyConstraints,
  policyMappings,
} from '../x509/constraining-extensions.ts'
import { nameToString, sameName } from '../x509/name.ts'
import { type NameRestrictions, noRestrictions, refuseNames, restrictedFurther } from './name-constraints.ts'
import type { PathInputs, PathRule, PathVerdict } from './path-verdict.ts'
import {
  acceptedPolicies,
  initialPolicyGraph,
  type PolicyGraph,
  withMappings,
  withPolicies,
} from './policy-graph.ts'

export type { PathInputs, PathRule, PathVerdict } from './path-verdict.ts'

/** §4.2: extensions processed here or, like extended key usage, by every caller that asks for a purpose. */
const processed: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extKeyUsage,
  OID.nameConstraints,
  OID.subjectAltName,
  OID.issuerAltName,
  OID.certificatePolicies,
  OID.policyMappings,
  OID.policyConstraints,
  OID.inhibitAnyPolicy,
  OID.crlDistributionPoints,
  OID.freshestCrl,
  OID.authorityKeyIdentifier,
  OID.subjectKeyIdentifier,
])

/** §6.1.2: the state that is carried from certificate to certificate. */
interface State {
  graph: PolicyGraph
  names: NameRestrictions
  explicitPolicy: number
  policyMapping: number
  inhibitAnyPolicy: number
  maximumPathLength: number
}

type Complaint = { readonly rule: PathRule; readonly reason: string }
const complaint = (rule: PathRule, reason: string): Complaint => ({ rule, reason })

/**
 * Judges a path.
 *
 * @param path target first, anchor last; a path of one is an anchor that is itself the target
 */
export function validatePath(path: readonly Certificate[], inputs: PathInputs): PathVerdict {
  const state = initialState(path.length - 1, inputs)
  for (let index = path.length - 1; index >= 0; index--) {
    const certificate = path[index]
    if (certificate === undefined) break
    const found = malformedAsComplaint(() => step(path, index, certificate, state, inputs))
    if (found === undefined) continue
    const reason = `${nameToString(certificate.subject)}: ${found.reason}`
    return { verdict: 'invalid', rule: found.rule, certificate, reason }
  }
  const accepted = inputs.acceptedPolicies ?? new Set([OID.anyPolicy])
  return { verdict: 'valid', policies: acceptedPolicies(state.graph, accepted) }
}

function step(
  path: readonly Certificate[],
  index: number,
  certificate: Certificate,
  state: State,
  inputs: PathInputs,
): Complaint | undefined {
  const isAnchor = index === path.length - 1
  const isTarget = index === 0
  if (isAnchor && inputs.areAnchorConstraintsApplied === false) return undefined
  const common =
    (isTarget && (isAnchor || inputs.isTargetValidityChecked === false)
      ? undefined
      : refuseTime(certificate, inputs.at)) ?? refuseCritical(certificate, inputs)
  if (common !== undefined) return common
  if (!isAnchor) {
    const basic = processCertificate(path, index, certificate, state)
    if (basic !== undefined) return basic
  }
  if (!isTarget) return prepareForNext(certificate, state, isAnchor)
  return isAnchor ? undefined : wrapUp(certificate, state, inputs)
}

function initialState(length: number, inputs: PathInputs): State {
  const never = length + 1
  return {
    graph: initialPolicyGraph(),
    names: noRestrictions,
    explicitPolicy: inputs.isExplicitPolicyRequired === true ? 0 : never,
    policyMapping: inputs.isPolicyMappingInhibited === true ? 0 : never,
    inhibitAnyPolicy: inputs.isAnyPolicyInhibited === true ? 0 : never,
    maximumPathLength: length,
  }
}

/** §6.1.3 a 4 to f */
function processCertificate(
  path: readonly Certificate[],
  index: number,
  certificate: Certificate,
  state: State,
): Complaint | undefined {
  const issuer = path[index + 1]
  if (issuer === undefined || !sameName(issuer.subject, certificate.issuer)) {
    return complaint('name-chaining', 'its issuer is not the next certificate of the path')
  }
  const isExempt = isSelfIssued(certificate) && index > 0
  const names = isExempt ? undefined : refuseNames(certificate, state.names)
  if (names !== undefined) return complaint('name-constraints', names)
  state.graph = withPolicies(
    state.graph,
    certificatePolicies(certificate),
    state.inhibitAnyPolicy > 0 || isExempt,
  )
  return state.explicitPolicy === 0 && isEmpty(state.graph) ? noPolicy : undefined
}

/** §6.1.4 */
function prepareForNext(certificate: Certificate, state: State, isAnchor: boolean): Complaint | undefined {
  // a and b; an anchor's policies and mappings are not part of the path
  const mappings = isAnchor ? [] : policyMappings(certificate)
  if (mappings.some((mapping) => Object.values(mapping).includes(OID.anyPolicy))) {
    return complaint('policy', 'it maps anyPolicy')
  }
  if (mappings.length > 0) state.graph = withMappings(state.graph, mappings, state.policyMapping > 0)
  // g
  state.names = restrictedFurther(state.names, nameConstraints(certificate))
  // h
  const isCounted = !isAnchor && !isSelfIssued(certificate)
  if (isCounted) {
    state.explicitPolicy = Math.max(0, state.explicitPolicy - 1)
    state.policyMapping = Math.max(0, state.policyMapping - 1)
    state.inhibitAnyPolicy = Math.max(0, state.inhibitAnyPolicy - 1)
  }
  // i and j
  const policy = policyConstraints(certificate)
  state.explicitPolicy = Math.min(state.explicitPolicy, policy.requireExplicitPolicy ?? Infinity)
  state.policyMapping = Math.min(state.policyMapping, policy.inhibitPolicyMapping ?? Infinity)
  state.inhibitAnyPolicy = Math.min(state.inhibitAnyPolicy, inhibitAnyPolicy(certificate) ?? Infinity)
  return refuseAuthority(certificate, state, isCounted)
}

/** §6.1.4 k to n */
function refuseAuthority(
  { basicConstraints, keyUsage }: Certificate,
  state: State,
  isCounted: boolean,
): Complaint | undefined {
  if (basicConstraints?.isCa !== true) return complaint('not-an-authority', 'is no certification authority')
  if (isCounted) {
    if (state.maximumPathLength <= 0) {
      return complaint('path-length', 'is one authority more than those above it allow')
    }
    state.maximumPathLength -= 1
  }
  state.maximumPathLength = Math.min(state.maximumPathLength, basicConstraints.pathLength ?? Infinity)
  if (keyUsage !== undefined && !keyUsage.has('keyCertSign')) {
    return complaint('key-usage', 'its key may not sign certificates')
  }
  return undefined
}

/** §6.1.5 a, b and g */
function wrapUp(certificate: Certificate, state: State, inputs: PathInputs): Complaint | undefined {
  const isExplicit = state.explicitPolicy <= 1 || policyConstraints(certificate).requireExplicitPolicy === 0
  const accepted = inputs.acceptedPolicies ?? new Set([OID.anyPolicy])
  return isExplicit && acceptedPolicies(state.graph, accepted).size === 0 ? noPolicy : undefined
}

const noPolicy = complaint('policy', 'a policy is required, and none is valid for the whole path')

function refuseTime({ notBefore, notAfter }: Certificate, at: Date): Complaint | undefined {
  return at < notBefore || at > notAfter
    ? complaint('not-in-force', `not in force at ${at.toISOString()}`)
    : undefined
}

/** §6.1.4 o and §6.1.5 f */
function refuseCritical({ extensions }: Certificate, { understoodExtensions }: PathInputs) {
  for (const [id, { critical }] of extensions) {
    if (!critical || processed.has(id) || understoodExtensions?.has(id)) continue
    return complaint('critical-extension', `critical extension ${id} is not understood`)
  }
  return undefined
}

function malformedAsComplaint(judge: () => Complaint | undefined): Complaint | undefined {
  try {
    return judge()
  } catch (error) {
    if (error instanceof Asn1Error) return complaint('malformed-extension', error.message)
    throw error
  }
}

function isSelfIssued({ issuer, subject }: Certificate): boolean {
  return sameName(issuer, subject)
}

function isEmpty(graph: PolicyGraph): boolean {
  return (graph.at(-1)?.size ?? 0) === 0
}
