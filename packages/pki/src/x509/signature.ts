// Verifies one signature over one message under one public key, by WebCrypto. It says nothing about
// trust or about weak algorithms.
import { findSignatureAlgorithm, type SignatureAlgorithm } from '../algorithms.ts'
import { Asn1Error, readDer } from '../asn1/der-reader.ts'
import { integerBytes, sequence } from '../asn1/der-values.ts'
import { owned } from '../bytes.ts'
import { OID } from '../oids.ts'
import {
  type AlgorithmIdentifier,
  encodeRsaPublicKeyInfo,
  hasNoParameters,
  parsePssParameters,
  type SubjectPublicKeyInfo,
} from './algorithm-identifier.ts'

export type SignatureVerdict =
  | { readonly verdict: 'right'; readonly algorithm: SignatureAlgorithm }
  | { readonly verdict: 'wrong'; readonly algorithm: SignatureAlgorithm; readonly reason: string }
  /**
   * The algorithm, its parameters or the key are not ones that can be computed here: nothing is
   * known.
   */
  | { readonly verdict: 'unsupported'; readonly reason: string }

/**
 * Verifies a signature value.
 *
 * @param stated.algorithm signatureAlgorithm of the certificate or SignerInfo
 * @param stated.digestOid digestAlgorithm of a SignerInfo; must agree with the signature algorithm.
 *   Left out for certificates
 * @param stated.message the bytes that were signed, not their digest
 */
export async function verifySignature(stated: {
  readonly algorithm: AlgorithmIdentifier
  readonly digestOid?: string
  readonly publicKey: SubjectPublicKeyInfo
  readonly message: Uint8Array
  readonly signature: Uint8Array
}): Promise<SignatureVerdict> {
  const { algorithm, publicKey } = stated
  try {
    const pss = algorithm.oid === OID.rsassaPss ? parsePssParameters(algorithm) : undefined
    if (pss !== undefined && pss.maskDigestOid !== pss.digestOid) {
      return unsupported('PSS with different digests for message and mask')
    }
    if (pss !== undefined && stated.digestOid !== undefined && pss.digestOid !== stated.digestOid) {
      return unsupported('PSS parameters disagree with the digest algorithm')
    }
    const row = findSignatureAlgorithm({
      oid: algorithm.oid,
      digestOid: pss?.digestOid ?? stated.digestOid,
      key: { oid: publicKey.algorithm.oid, curveOid: publicKey.curveOid },
    })
    if (pss === undefined && !hasNoParameters(algorithm)) {
      return unsupported(`algorithm ${algorithm.oid} with parameters of its own`)
    }
    if (row === undefined) {
      return unsupported(`algorithm ${algorithm.oid} with a key of ${publicKey.algorithm.oid}`)
    }
    return await verifyWith(row, stated, pss?.saltBytes)
  } catch (error) {
    // WebCrypto's rejections (a key that it cannot import) and unreadable parameters.
    return unsupported(error instanceof Error ? error.message : String(error))
  }
}

async function verifyWith(
  row: SignatureAlgorithm,
  stated: {
    readonly publicKey: SubjectPublicKeyInfo
    readonly message: Uint8Array
    readonly signature: Uint8Array
  },
  saltLength: number | undefined,
): Promise<SignatureVerdict> {
  const octets = signatureOctets(row, stated.signature)
  if (octets === undefined) return { verdict: 'wrong', algorithm: row, reason: 'malformed signature value' }
  const spki =
    stated.publicKey.modulusBits === undefined
      ? stated.publicKey.der
      : encodeRsaPublicKeyInfo(stated.publicKey.key)
  const key = await crypto.subtle.importKey('spki', owned(spki), row.importParameters, false, ['verify'])
  const parameters = saltLength === undefined ? row.verifyParameters : { ...row.verifyParameters, saltLength }
  const right = await crypto.subtle.verify(parameters, key, owned(octets), owned(stated.message))
  if (right) return { verdict: 'right', algorithm: row }
  return {
    verdict: 'wrong',
    algorithm: row,
    reason: 'the signature value does not fit the key and the message',
  }
}

/**
 * Turns Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER } (RFC 3279 §2.2.3) into `r || s`;
 * undefined when malformed.
 */
function signatureOctets(row: SignatureAlgorithm, signature: Uint8Array): Uint8Array | undefined {
  if (row.signatureFormat.kind === 'octets') return signature
  const { coordinateBytes } = row.signatureFormat
  try {
    const [r, s, ...rest] = sequence(readDer(signature)).map(integerBytes)
    if (r === undefined || s === undefined || rest.length > 0) return undefined
    const octets = new Uint8Array(2 * coordinateBytes)
    for (const [index, value] of [r, s].entries()) {
      const start = value.findIndex((byte) => byte !== 0)
      const significant = start < 0 ? new Uint8Array() : value.subarray(start)
      if ((value[0] ?? 0) >= 0x80 || significant.length > coordinateBytes) return undefined
      octets.set(significant, (index + 1) * coordinateBytes - significant.length)
    }
    return octets
  } catch (error) {
    if (error instanceof Asn1Error) return undefined
    throw error
  }
}

function unsupported(reason: string): SignatureVerdict {
  return { verdict: 'unsupported', reason }
}
