export type { Hash } from '@tapis/pki'
export { Asn1Error } from '@tapis/pki/asn1'
export {
  type CryptographicPolicy,
  defaultCryptographicPolicy,
  type KeyKind,
} from '@tapis/pki/x509'
export type { DocMdpPermission } from '../document/permissions/doc-mdp.ts'
export type { CarriedEvidence } from './context/carried-evidence.ts'
export {
  defaultPolicy,
  type PartialPolicy,
  type RevocationRequirement,
  type ValidationPolicy,
} from './context/validation-policy.ts'
export type { Integrity } from './cryptography/cryptographic-verification.ts'
export type { Coverage } from './format/coverage.ts'
export type { Finding, FindingCode, ModificationLevel } from './modification/level.ts'
export type {
  Conclusion,
  FailedSubIndication,
  IndeterminateSubIndication,
  MissingEvidence,
} from './report/conclusion.ts'
export type { SignatureLevel, SignatureReport, SignerDescription, ValidationReport } from './report/report.ts'
export { type SentenceLanguage, sentence } from './report/sentence.ts'
export type { CertificateStatus } from './revocation/certificate-revocation.ts'
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
} from './signing/own-output.ts'
export {
  examineForSigning,
  isBroken,
  type Signability,
  type SignabilityCode,
  type SignabilityOptions,
} from './signing/signability.ts'
export type { TimestampReport } from './time/timestamp-token.ts'
export { type ValidationOptions, validatePdf } from './validate.ts'
