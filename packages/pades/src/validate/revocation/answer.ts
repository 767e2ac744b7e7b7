// One usable answer to whether a certificate is revoked, whichever way it came.
import type { RevocationReason } from '@tapis/pki/revocation'
import type { Origin } from '../time/proofs.ts'

export interface Answer {
  readonly source: 'crl' | 'ocsp'
  readonly origin: Origin
  readonly status: 'good' | 'revoked'
  readonly thisUpdate: Date
  /** By when it is known to have existed: before `thisUpdate` where the clock of whoever gave it is ahead. */
  readonly existed: Date
  /** Left out: newer data is there at any time (RFC 6960 §2.4). */
  readonly nextUpdate?: Date
  readonly revocationTime?: Date
  readonly reason?: RevocationReason
  /** It still speaks of certificates that expired on or after this. */
  readonly speaksSince?: Date
}

/** Answers, and whether some had to be left out because nothing proves that they existed while their signer's certificate was in force. */
export interface Answers {
  readonly usable: readonly Answer[]
  readonly isOutOfBounds: boolean
}

/**
 * Whether the answer says something about `moment`: it was given for a time that includes it, or later. One that was given after the
 * certificate expired may have forgotten it (RFC 5280 §3.3), unless it says that it has not.
 */
export function speaksOf(
  { status, thisUpdate, existed, nextUpdate, speaksSince }: Answer,
  moment: Date,
  certificateExpiry: Date,
): boolean {
  const isLate =
    thisUpdate > certificateExpiry && !(speaksSince !== undefined && speaksSince <= certificateExpiry)
  if (status === 'good' && isLate) return false
  const given = thisUpdate < existed ? thisUpdate : existed
  return given >= moment || (nextUpdate !== undefined && moment <= nextUpdate)
}

/**
 * When the certificate was revoked; undefined when the answer does not say. A clock that is ahead dates revocations, too: what seems to have
 * come after the moment that counts may have come before.
 */
export function revokedAt({ revocationTime, thisUpdate, existed }: Answer): Date | undefined {
  const ahead = Math.max(0, thisUpdate.getTime() - existed.getTime())
  return revocationTime && new Date(revocationTime.getTime() - ahead)
}

/** The answer with the newest information; an OCSP response before a list of the same time, since it speaks of this certificate alone. */
export function newest(answers: readonly Answer[]): Answer | undefined {
  return [...answers].sort(
    (left, right) =>
      right.thisUpdate.getTime() - left.thisUpdate.getTime() ||
      (left.source === right.source ? 0 : left.source === 'ocsp' ? -1 : 1),
  )[0]
}
