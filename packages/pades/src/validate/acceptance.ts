// Signature acceptance validation (EN 319 102-1 clause 5.2.8): algorithms and keys that no longer prove anything.
import { findSignatureAlgorithm, type SignatureAlgorithm } from '../asn1/algorithms.ts'
import { OID } from '../asn1/oids.ts'
import { parsePssParameters, type SubjectPublicKeyInfo } from '../x509/algorithm-identifier.ts'
import type { Certificate } from '../x509/certificate.ts'
import { nameToString } from '../x509/name.ts'
import { indeterminate, type Refusal } from './conclusion.ts'
import type { CryptographicResult } from './cryptographic-verification.ts'

/** Why the signature's own algorithms or the signer's key are refused. */
export function refuseWeakSignature(
  { digest, algorithm }: CryptographicResult,
  publicKey: SubjectPublicKeyInfo,
): Refusal | undefined {
  if (digest?.weak === true) return weak(`the message digest is ${digest.name}`)
  if (algorithm === undefined) return undefined
  return refuseWeak('the signature', algorithm, publicKey)
}

/** Why a link of the path is refused. The anchor's own signature proves nothing and is not looked at. */
export function refuseWeakPath(path: readonly Certificate[]): Refusal | undefined {
  for (const [index, certificate] of path.entries()) {
    const issuer = path[index + 1]
    if (issuer === undefined) return undefined
    const { signatureAlgorithm, subject } = certificate
    const digestOid =
      signatureAlgorithm.oid === OID.rsassaPss ? parsePssParameters(signatureAlgorithm).digestOid : undefined
    const algorithm = findSignatureAlgorithm({
      oid: signatureAlgorithm.oid,
      digestOid,
      key: { oid: issuer.publicKey.algorithm.oid, curveOid: issuer.publicKey.curveOid },
    })
    if (algorithm === undefined) return weak(`${nameToString(subject)}: unknown algorithm`)
    const refusal = refuseWeak(`the certificate ${nameToString(subject)}`, algorithm, issuer.publicKey)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function refuseWeak(
  what: string,
  algorithm: SignatureAlgorithm,
  { modulusBits }: SubjectPublicKeyInfo,
): Refusal | undefined {
  if (algorithm.digest.weak) return weak(`${what} is made with ${algorithm.name}`)
  if (modulusBits !== undefined && modulusBits < algorithm.minimumKeyBits) {
    return weak(`${what} is made with a key of ${modulusBits} bits, ${algorithm.minimumKeyBits} are needed`)
  }
  return undefined
}

function weak(reason: string): Refusal {
  return indeterminate('CRYPTO_CONSTRAINTS_FAILURE', reason)
}
