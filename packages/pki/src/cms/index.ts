// RFC 5652: SignedData as it is read, and the TSTInfo that a timestamp token carries.
export { parseSignedData, type SignedData, type SignerInfo, singleValue } from './signed-data.ts'
export { identifies } from './signer-identifier.ts'
export { parseTimestampInfo, type TimestampInfo } from './timestamp-info.ts'
