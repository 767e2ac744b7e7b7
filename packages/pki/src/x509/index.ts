// RFC 5280 and RFC 6960: certificates, paths, revocation lists and OCSP answers, read and judged.

export { certificationPaths } from '../path/path-building.ts'
export { type PathInputs, type PathRule, validatePath } from '../path/path-validation.ts'
export {
  type AlgorithmIdentifier,
  hasNoParameters,
  parseAlgorithmIdentifier,
  parsePssParameters,
  type SubjectPublicKeyInfo,
} from './algorithm-identifier.ts'
export { type Certificate, parseCertificate } from './certificate.ts'
export { type CertificateList, parseCertificateList, type RevokedCertificate } from './certificate-list.ts'
export { crlCovers, deltaFits } from './crl-scope.ts'
export { commonName, nameToString, parseName, sameName } from './name.ts'
export { certificateIdMatches, encodeCertificateId, ocspRequest } from './ocsp-request.ts'
export { type BasicOcspResponse, parseOcspResponse, type SingleResponse } from './ocsp-response.ts'
export { hasNoRevocation, revocationExemptions } from './revocation-exemption.ts'
export {
  allReasons,
  type ReasonFlag,
  type RevocationReason,
  revocationReasonCode,
} from './revocation-reason.ts'
export { crlIssuersOf, ocspResponderOf } from './revocation-signer.ts'
export { caIssuersUrls, crlDistributionPoints, ocspUrls } from './revocation-urls.ts'
export { verifySignature } from './signature.ts'
export { type SignatureCache, signatureCache } from './signature-cache.ts'
