// ITU-T X.690: the reader that decides whether bytes nest as BER or DER says, the typed values of
// what it read, and the writer of DER.
export {
  type Asn1Element,
  Asn1Error,
  type Asn1ErrorCode,
  readBer,
  readBerPrefix,
  readDer,
  TAG,
} from './der-reader.ts'
export {
  bitString,
  boolean,
  explicit,
  integerBytes,
  isContext,
  isUniversal,
  octetString,
  oid,
  sequence,
  smallInteger,
} from './der-values.ts'
export {
  compareEncodings,
  derContext,
  derElement,
  derInteger,
  derIntegerOctets,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  derUnsigned,
} from './der-writer.ts'
