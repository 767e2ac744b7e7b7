// @tapis/testing/pki: certification authorities, timestamp authorities and people, all invented,
//   with their lists and responses.
export { place, type RevocableCity, revocableCity, type TestCity, testCity } from './cities.ts'
export { fieldsIn, signaturesIn } from './cms-verification.ts'
export { custodianOf, type SoftwareCustodian, softwareCustodian, withForeignSignature } from './custodians.ts'
export {
  accessInformation,
  type CrlPoint,
  certificatePolicies,
  crlPoints,
  derTime,
  extension,
  forCertificate,
  inhibitAnyPolicy,
  nameConstraints,
  policyConstraints,
  policyMappings,
  subjectAltName,
  type TestExtension,
} from './extensions.ts'
export {
  authorityKeyIdentifier,
  type Issued,
  type IssueOptions,
  issue,
  keyUsage,
  pkcs8Of,
  rawExtension,
  subjectKeyIdentifier,
} from './issue.ts'
export { type Entity, issueAll } from './issue-all.ts'
export {
  type CrlOptions,
  issueCrl,
  issueOcspResponse,
  type OcspAnswerOptions,
  type OcspOptions,
  ocspError,
} from './lists-and-responses.ts'
export { pkijsResponse } from './pkijs-token.ts'
export { type EvidenceAnswers, evidenceSourceOf } from './revocable-evidence.ts'
export { timestampAuthorityOf, timestampToken } from './timestamps.ts'
export { nameVectors } from './vectors/name-vectors.ts'
export {
  anchorVectors,
  basicVectors,
  issuePath,
  lengthVectors,
  malformedVectors,
  type PathVector,
} from './vectors/path-vectors.ts'
export { policyVectors } from './vectors/policy-vectors.ts'
