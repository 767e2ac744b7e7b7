// RFC 5280 §4: certificates and names, and the signatures on them.
export {
  type AlgorithmIdentifier,
  encodeSignatureAlgorithm,
  parseAlgorithmIdentifier,
  parsePssParameters,
  type SubjectPublicKeyInfo,
} from './algorithm-identifier.ts'
export { type Certificate, parseCertificate } from './certificate.ts'
export { certificateNames } from './certificate-names.ts'
export {
  type AcceptanceContext,
  type CryptographicPolicy,
  defaultCryptographicPolicy,
  type KeyKind,
  type Weakness,
  weaknessOf,
  weaknessOfAlgorithm,
} from './cryptographic-policy.ts'
export { commonName, nameToString, sameName } from './name.ts'
export { verifySignature } from './signature.ts'
export { type SignatureCache, signatureCache } from './signature-cache.ts'
