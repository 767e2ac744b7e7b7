// Revocation lists (RFC 5280 §5) and OCSP (RFC 6960): read, and judged.
export { type CertificateList, parseCertificateList, type RevokedCertificate } from './certificate-list.ts'
export { crlCovers } from './crl-scope.ts'
export { encodeCertificateId, ocspRequest } from './ocsp-request.ts'
export { type BasicOcspResponse, parseOcspResponse } from './ocsp-response.ts'
export type { SingleResponse } from './ocsp-single-response.ts'
export { singlesAbout } from './response-judgement.ts'
export type { AnswerRules, Ground, Held, RevocationAnswer } from './revocation-answer.ts'
export { hasNoRevocation, revocationExemptions } from './revocation-exemption.ts'
export {
  type HeldAnswers,
  isHarmlessToTokens,
  judgeAnswers,
  type Moments,
  type RevocationStatus,
  statusFrom,
} from './revocation-judgement.ts'
export { type ReasonFlag, type RevocationReason, revocationReasonCode } from './revocation-reason.ts'
export { crlIssuersOf, ocspResponderOf } from './revocation-signer.ts'
export { caIssuersUrls, crlDistributionPoints, ocspUrls } from './revocation-urls.ts'
