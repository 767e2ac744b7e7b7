// Signature acceptance validation (EN 319 102-1 clause 5.2.8): algorithms and keys that no longer prove anything at the time by which
// the signature is known to have existed.
import { type DigestAlgorithm, findSignatureAlgorithm, OID, type SignatureAlgorithm } from '@tapis/pki'
import {
  type AlgorithmIdentifier,
  type Certificate,
  nameToString,
  parsePssParameters,
  type SubjectPublicKeyInfo,
} from '@tapis/pki/x509'
import type { CryptographicResult } from '../cryptography/cryptographic-verification.ts'
import { indeterminate, type Refusal } from '../report/conclusion.ts'
import type { CryptographicPolicy, KeyKind } from './cryptographic-policy.ts'

/** How to judge, and at which time: by then the thing is proven to have existed. */
export interface AcceptanceContext {
  readonly at: Date
  readonly policy: CryptographicPolicy
}

/** Why the signature's own algorithms or the signer's key are refused. */
export function refuseWeakSignature(
  { digest, algorithm }: CryptographicResult,
  publicKey: SubjectPublicKeyInfo,
  context: AcceptanceContext,
): Refusal | undefined {
  const weakDigest = digest === undefined ? undefined : refuseDigest('the message digest', digest, context)
  if (weakDigest !== undefined || algorithm === undefined) return weakDigest
  return refuseRow('the signature', algorithm, publicKey, context)
}

/**
 * Why a link of the path is refused. The anchor's own signature proves nothing and is not looked at.
 * @param existenceOf by when a certificate is proven to have existed
 */
export function refuseWeakPath(
  path: readonly Certificate[],
  policy: CryptographicPolicy,
  existenceOf: (certificate: Certificate) => Date,
): Refusal | undefined {
  for (const [index, certificate] of path.entries()) {
    const issuer = path[index + 1]
    if (issuer === undefined) return undefined
    const { signatureAlgorithm, subject } = certificate
    const what = `the certificate ${nameToString(subject)}`
    const context = { at: existenceOf(certificate), policy }
    const refusal = refuseAlgorithm(what, signatureAlgorithm, issuer.publicKey, context)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/** Why a signature with this algorithm, under this key, proves nothing. */
export function refuseAlgorithm(
  what: string,
  identifier: AlgorithmIdentifier,
  publicKey: SubjectPublicKeyInfo,
  context: AcceptanceContext,
): Refusal | undefined {
  const isPss = identifier.oid === OID.rsassaPss
  const algorithm = findSignatureAlgorithm({
    oid: identifier.oid,
    digestOid: isPss ? parsePssParameters(identifier).digestOid : undefined,
    key: { oid: publicKey.algorithm.oid, curveOid: publicKey.curveOid },
  })
  if (algorithm === undefined)
    return indeterminate('CRYPTO_CONSTRAINTS_FAILURE', `${what}: unknown algorithm`)
  return refuseRow(what, algorithm, publicKey, context)
}

/** Why a digest made by then binds to nothing. */
export function refuseDigest(
  what: string,
  digest: DigestAlgorithm,
  { at, policy }: AcceptanceContext,
): Refusal | undefined {
  return refuseSunset(`${what} is ${digest.name}`, policy.digestSunset(digest.name), at)
}

function refuseRow(
  what: string,
  algorithm: SignatureAlgorithm,
  publicKey: SubjectPublicKeyInfo,
  context: AcceptanceContext,
): Refusal | undefined {
  const { at, policy } = context
  const digest = refuseSunset(
    `${what} is made with ${algorithm.name}`,
    policy.digestSunset(algorithm.digest.name),
    at,
  )
  if (digest !== undefined) return digest
  const bits = publicKey.modulusBits ?? algorithm.minimumKeyBits
  const key = `${what} is made with a key of ${bits} bits`
  return refuseSunset(key, policy.keySunset(kindOf(publicKey), bits), at)
}

function kindOf({ algorithm, modulusBits }: SubjectPublicKeyInfo): KeyKind {
  if (modulusBits !== undefined) return 'RSA'
  return algorithm.oid === OID.ed25519 ? 'EdDSA' : 'EC'
}

function refuseSunset(what: string, sunset: Date | undefined, at: Date): Refusal | undefined {
  if (sunset === undefined || at < sunset) return undefined
  if (sunset.getTime() === 0)
    return indeterminate('CRYPTO_CONSTRAINTS_FAILURE', `${what}, which proves nothing`)
  const until = sunset.toISOString().slice(0, 10)
  return indeterminate(
    'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    `${what}, believed until ${until}; nothing proves that it is older`,
    [{ kind: 'timestamp', description: `a timestamp from before ${until}` }],
  )
}
