// ITU-T X.690 for the other rooms: the reader that decides whether bytes nest as BER says, and the error it throws.

export type { Asn1ErrorCode } from './der-reader.ts'
export { Asn1Error, readBer } from './der-reader.ts'
