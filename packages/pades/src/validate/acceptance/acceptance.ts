// Signature acceptance validation (EN 319 102-1 clause 5.2.8): algorithms and keys that no longer
// prove anything at the time by which the signature is known to have existed.
import type { DigestAlgorithm } from '@tapis/pki'
import {
  type AcceptanceContext,
  type Certificate,
  type CryptographicPolicy,
  nameToString,
  type SubjectPublicKeyInfo,
  type Weakness,
  weaknessOf,
  weaknessOfAlgorithm,
} from '@tapis/pki/x509'
import type { CryptographicResult } from '../cryptography/cryptographic-verification.ts'
import { indeterminate, type Refusal } from '../report/conclusion.ts'

/** Returns why the signature's own algorithms or the signer's key are refused. */
export function refuseWeakSignature(
  { digest, algorithm }: CryptographicResult,
  publicKey: SubjectPublicKeyInfo,
  context: AcceptanceContext,
): Refusal | undefined {
  const weakDigest = digest === undefined ? undefined : refuseDigest('the message digest', digest, context)
  if (weakDigest !== undefined || algorithm === undefined) return weakDigest
  return refuseWeakness('the signature', weaknessOfAlgorithm(algorithm, publicKey, context))
}

/**
 * Returns why a link of the path is refused at a time by which its certificates are proven to have
 * existed. The anchor's own signature proves nothing and is not looked at.
 */
export function refuseWeakPath(
  path: readonly Certificate[],
  policy: CryptographicPolicy,
  at: Date,
): Refusal | undefined {
  for (const [index, { signatureAlgorithm, subject }] of path.entries()) {
    const issuer = path[index + 1]
    if (issuer === undefined) return undefined
    const weakness = weaknessOf(signatureAlgorithm, issuer.publicKey, { at, policy })
    const refusal = refuseWeakness(`the certificate ${nameToString(subject)}`, weakness)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/** Returns why a digest made by then binds to nothing. */
export function refuseDigest(
  what: string,
  digest: DigestAlgorithm,
  { at, policy }: AcceptanceContext,
): Refusal | undefined {
  const sunset = policy.digestSunset(digest.name)
  if (sunset === undefined || at < sunset) return undefined
  return refuseSunset(`${what} is ${digest.name}`, sunset)
}

function refuseWeakness(what: string, weakness: Weakness | undefined): Refusal | undefined {
  switch (weakness?.kind) {
    case undefined:
      return undefined
    case 'unknown-algorithm':
      return indeterminate('CRYPTO_CONSTRAINTS_FAILURE', `${what}: unknown algorithm`)
    case 'sunset':
      return refuseSunset(`${what} is made with ${weakness.what}`, weakness.sunset)
  }
}

function refuseSunset(what: string, sunset: Date): Refusal {
  if (sunset.getTime() === 0)
    return indeterminate('CRYPTO_CONSTRAINTS_FAILURE', `${what}, which proves nothing`)
  const until = sunset.toISOString().slice(0, 10)
  return indeterminate(
    'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    `${what}, believed until ${until}; nothing proves that it is older`,
    [{ kind: 'timestamp', description: `a timestamp from before ${until}` }],
  )
}
