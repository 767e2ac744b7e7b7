// RFC 3161: requests, responses and tokens, read, checked and written. Asking an authority, and
// being one, is elsewhere.
export { checkTimestampResponse } from './check-response.ts'
export { type FailedAuthority, TimestampError } from './errors.ts'
export { RefusedRequest } from './failure-info.ts'
export { mediaType, timestampQuery, timestampReply } from './media-type.ts'
export { type MessageImprint, makeMessageImprint } from './message-imprint.ts'
export { makeTimeStampReq, parseTimeStampReq, type TimeStampReq } from './request.ts'
export { encodeGranted, encodeRejection, parseTimeStampResp, type TimeStampResp } from './response.ts'
export {
  createTimestampToken,
  isTimestampCertificate,
  parseTimestampToken,
  type TimestampToken,
  type TokenSigner,
  tokenComplaint,
  verifyTimestampToken,
} from './token.ts'
export { encodeTimestampInfo, parseTimestampInfo, type TimestampInfo } from './tst-info.ts'
