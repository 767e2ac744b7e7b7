// A signature waiting for its value: everything decided, nothing secret, plain data that survives structured cloning
// and, by `preparedToJson`, storage as text.

import type { SignatureAlgorithmName } from '@tapis/pki'

export interface PreparedSignature {
  /** Bytes of the document that was prepared; the update belongs behind exactly that document. */
  readonly originalBytes: number
  /** The incremental update, complete but for zeros where /Contents' hexadecimal digits go. */
  readonly update: Uint8Array
  /** Four offsets and lengths into the finished file, as written in /ByteRange. */
  readonly byteRange: readonly [number, number, number, number]
  /** Offset in the finished file of the first hexadecimal digit of /Contents. */
  readonly contentsOffset: number
  /** Bytes of DER that fit into /Contents. */
  readonly reservedBytes: number
  readonly fieldName: string
  readonly algorithm: SignatureAlgorithmName
  /** DER, the signer's first. */
  readonly certificatePath: readonly Uint8Array[]
  /** Digest of the byte range, by the digest algorithm of `algorithm`. */
  readonly documentDigest: Uint8Array
  /** DER SET OF Attribute (0x31): the message to be signed. */
  readonly signedAttributes: Uint8Array
  /** Remarks "CODE: sentence" about what was tolerated in the document; `RECOVERED`: it was damaged, and rebuilt by searching. */
  readonly warnings: readonly string[]
}
