// What a caller demands beyond the mathematics: how revocation counts, and until when algorithms and keys are believed.
import { type CryptographicPolicy, defaultCryptographicPolicy } from './cryptographic-policy.ts'

/**
 * Which certificates need revocation data for a pass (EN 319 102-1 clause 5.2.5 leaves it to the policy).
 * - `required`: every one but the anchor, as new as the time at which it is judged.
 * - `where-published`: every one that names a list or a responder. For a timestamp authority, data as new as the timestamp is enough,
 *   so that a B-LT file can be judged without a network.
 * - `when-available`: what is at hand counts, what is missing is tolerated.
 */
export type RevocationRequirement = 'required' | 'where-published' | 'when-available'

export interface ValidationPolicy {
  readonly revocation: RevocationRequirement
  readonly cryptography: CryptographicPolicy
}

const requirements: ReadonlySet<string> = new Set<RevocationRequirement>([
  'required',
  'where-published',
  'when-available',
])

/** What a caller leaves out, or undefined, is by default. @throws TypeError for a requirement that there is not */
export function completePolicy({ revocation, cryptography }: PartialPolicy = {}): ValidationPolicy {
  if (revocation !== undefined && !requirements.has(revocation)) {
    throw new TypeError(`expected a revocation requirement of ${[...requirements].join(', ')}`)
  }
  return {
    revocation: revocation ?? defaultPolicy.revocation,
    cryptography: cryptography ?? defaultPolicy.cryptography,
  }
}

/** As `Partial<ValidationPolicy>`, also for callers whose compiler lets undefined through. */
export interface PartialPolicy {
  readonly revocation?: RevocationRequirement | undefined
  readonly cryptography?: CryptographicPolicy | undefined
}

export const defaultPolicy: ValidationPolicy = {
  revocation: 'where-published',
  cryptography: defaultCryptographicPolicy,
}
