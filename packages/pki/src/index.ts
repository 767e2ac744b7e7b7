// @tapis/pki: the tables of algorithms and object identifiers, and the octets that everything below
// is made of.
export {
  type DigestAlgorithm,
  digestAlgorithm,
  digestAlgorithmOf,
  findSignatureAlgorithm,
  type KeyAlgorithm,
  type KeyAlgorithmName,
  keyAlgorithm,
  SHA_1,
  SHA_256,
  type SignatureAlgorithm,
  type SignatureAlgorithmName,
  signatureAlgorithm,
  signatureAlgorithms,
} from './algorithms.ts'
export { concatenated, type Der, equalBytes, hex, owned } from './bytes.ts'
export { type Hash, webCryptoHash } from './hash.ts'
export { nearest } from './nearest.ts'
export { OID } from './oids.ts'
export { present } from './present.ts'
