// Cryptographic verification (EN 319 102-1 clause 5.2.7): what @tapis/pki computes, as a verdict.
// Trust plays no part in it.
import type { Hash } from '@tapis/pki'
import { type SignerInfo, type SignerVerification, verifySigner } from '@tapis/pki/cms'
import type { SubjectPublicKeyInfo } from '@tapis/pki/x509'
import { failed, indeterminate, type Refusal } from '../report/conclusion.ts'

/** What the mathematics says, whatever the trust. */
export type Integrity =
  | { readonly kind: 'intact' }
  | { readonly kind: 'broken'; readonly reason: string }
  /**
   * It could not be computed: an unknown algorithm, a missing certificate, a form that cannot be
   * read.
   */
  | { readonly kind: 'undetermined'; readonly reason: string }

export interface CryptographicResult extends Omit<SignerVerification, 'problem'> {
  readonly integrity: Integrity
  readonly refusal?: Refusal
}

/**
 * Verifies one signer.
 *
 * @param options as `verifySigner` of @tapis/pki/cms takes them
 * @throws Asn1Error when an attribute is malformed
 */
export async function verifySignerInfo(
  signer: SignerInfo,
  options: {
    readonly content: readonly Uint8Array[]
    readonly contentType: string
    readonly publicKey: SubjectPublicKeyInfo | undefined
    readonly hash: Hash
  },
): Promise<CryptographicResult> {
  return cryptographicResultOf(await verifySigner(signer, options))
}

/** Returns the verdict on what `verifySigner` computed. */
export function cryptographicResultOf({ problem, ...computed }: SignerVerification): CryptographicResult {
  if (problem === undefined) return { ...computed, integrity: { kind: 'intact' } }
  const { reason } = problem
  const broken = { kind: 'broken', reason } as const
  switch (problem.kind) {
    case 'malformed':
      return { ...computed, integrity: broken, refusal: failed('FORMAT_FAILURE', reason) }
    case 'digest-differs':
      return { ...computed, integrity: broken, refusal: failed('HASH_FAILURE', reason) }
    case 'signature-wrong':
      return { ...computed, integrity: broken, refusal: failed('SIG_CRYPTO_FAILURE', reason) }
    case 'not-computed': {
      const missing = [{ kind: 'algorithm', description: reason }] as const
      const refusal = indeterminate('CRYPTO_CONSTRAINTS_FAILURE', reason, missing)
      return { ...computed, integrity: { kind: 'undetermined', reason }, refusal }
    }
  }
}

/**
 * Returns the result when the content turns out not to be what was signed, whatever else was found.
 */
export function digestDiffers(result: CryptographicResult): CryptographicResult {
  const reason = 'the signed bytes do not have the digest that was signed'
  return {
    ...result,
    messageDigest: 'differs',
    integrity: { kind: 'broken', reason },
    refusal: failed('HASH_FAILURE', reason),
  }
}
