export type { Hash } from '@tapis/pki'
export { Asn1Error } from '@tapis/pki/asn1'
export type {
  Conclusion,
  FailedSubIndication,
  IndeterminateSubIndication,
  MissingEvidence,
} from './conclusion.ts'
export type { Coverage } from './coverage.ts'
export { type CryptographicPolicy, defaultCryptographicPolicy, type KeyKind } from './cryptographic-policy.ts'
export type { Integrity } from './cryptographic-verification.ts'
export type { DocMdpPermission } from './doc-mdp.ts'
export type { CarriedEvidence } from './evidence/cms-evidence.ts'
export type { Finding, FindingCode, ModificationLevel } from './modification/level.ts'
export {
  type AugmentedOutcome,
  type AugmentedOutput,
  type BadOutput,
  type ChangedPdf,
  examineAugmented,
  examineSigned,
  type OwnTrust,
  type SignedOutcome,
  type SignedOutput,
  trustOwnPath,
} from './own-output.ts'
export type { SignatureLevel, SignatureReport, SignerDescription, ValidationReport } from './report.ts'
export type { CertificateStatus } from './revocation/certificate-status.ts'
export { type SentenceLanguage, sentence } from './sentence.ts'
export {
  examineForSigning,
  isBroken,
  type Signability,
  type SignabilityCode,
  type SignabilityOptions,
} from './signability.ts'
export type { TimestampReport } from './timestamp-token.ts'
export { type ValidationOptions, validatePdf } from './validate.ts'
export {
  defaultPolicy,
  type PartialPolicy,
  type RevocationRequirement,
  type ValidationPolicy,
} from './validation-policy.ts'
