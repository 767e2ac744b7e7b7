// ITU-T X.690: the reader that decides whether bytes nest as BER or DER says, the typed values of
// what it read, and the writer of DER.
export {
  type Asn1Element,
  Asn1Error,
  readBer,
  readBerPrefix,
  readDer,
} from './der-reader.ts'
export {
  boolean,
  explicit,
  integerBytes,
  isContext,
  oid,
  sequence,
} from './der-values.ts'
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
