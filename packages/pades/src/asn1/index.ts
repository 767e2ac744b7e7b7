// ITU-T X.690 for the other rooms: the reader that decides whether bytes nest as BER says, the typed values of what it read, and the
// writer of DER.

export type { Asn1Element, Asn1ErrorCode } from './der-reader.ts'
export { Asn1Error, readBer, TAG } from './der-reader.ts'
export { boolean, isContext, isUniversal, octetString, oid, sequence, smallInteger } from './der-values.ts'
export {
  derContext,
  derElement,
  derInteger,
  derIntegerOctets,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
} from './der-writer.ts'
