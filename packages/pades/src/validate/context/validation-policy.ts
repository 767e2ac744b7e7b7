// What a caller demands beyond the mathematics: how revocation counts, and until when algorithms
// and keys are believed.
import { type CryptographicPolicy, defaultCryptographicPolicy } from '@tapis/pki/x509'

/**
 * Which certificates need revocation data for a pass (EN 319 102-1 clause 5.2.5 leaves it to the
 * policy).
 * - `required`: every one but the anchor, as new as the time at which it is judged.
 * - `where-published`: every one that names a list or a responder. For a timestamp authority, data
 *   as new as the timestamp is enough, so that a B-LT file can be judged without a network.
 * - `when-available`: what is at hand counts, what is missing is tolerated.
 */
export type RevocationRequirement = 'required' | 'where-published' | 'when-available'

/** What is asked of a signature beyond being right (EN 319 102-1 §5.1.4). */
export interface ValidationPolicy {
  readonly revocation: RevocationRequirement
  readonly cryptography: CryptographicPolicy
  /**
   * How far clocks may differ, in whole seconds from 0 to 86400. Revocation data may state a time
   * so much later than the one by which it is known to exist, and a timestamp one so much later
   * than the time of validation: RFC 6960 §4.2.2.1 calls data from the future unreliable (SHOULD),
   * RFC 5280 §6.3.3 says nothing of it. It counts as of the earlier time: no validity lasts longer,
   * and no revocation comes later.
   */
  readonly clockSkewSeconds: number
}

const requirements: ReadonlySet<string> = new Set<RevocationRequirement>([
  'required',
  'where-published',
  'when-available',
])

/** More is no error of a clock. */
const LARGEST_SKEW_SECONDS = 86_400

/**
 * Completes a policy: what the caller leaves out, or gives as undefined, is by default. @throws
 * TypeError for a requirement or a skew that there is not
 */
export function completePolicy({
  revocation,
  cryptography,
  clockSkewSeconds,
}: PartialPolicy = {}): ValidationPolicy {
  if (revocation !== undefined && !requirements.has(revocation)) {
    throw new TypeError(`expected a revocation requirement of ${[...requirements].join(', ')}`)
  }
  const skew = clockSkewSeconds ?? defaultPolicy.clockSkewSeconds
  if (!Number.isInteger(skew) || skew < 0 || skew > LARGEST_SKEW_SECONDS) {
    throw new TypeError(
      `expected a clock skew from 0 to ${LARGEST_SKEW_SECONDS} whole seconds, found ${skew}`,
    )
  }
  return {
    revocation: revocation ?? defaultPolicy.revocation,
    cryptography: cryptography ?? defaultPolicy.cryptography,
    clockSkewSeconds: skew,
  }
}

/** As `Partial<ValidationPolicy>`, also for callers whose compiler lets undefined through. */
export interface PartialPolicy {
  readonly revocation?: RevocationRequirement | undefined
  readonly cryptography?: CryptographicPolicy | undefined
  readonly clockSkewSeconds?: number | undefined
}

/** The policy of a validation that names none. */
export const defaultPolicy: ValidationPolicy = {
  revocation: 'where-published',
  cryptography: defaultCryptographicPolicy,
  clockSkewSeconds: 300,
}
