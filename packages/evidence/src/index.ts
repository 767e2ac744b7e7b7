// @tapis/evidence: revocation data and certificates from where certificates say they are.
export { HttpEvidenceSource } from './http-evidence-source.ts'
