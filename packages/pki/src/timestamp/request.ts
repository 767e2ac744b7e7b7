// TimeStampReq (RFC 3161 §2.4.1): written by the client, read strictly by the authority.
import { type DigestAlgorithm, digestAlgorithm } from '../algorithms.ts'
import { type Asn1Element, Asn1Error, readBer, TAG } from '../asn1/der-reader.ts'
import { boolean, isContext, isUniversal, oid, sequence, smallInteger } from '../asn1/der-values.ts'
import { derElement, derInteger, derSequence, derUnsigned } from '../asn1/der-writer.ts'
import type { Der } from '../bytes.ts'
import { RefusedRequest } from './failure-info.ts'
import { type MessageImprint, makeMessageImprint, parseMessageImprint } from './message-imprint.ts'

/** A request as it was made or read. */
export interface TimeStampReq {
  readonly imprint: MessageImprint
  /** Dotted. */
  readonly policy: string | undefined
  /** DER INTEGER. */
  readonly nonce: Uint8Array | undefined
  /** Whether the token is to hold the authority's certificates. */
  readonly certReq: boolean
  /** DER of the whole request. */
  readonly der: Uint8Array
}

/**
 * Makes a request for the certificates and with a nonce, so that the answer stands for itself and
 * cannot be a replay.
 *
 * @param nonce big-endian, at least 8 random octets
 * @throws TypeError for a digest algorithm that is weak, a digest of the wrong length or a short
 *   nonce
 */
export function makeTimeStampReq(
  imprint: { readonly algorithm: DigestAlgorithm['name']; readonly digest: Uint8Array },
  nonce: Uint8Array,
): TimeStampReq & { readonly der: Der } {
  const algorithm = digestAlgorithm(imprint.algorithm)
  if (algorithm === undefined || algorithm.weak) {
    throw new TypeError('the digest algorithm is not SHA-256, SHA-384 or SHA-512')
  }
  if (imprint.digest.length !== algorithm.digestBytes) {
    throw new TypeError(
      `the digest has ${imprint.digest.length} bytes, ${algorithm.name} has ${algorithm.digestBytes}`,
    )
  }
  if (nonce.length < 8) throw new TypeError(`the nonce has ${nonce.length} octets, expected at least 8`)
  const made = makeMessageImprint(algorithm, imprint.digest, 'NULL')
  const nonceInteger = derUnsigned(nonce)
  const isCertificateWanted = derElement(BOOLEAN, Uint8Array.of(0xff))
  const der = derSequence(derInteger(1), made.der, nonceInteger, isCertificateWanted)
  return { imprint: made, policy: undefined, nonce: nonceInteger, certReq: true, der: new Uint8Array(der) }
}

const BOOLEAN = 0x01
const MAXIMUM_BYTES = 64 * 1024

/**
 * Reads a request in BER of at most 64 KiB.
 *
 * @throws RefusedRequest with the failure that the response names, and nothing else whatever the
 *   bytes are
 */
export function parseTimeStampReq(bytes: Uint8Array): TimeStampReq {
  if (bytes.length > MAXIMUM_BYTES) {
    const message = `TimeStampReq has ${bytes.length} bytes, at most ${MAXIMUM_BYTES} are read`
    throw new RefusedRequest('badDataFormat', message)
  }
  const { version, imprint, policy, nonce, certReq } = readFields(bytes)
  if (version !== 1) throw new RefusedRequest('badRequest', 'version is not 1')
  const checked = parseMessageImprint(imprint)
  return { imprint: checked, policy, nonce: nonce && requireMinimal(nonce), certReq, der: bytes }
}

/**
 * TimeStampReq ::= SEQUENCE { version INTEGER { v1(1) }, messageImprint MessageImprint, reqPolicy
 * TSAPolicyId OPTIONAL, nonce INTEGER OPTIONAL, certReq BOOLEAN DEFAULT FALSE, extensions [0]
 * IMPLICIT Extensions OPTIONAL }
 */
function readFields(bytes: Uint8Array) {
  try {
    const [version, imprint, ...rest] = sequence(readBer(bytes))
    // RFC 3161 §2.4.1: an extension that is not understood is refused, whether critical or not.
    if (rest.some((field) => isContext(field, 0))) {
      throw new RefusedRequest('unacceptedExtension', 'no extension is understood')
    }
    const next = (tag: number): Asn1Element | undefined =>
      isUniversal(rest[0], tag) ? rest.shift() : undefined
    const [policy, nonce, certReq] = [next(TAG.oid), next(TAG.integer), next(TAG.boolean)]
    if (imprint === undefined || rest.length > 0) {
      throw new RefusedRequest('badDataFormat', 'TimeStampReq has other fields')
    }
    return {
      version: smallInteger(version),
      imprint,
      policy: policy && oid(policy),
      nonce: nonce?.bytes,
      certReq: certReq !== undefined && boolean(certReq),
    }
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause
    throw new RefusedRequest('badDataFormat', 'TimeStampReq does not have its structure', { cause })
  }
}

/** Refuses a nonce that is not DER (X.690 §8.3.2), since a DER structure repeats it. */
function requireMinimal(nonce: Uint8Array): Uint8Array {
  const [identifier, length = 0, first = 0, second = 0] = nonce
  const isRedundant = length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
  if (identifier === 0x02 && length > 0 && length < 0x80 && !isRedundant) return nonce
  throw new RefusedRequest('badDataFormat', 'nonce is not a DER INTEGER of 1 to 127 octets')
}
