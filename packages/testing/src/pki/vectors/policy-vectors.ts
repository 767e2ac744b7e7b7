// Paths with certificate policies (RFC 5280 §6.1.3 d to f, §6.1.4 a to j, §6.1.5; RFC 9618).
import { OID } from '@tapis/pki'
import {
  certificatePolicies,
  inhibitAnyPolicy,
  policyConstraints,
  policyMappings,
  type TestExtension,
} from '../extensions.ts'
import type { Link, PathVector } from './path-vectors.ts'

const [one, two, three] = ['1.3.6.1.4.1.99999.7.1', '1.3.6.1.4.1.99999.7.2', '1.3.6.1.4.1.99999.7.3'] as const
const any = OID.anyPolicy
const ca: Link = {}
const selfIssued = (...extensions: readonly TestExtension[]): Link => ({ isSelfIssued: true, extensions })
const link = (...extensions: readonly TestExtension[]): Link => ({ extensions })
const stating = (...policies: readonly string[]): Link => link(certificatePolicies(...policies))
const maps = (...pairs: readonly (readonly [string, string])[]) => policyMappings(...pairs)
const required = { isExplicitPolicyRequired: true } as const
const accept = (...policies: readonly string[]) => ({ ...required, acceptedPolicies: new Set(policies) })

/** Paths with policies, right and wrong. */
export const policyVectors: readonly PathVector[] = [
  { title: 'no policies, none required', links: [ca, ca, ca], policies: [] },
  { title: 'no policies, one required', links: [ca, ca, ca], inputs: required, rule: 'policy' },
  {
    title: 'one policy all the way',
    links: [ca, stating(one), stating(one)],
    inputs: required,
    policies: [one],
  },
  {
    title: 'policies that do not meet',
    links: [ca, stating(one), stating(two)],
    inputs: required,
    rule: 'policy',
  },
  {
    title: 'policies that do not meet, none required',
    links: [ca, stating(one), stating(two)],
    policies: [],
  },
  { title: 'a leaf without policy', links: [ca, stating(one), ca], inputs: required, rule: 'policy' },
  {
    title: 'the policies that meet',
    links: [ca, stating(one, two), stating(two, three)],
    inputs: required,
    policies: [two],
  },
  {
    title: 'a policy that is accepted',
    links: [ca, stating(one, two), stating(one, two)],
    inputs: accept(two, three),
    policies: [two],
  },
  {
    title: 'a policy that is not accepted',
    links: [ca, stating(one), stating(one)],
    inputs: accept(two),
    rule: 'policy',
  },
  {
    title: 'a policy that is not accepted, none required',
    links: [ca, stating(one), stating(one)],
    inputs: { acceptedPolicies: new Set([two]) },
    policies: [],
  },
  {
    title: 'anyPolicy all the way',
    links: [ca, stating(any), stating(any)],
    inputs: required,
    policies: [any],
  },
  {
    title: 'anyPolicy all the way, one accepted',
    links: [ca, stating(any), stating(any)],
    inputs: accept(one),
    policies: [one],
  },
  {
    title: 'anyPolicy above a policy',
    links: [ca, stating(any), stating(one)],
    inputs: accept(one),
    policies: [one],
  },
  {
    title: 'a policy above anyPolicy',
    links: [ca, stating(one), stating(any)],
    inputs: accept(one),
    policies: [one],
  },
  {
    title: 'anyPolicy at the start, inhibited',
    links: [ca, stating(any), stating(one)],
    inputs: { ...required, isAnyPolicyInhibited: true },
    rule: 'policy',
  },
  {
    title: 'anyPolicy beside a policy, inhibited',
    links: [ca, stating(any, one), stating(one)],
    inputs: { ...required, isAnyPolicyInhibited: true },
    policies: [one],
  },

  {
    title: 'requireExplicitPolicy 0 and no policy',
    links: [ca, link(policyConstraints({ explicit: 0 })), ca],
    rule: 'policy',
  },
  {
    title: 'requireExplicitPolicy 0 and a policy',
    links: [ca, link(certificatePolicies(one), policyConstraints({ explicit: 0 })), stating(one)],
    policies: [one],
  },
  {
    title: 'requireExplicitPolicy 1 below which there are two',
    links: [ca, link(policyConstraints({ explicit: 1 })), ca, ca],
    rule: 'policy',
  },
  {
    title: 'requireExplicitPolicy 4 below which there are two',
    links: [ca, link(policyConstraints({ explicit: 4 })), ca, ca],
    policies: [],
  },
  {
    title: 'requireExplicitPolicy 1, counted down by the leaf',
    links: [ca, link(policyConstraints({ explicit: 1 })), ca],
    rule: 'policy',
  },
  {
    title: 'requireExplicitPolicy 2, not reached by the leaf',
    links: [ca, link(policyConstraints({ explicit: 2 })), ca],
    policies: [],
  },
  {
    title: 'requireExplicitPolicy 0 in the leaf',
    links: [ca, ca, link(policyConstraints({ explicit: 0 }))],
    rule: 'policy',
  },
  {
    title: 'requireExplicitPolicy 1 in the leaf',
    links: [ca, ca, link(policyConstraints({ explicit: 1 }))],
    policies: [],
  },
  {
    title: 'requireExplicitPolicy 2, not counted down by a self-issued certificate',
    links: [ca, link(policyConstraints({ explicit: 2 })), selfIssued(), ca],
    policies: [],
  },

  {
    title: 'a policy mapped to another',
    links: [ca, link(certificatePolicies(one), maps([one, two])), stating(two)],
    inputs: accept(one),
    policies: [one],
  },
  {
    title: "a mapped policy under its subject's name",
    links: [ca, link(certificatePolicies(one), maps([one, two])), stating(two)],
    inputs: accept(two),
    rule: 'policy',
  },
  {
    title: 'the policy that was mapped away',
    links: [ca, link(certificatePolicies(one), maps([one, two])), stating(one)],
    inputs: required,
    rule: 'policy',
  },
  {
    title: 'a policy mapped to two',
    links: [ca, link(certificatePolicies(one), maps([one, two], [one, three])), stating(three)],
    inputs: accept(one),
    policies: [one],
  },
  {
    title: 'two policies mapped to one',
    links: [ca, link(certificatePolicies(one, two), maps([one, three], [two, three])), stating(three)],
    inputs: required,
    policies: [one, two],
  },
  {
    title: 'anyPolicy with a mapping',
    links: [ca, link(certificatePolicies(any), maps([one, two])), stating(two)],
    inputs: accept(one),
    policies: [one],
  },
  {
    title: 'a mapping of a policy that is not stated',
    links: [ca, link(certificatePolicies(three), maps([one, two])), stating(two)],
    inputs: required,
    rule: 'policy',
  },
  {
    title: 'mapping twice',
    links: [
      ca,
      link(certificatePolicies(one), maps([one, two])),
      link(certificatePolicies(two), maps([two, three])),
      stating(three),
    ],
    inputs: accept(one),
    policies: [one],
  },
  {
    title: 'a mapping from anyPolicy',
    links: [ca, link(certificatePolicies(any), maps([any, two])), stating(two)],
    rule: 'policy',
  },
  {
    title: 'a mapping to anyPolicy',
    links: [ca, link(certificatePolicies(one), maps([one, any])), stating(two)],
    rule: 'policy',
  },
  {
    title: 'a mapping, inhibited from the start',
    links: [ca, link(certificatePolicies(one), maps([one, two])), stating(two)],
    inputs: { ...required, isPolicyMappingInhibited: true },
    rule: 'policy',
  },
  {
    title: 'inhibitPolicyMapping 0 above a mapping',
    links: [
      ca,
      link(certificatePolicies(one), policyConstraints({ explicit: 0, mapping: 0 })),
      link(certificatePolicies(one), maps([one, two])),
      stating(two),
    ],
    rule: 'policy',
  },
  {
    title: 'inhibitPolicyMapping 1 above one mapping',
    links: [
      ca,
      link(certificatePolicies(one), policyConstraints({ mapping: 1 })),
      link(certificatePolicies(one), maps([one, two])),
      stating(two),
    ],
    inputs: required,
    policies: [one],
  },
  {
    title: 'inhibitPolicyMapping 1 above two mappings',
    links: [
      ca,
      link(certificatePolicies(one), policyConstraints({ mapping: 1 })),
      link(certificatePolicies(one), maps([one, two])),
      link(certificatePolicies(two), maps([two, three])),
      stating(three),
    ],
    inputs: required,
    rule: 'policy',
  },

  {
    title: 'inhibitAnyPolicy 0 above anyPolicy',
    links: [ca, link(certificatePolicies(one), inhibitAnyPolicy(0)), stating(any)],
    inputs: required,
    rule: 'policy',
  },
  {
    title: 'inhibitAnyPolicy 0 above a policy',
    links: [ca, link(certificatePolicies(any), inhibitAnyPolicy(0)), stating(one)],
    inputs: required,
    policies: [one],
  },
  {
    title: 'inhibitAnyPolicy 1 above one anyPolicy',
    links: [ca, link(certificatePolicies(any), inhibitAnyPolicy(1)), stating(any)],
    inputs: required,
    policies: [any],
  },
  {
    title: 'inhibitAnyPolicy 1 above two',
    links: [ca, link(certificatePolicies(any), inhibitAnyPolicy(1)), stating(any), stating(any)],
    inputs: required,
    rule: 'policy',
  },
  {
    title: 'anyPolicy of a self-issued authority, which is not inhibited',
    links: [
      ca,
      link(certificatePolicies(one), inhibitAnyPolicy(0)),
      selfIssued(certificatePolicies(any)),
      stating(one),
    ],
    inputs: required,
    policies: [one],
  },
  {
    title: 'anyPolicy of a self-issued leaf, which is',
    links: [ca, link(certificatePolicies(one), inhibitAnyPolicy(0)), selfIssued(certificatePolicies(any))],
    inputs: required,
    rule: 'policy',
  },
  {
    title: "the anchor's own requireExplicitPolicy",
    links: [link(policyConstraints({ explicit: 0 })), ca, ca],
    rule: 'policy',
  },
]
