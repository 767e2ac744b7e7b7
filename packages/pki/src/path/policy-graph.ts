// The policies that a path is valid under (RFC 5280 §6.1.2 to §6.1.5), as the graph of RFC 9618: nodes of one policy at one depth
// are one node, so that mappings cannot make the tree grow without bound.
import { OID } from '../oids.ts'
import type { PolicyMapping } from '../x509/constraining-extensions.ts'

interface PolicyNode {
  readonly policy: string
  /** expected_policy_set: the policy itself, or what it is mapped to. */
  readonly expected: ReadonlySet<string>
  readonly parents: ReadonlySet<PolicyNode>
}

type Level = ReadonlyMap<string, PolicyNode>

/** Depth by depth, the anchor's anyPolicy first. Empty last level: no policy is valid any more (valid_policy_tree is NULL). */
export type PolicyGraph = readonly Level[]

/** §6.1.2 a */
export function initialPolicyGraph(): PolicyGraph {
  return [levelOf([node(OID.anyPolicy, new Set())])]
}

/** §6.1.3 d and e: one level more. @param policies of the certificate; undefined when it states none */
export function withPolicies(
  graph: PolicyGraph,
  policies: ReadonlySet<string> | undefined,
  isAnyPolicyAllowed: boolean,
): PolicyGraph {
  const above = graph.at(-1) ?? new Map<string, PolicyNode>()
  const expecting = new Map<string, PolicyNode[]>()
  for (const parent of above.values()) for (const policy of parent.expected) push(expecting, policy, parent)
  const anyAbove = above.get(OID.anyPolicy)
  const children: PolicyNode[] = []
  for (const policy of policies ?? []) {
    if (policy === OID.anyPolicy) continue
    const parents = expecting.get(policy) ?? (anyAbove === undefined ? [] : [anyAbove])
    if (parents.length > 0) children.push(node(policy, new Set(parents)))
  }
  if (policies?.has(OID.anyPolicy) === true && isAnyPolicyAllowed) {
    // d 2: one that is stated as well has the same parents, and stays one node.
    for (const [policy, parents] of expecting) children.push(node(policy, new Set(parents)))
  }
  return [...graph, levelOf(children)]
}

/** §6.1.4 b: mappings of an authority's certificate, which name no anyPolicy (§6.1.4 a, checked by the caller). */
export function withMappings(
  graph: PolicyGraph,
  mappings: readonly PolicyMapping[],
  isMappingAllowed: boolean,
): PolicyGraph {
  const last = new Map(graph.at(-1))
  const anyParents = last.get(OID.anyPolicy)?.parents
  for (const [policy, subjects] of groupedByIssuer(mappings)) {
    const mapped = last.get(policy)
    if (!isMappingAllowed) last.delete(policy)
    else if (mapped !== undefined) last.set(policy, { ...mapped, expected: subjects })
    else if (anyParents !== undefined) last.set(policy, { policy, expected: subjects, parents: anyParents })
  }
  return [...graph.slice(0, -1), last]
}

/**
 * §6.1.5 g and RFC 9618 §5.3: the policies, in the words of the anchor's domain, under which the whole path is valid and which the
 * user accepts. Empty: none.
 *
 * @param accepted user-initial-policy-set
 */
export function acceptedPolicies(graph: PolicyGraph, accepted: ReadonlySet<string>): ReadonlySet<string> {
  const last = graph.at(-1)
  let alive: ReadonlySet<PolicyNode> = new Set(last?.values())
  const valid = new Set<string>()
  while (alive.size > 0) {
    const parents = new Set<PolicyNode>()
    for (const { policy, parents: above } of alive) {
      for (const parent of above) {
        parents.add(parent)
        if (parent.policy === OID.anyPolicy && policy !== OID.anyPolicy) valid.add(policy)
      }
    }
    alive = parents
  }
  const isAny = last?.has(OID.anyPolicy) === true
  if (accepted.has(OID.anyPolicy)) return isAny ? valid.add(OID.anyPolicy) : valid
  return new Set([...accepted].filter((policy) => isAny || valid.has(policy)))
}

function groupedByIssuer(mappings: readonly PolicyMapping[]): ReadonlyMap<string, ReadonlySet<string>> {
  const grouped = new Map<string, Set<string>>()
  for (const { issuerDomainPolicy, subjectDomainPolicy } of mappings) {
    const subjects = grouped.get(issuerDomainPolicy) ?? new Set()
    grouped.set(issuerDomainPolicy, subjects.add(subjectDomainPolicy))
  }
  return grouped
}

function node(policy: string, parents: ReadonlySet<PolicyNode>): PolicyNode {
  return { policy, expected: new Set([policy]), parents }
}

function push(map: Map<string, PolicyNode[]>, policy: string, parent: PolicyNode): void {
  const found = map.get(policy)
  if (found === undefined) map.set(policy, [parent])
  else found.push(parent)
}

function levelOf(nodes: readonly PolicyNode[]): Level {
  return new Map(nodes.map((each) => [each.policy, each]))
}
