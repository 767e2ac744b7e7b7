// What goes into and comes out of certification path validation (RFC 5280 §6.1.1, §6.1.6).
import type { Certificate } from '../x509/certificate.ts'

/** §6.1.1, with the defaults of someone who asks for no policy. */
export interface PathInputs {
  /** When every certificate has to be in force. */
  readonly at: Date
  /** Default true. False: the target's own validity period is the caller's to judge. */
  readonly isTargetValidityChecked?: boolean
  /** Default true: the anchor is a certificate, and what it says of itself holds (RFC 5937). False: only its name and key count. */
  readonly areAnchorConstraintsApplied?: boolean
  /** user-initial-policy-set. Default anyPolicy. */
  readonly acceptedPolicies?: ReadonlySet<string>
  /** initial-explicit-policy, initial-policy-mapping-inhibit, initial-any-policy-inhibit. Default false. */
  readonly isExplicitPolicyRequired?: boolean
  readonly isPolicyMappingInhibited?: boolean
  readonly isAnyPolicyInhibited?: boolean
  /** Critical extensions that the caller processes, besides those processed here. */
  readonly understoodExtensions?: ReadonlySet<string>
}

/** What a path fails at. */
export type PathRule =
  | 'name-chaining'
  | 'not-in-force'
  | 'critical-extension'
  | 'malformed-extension'
  | 'not-an-authority'
  | 'key-usage'
  | 'path-length'
  | 'name-constraints'
  | 'policy'

export type PathVerdict =
  | {
      readonly verdict: 'valid'
      /** The policies the path is valid under and the caller accepts, in the anchor's words; anyPolicy may be among them. */
      readonly policies: ReadonlySet<string>
    }
  | {
      readonly verdict: 'invalid'
      readonly rule: PathRule
      readonly certificate: Certificate
      /** A sentence for people, beginning with the certificate's subject. */
      readonly reason: string
    }
