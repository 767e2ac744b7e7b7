// RFC 5652: SignedData as it is read, verified and written.
export { CmsError } from './errors.ts'
export { signedAttributes } from './signed-attributes.ts'
export {
  parseSignedData,
  type SignedData,
  type SignerInfo,
} from './signed-data-reader.ts'
export {
  assembleSignedData,
  attributesOf,
  type SignedDataTemplate,
  signedDataTemplate,
} from './signed-data-writer.ts'
export { type SignerVerification, verifySigner } from './signer-verification.ts'
export { findSigningCertificate, identifies, type SigningCertificate } from './signing-certificate.ts'
