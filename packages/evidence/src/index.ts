// @tapis/evidence: revocation data and certificates from where certificates say they are.
export type { DownloadFailure, DownloadFailureCode } from './download.ts'
export { HttpEvidenceSource, type HttpEvidenceSourceOptions } from './http-evidence-source.ts'
