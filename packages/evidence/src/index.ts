// @tapis/evidence: revocation data and certificates from where certificates say they are, and
// timestamps from their authorities.
export { HttpEvidenceSource, type HttpEvidenceSourceOptions } from './http-evidence-source.ts'
export { HttpTimestampAuthority, type HttpTimestampAuthorityOptions } from './http-timestamp-authority.ts'
