// AlgorithmIdentifier and SubjectPublicKeyInfo (RFC 5280 §4.1): what a signature and a key say of
// themselves.

import { type DigestAlgorithm, SHA_1, type SignatureAlgorithm } from '../algorithms.ts'
import { type Asn1Element, Asn1Error, readDer, TAG } from '../asn1/der-reader.ts'
import {
  bitString,
  explicit,
  integerBytes,
  isContext,
  isUniversal,
  oid,
  sequence,
  smallInteger,
} from '../asn1/der-values.ts'
import { derContext, derElement, derInteger, derNull, derOid, derSequence } from '../asn1/der-writer.ts'
import { OID } from '../oids.ts'
import { present } from '../present.ts'

/** An algorithm as a signature or a key states it. */
export interface AlgorithmIdentifier {
  readonly oid: string
  readonly parameters?: Asn1Element
  readonly der: Uint8Array
}

interface PssParameters {
  readonly digestOid: string
  readonly maskDigestOid: string
  readonly saltBytes: number
}

/** A public key as a certificate holds it. */
export interface SubjectPublicKeyInfo {
  readonly der: Uint8Array
  readonly algorithm: AlgorithmIdentifier
  /** The named curve of an elliptic curve key. */
  readonly curveOid?: string
  /** The key itself: an ECPoint, a DER RSAPublicKey, 32 bytes of Ed25519. */
  readonly key: Uint8Array
  /** Bits of an RSA modulus; undefined for other kinds, whose curve states the strength. */
  readonly modulusBits?: number
}

/**
 * AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }.
 *
 * @throws Asn1Error
 */
export function parseAlgorithmIdentifier(element: Asn1Element | undefined): AlgorithmIdentifier {
  const [algorithm, parameters] = sequence(element)
  return {
    oid: oid(algorithm),
    ...present({ parameters }),
    der: element?.bytes ?? new Uint8Array(),
  }
}

/** Writes the AlgorithmIdentifier of a digest: without parameters (RFC 5754 §2). */
export function encodeDigestAlgorithm(digest: DigestAlgorithm): Uint8Array {
  return derSequence(derOid(digest.oid))
}

/** Writes the AlgorithmIdentifier of a signature, with the parameters that its row states. */
export function encodeSignatureAlgorithm({ oid: id, parameters, digest }: SignatureAlgorithm): Uint8Array {
  switch (parameters.form) {
    case 'absent':
      return derSequence(derOid(id))
    case 'null':
      return derSequence(derOid(id), derNull())
    case 'rsassa-pss': {
      // RFC 4055 §3.1: SHA-1 and a salt of 20 are the defaults, and SHA-1 is never signed with.
      const hash = encodeDigestAlgorithm(digest)
      const fields = [
        derContext(0, hash),
        derContext(1, derSequence(derOid(OID.mgf1), hash)),
        derContext(2, derInteger(parameters.saltBytes)),
      ]
      return derSequence(derOid(id), derSequence(...fields))
    }
  }
}

/**
 * Whether parameters are absent or NULL: RFC 5754 §2 and §3 let both stand for the same, and
 * writers do not agree.
 */
export function hasNoParameters({ parameters }: AlgorithmIdentifier): boolean {
  return parameters === undefined || (isUniversal(parameters, TAG.null) && parameters.content.length === 0)
}

/**
 * RSASSA-PSS-params ::= SEQUENCE { [0] hashAlgorithm DEFAULT sha1, [1] maskGenAlgorithm DEFAULT
 * mgf1SHA1, [2] saltLength DEFAULT 20, [3] trailerField DEFAULT 1 } (RFC 4055 §3.1). @throws
 * Asn1Error
 */
export function parsePssParameters(algorithm: AlgorithmIdentifier): PssParameters {
  const fields = algorithm.parameters === undefined ? [] : sequence(algorithm.parameters)
  let digestOid = SHA_1.oid
  let maskDigestOid = SHA_1.oid
  let saltBytes = 20
  for (const field of fields) {
    if (isContext(field, 0)) digestOid = parseAlgorithmIdentifier(explicit(field)).oid
    else if (isContext(field, 1)) {
      const mask = parseAlgorithmIdentifier(explicit(field))
      if (mask.oid !== OID.mgf1) throw new Asn1Error('ASN1_VALUE_INVALID', 'expected the mask function MGF1')
      maskDigestOid = parseAlgorithmIdentifier(mask.parameters).oid
    } else if (isContext(field, 2)) saltBytes = smallInteger(explicit(field))
    else if (!isContext(field, 3) || smallInteger(explicit(field)) !== 1) {
      throw new Asn1Error('ASN1_VALUE_INVALID', 'unexpected field of RSASSA-PSS-params')
    }
  }
  return { digestOid, maskDigestOid, saltBytes }
}

/**
 * SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }.
 *
 * @throws Asn1Error
 */
export function parseSubjectPublicKeyInfo(element: Asn1Element | undefined): SubjectPublicKeyInfo {
  const [identifier, key] = sequence(element)
  const algorithm = parseAlgorithmIdentifier(identifier)
  const { bytes } = bitString(key)
  const isRsa = algorithm.oid === OID.rsaEncryption || algorithm.oid === OID.rsassaPss
  const modulusBits = isRsa ? bitLength(integerBytes(sequence(readDer(bytes))[0])) : undefined
  const named = isUniversal(algorithm.parameters, TAG.oid) ? oid(algorithm.parameters) : undefined
  return {
    der: element?.bytes ?? new Uint8Array(),
    algorithm,
    key: bytes,
    ...present({ curveOid: named, modulusBits }),
  }
}

function bitLength(bigEndian: Uint8Array): number {
  const start = bigEndian.findIndex((byte) => byte !== 0)
  if (start < 0) return 0
  return (bigEndian.length - start) * 8 - Math.clz32(bigEndian[start] ?? 0) + 24
}

const BIT_STRING = 0x03

/**
 * Writes the SubjectPublicKeyInfo of an RSA key with the plain identifier: WebCrypto imports
 * neither a key that is marked id-RSASSA-PSS (RFC 4055 §1.2) nor one whose NULL parameters were
 * left out.
 *
 * @param key DER RSAPublicKey
 */
export function encodeRsaPublicKeyInfo(key: Uint8Array): Uint8Array {
  const algorithm = derSequence(derOid(OID.rsaEncryption), derNull())
  return derSequence(algorithm, derElement(BIT_STRING, Uint8Array.of(0), key))
}
