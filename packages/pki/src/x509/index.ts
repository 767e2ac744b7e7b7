// RFC 5280: certificates and paths, read and judged.
export {
  type AlgorithmIdentifier,
  hasNoParameters,
  parseAlgorithmIdentifier,
  parsePssParameters,
  type SubjectPublicKeyInfo,
} from './algorithm-identifier.ts'
export { type Certificate, parseCertificate } from './certificate.ts'
export {
  type AcceptanceContext,
  type CryptographicPolicy,
  defaultCryptographicPolicy,
  type KeyKind,
  type Weakness,
  weaknessOf,
  weaknessOfAlgorithm,
} from './cryptographic-policy.ts'
export { commonName, nameToString, parseName, sameName } from './name.ts'
export { certificationPaths } from './path-building.ts'
export { type PathInputs, type PathRule, validatePath } from './path-validation.ts'
export { verifySignature } from './signature.ts'
export { type SignatureCache, signatureCache } from './signature-cache.ts'
