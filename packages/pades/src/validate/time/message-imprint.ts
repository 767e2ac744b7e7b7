// The message imprint of a time-stamp token (RFC 3161 §2.4.2): what ties the token to the bytes that it stamps.
import { digestAlgorithmOf, equalBytes, type Hash } from '@tapis/pki'
import type { TimestampInfo } from '@tapis/pki/timestamp'
import { type AcceptanceContext, refuseDigest } from '../acceptance/acceptance.ts'
import type { Integrity } from '../cryptography/cryptographic-verification.ts'
import { failed, indeterminate, type Refusal } from '../report/conclusion.ts'

export type Imprint = 'matches' | 'differs' | 'not-computed'

/** Whether the token's imprint is of the bytes stamped. */
export async function compareImprint(
  { imprint }: TimestampInfo,
  stamped: readonly Uint8Array[],
  hash: Hash,
): Promise<Imprint> {
  const digest = digestAlgorithmOf(imprint.digestOid)
  if (digest === undefined) return 'not-computed'
  return equalBytes(await hash(digest.webCryptoName, stamped), imprint.digest) ? 'matches' : 'differs'
}

/** The token is intact only together with what it stamps. */
export function integrityOf(imprint: Imprint, token: Integrity): Integrity {
  switch (imprint) {
    case 'matches':
      return token
    case 'differs':
      return { kind: 'broken', reason: 'the message imprint is of other bytes' }
    case 'not-computed': {
      const reason = "the imprint's digest algorithm is not known"
      return token.kind === 'intact' ? { kind: 'undetermined', reason } : token
    }
  }
}

/** EN 319 102-1 clause 5.2.8: with collisions at hand, a stamp over one document is a stamp over another one, made later. */
export function refuseImprint(
  imprint: Imprint,
  info: TimestampInfo,
  context: AcceptanceContext,
): Refusal | undefined {
  switch (imprint) {
    case 'matches': {
      const digest = digestAlgorithmOf(info.imprint.digestOid)
      return digest && refuseDigest('the message imprint', digest, context)
    }
    case 'differs':
      return failed('HASH_FAILURE', 'the message imprint is of other bytes')
    case 'not-computed':
      return indeterminate('CRYPTO_CONSTRAINTS_FAILURE', "the imprint's digest algorithm is not known")
  }
}
