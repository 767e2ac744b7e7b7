// The certificate authority of a city that has none: makes keys, certificates and revocation lists,
// keeps nothing.

export type { KeyAlgorithmName } from '@tapis/pki'
export type { AuthorityOptions, IssuedAuthorityOptions } from './authorities.ts'
export { issueCa, issueRoot, issueTimestampCertificate } from './authorities.ts'
export { type DistinguishedName, holdsPersonalNumber } from './distinguished-name.ts'
export type { EndEntityOptions } from './end-entities.ts'
export { issueSealCertificate, issueSignerCertificate } from './end-entities.ts'
export type { PkiErrorCode } from './errors.ts'
export { PkiError } from './errors.ts'
export type { IssuedCertificate } from './issue-certificate.ts'
export type { Issuer } from './issuer.ts'
export { publicationPaths } from './publication.ts'
export type { RevocationReason, RevokedCertificate } from './revocation-list.ts'
export { issueCrl } from './revocation-list.ts'
