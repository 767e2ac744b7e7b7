// TimeStampReq (RFC 3161 §2.4.1): written by the client, read strictly by the authority.
import {
  boolean,
  derElement,
  derInteger,
  derSequence,
  isContext,
  isUniversal,
  oid,
  sequence,
  smallInteger,
  TAG,
} from '@tapis/pki/asn1'
import { Asn1Error, type Der, derUnsigned, readPlain } from '@tapis/pki/pkijs'
import { type DigestAlgorithm, digestAlgorithm } from './digest-algorithms.ts'
import { RefusedRequest } from './failure-info.ts'
import { type MessageImprint, makeMessageImprint, parseMessageImprint } from './message-imprint.ts'

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
 * A request for the certificates and with a nonce, so that the answer stands for itself and cannot be a replay.
 *
 * @param nonce big-endian, at least 8 random octets.
 * @throws TypeError for a digest of the wrong length or a short nonce
 */
export function makeTimeStampReq(
  imprint: { readonly algorithm: DigestAlgorithm['name']; readonly digest: Uint8Array },
  nonce: Uint8Array,
): TimeStampReq & { readonly der: Der } {
  const algorithm = digestAlgorithm(imprint.algorithm)
  if (algorithm === undefined) throw new TypeError('the digest algorithm is not SHA-256, SHA-384 or SHA-512')
  if (imprint.digest.length !== algorithm.digestBytes) {
    throw new TypeError(
      `the digest has ${imprint.digest.length} bytes, ${algorithm.name} has ${algorithm.digestBytes}`,
    )
  }
  if (nonce.length < 8) throw new TypeError(`the nonce has ${nonce.length} octets, expected at least 8`)
  const made = makeMessageImprint(algorithm, imprint.digest, 'NULL')
  const nonceInteger = derUnsigned(nonce)
  const der = derSequence(derInteger(1), made.der, nonceInteger, TRUE)
  return { imprint: made, policy: undefined, nonce: nonceInteger, certReq: true, der: new Uint8Array(der) }
}

const TRUE = derElement(0x01, Uint8Array.of(0xff))

/**
 * TimeStampReq ::= SEQUENCE { version INTEGER { v1(1) }, messageImprint MessageImprint, reqPolicy TSAPolicyId OPTIONAL,
 *   nonce INTEGER OPTIONAL, certReq BOOLEAN DEFAULT FALSE, extensions [0] IMPLICIT Extensions OPTIONAL }
 * @throws RefusedRequest with the failure that the response names
 */
export function parseTimeStampReq(der: Uint8Array): TimeStampReq {
  try {
    return parse(der)
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error
    throw new RefusedRequest('badDataFormat', error.message, { cause: error })
  }
}

function parse(der: Uint8Array): TimeStampReq {
  const { version, imprint, policy, nonce, certReq } = readPlain(der, 'TimeStampReq', (element) => {
    const [versionField, imprintField, ...rest] = sequence(element)
    // RFC 3161 §2.4.1: an extension that is not understood is refused, whether critical or not.
    if (rest.some((field) => isContext(field, 0))) {
      throw new RefusedRequest('unacceptedExtension', 'no extension is understood')
    }
    const next = (tag: number) => (isUniversal(rest[0], tag) ? rest.shift() : undefined)
    const [policyField, nonceField, certReqField] = [next(TAG.oid), next(TAG.integer), next(TAG.boolean)]
    if (imprintField === undefined || rest.length > 0) throw new Asn1Error('TimeStampReq has other fields')
    return {
      version: smallInteger(versionField),
      imprint: imprintField.bytes,
      policy: policyField && oid(policyField),
      nonce: nonceField?.bytes,
      certReq: certReqField !== undefined && boolean(certReqField),
    }
  })
  if (version !== 1) throw new RefusedRequest('badRequest', 'version is not 1')
  const checked = parseMessageImprint(imprint)
  return { imprint: checked, policy, nonce: nonce && requireMinimal(nonce), certReq, der }
}

// The nonce is repeated in a DER structure, so it has to be DER itself (X.690 §8.3.2).
function requireMinimal(nonce: Uint8Array): Uint8Array {
  const [identifier, length = 0, first = 0, second = 0] = nonce
  const redundant = length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
  if (identifier !== 0x02 || length === 0 || length >= 0x80 || redundant)
    throw new Asn1Error('nonce is not a DER INTEGER of 1 to 127 octets')
  return nonce
}
