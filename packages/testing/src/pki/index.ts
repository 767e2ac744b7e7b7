// @tapis/testing/pki: a certification authority, a timestamp authority and people, all invented.
export { fieldsIn, signaturesIn } from './cms-verification.ts'
export { type EvidenceAnswers, evidenceSourceOf } from './evidence-source.ts'
export { nameVectors } from './name-vectors.ts'
export {
  anchorVectors,
  basicVectors,
  issuePath,
  lengthVectors,
  malformedVectors,
  type PathVector,
} from './path-vectors.ts'
export { policyVectors } from './policy-vectors.ts'
export { place, type RevocableCity, revocableCity } from './revocable-city.ts'
export { type SoftwareCustodian, softwareCustodian } from './software-custodian.ts'
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
} from './test-extensions.ts'
export {
  custodianOf,
  type Issued,
  type IssueOptions,
  issue,
  type TestCity,
  testCity,
  timestampAuthorityOf,
  timestampToken,
  withForeignSignature,
} from './test-pki.ts'
export {
  type CrlOptions,
  issueCrl,
  issueOcspResponse,
  type OcspAnswerOptions,
  type OcspOptions,
  ocspError,
} from './test-revocation.ts'
