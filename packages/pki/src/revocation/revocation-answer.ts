// The terms of judging one CRL or OCSP response: what is held, what is asked, by which rules, and
// what comes of it.
import type { Certificate } from '../x509/certificate.ts'
import type { CryptographicPolicy } from '../x509/cryptographic-policy.ts'
import type { SignatureCache } from '../x509/signature-cache.ts'
import type { ReasonFlag, RevocationReason } from './revocation-reason.ts'

/** Something at hand, and by when it is known to have existed. */
export interface Held<T, Origin> {
  readonly value: T
  /** Where the caller has it from; carried through to the answer. */
  readonly origin: Origin
  readonly existed: Date
}

/** Whose status is asked, and the authority whose answer counts. */
export interface RevocationQuestion {
  readonly certificate: Certificate
  readonly issuer: Certificate
}

/** By which time and within which bounds an answer has to hold. */
export interface AnswerRules {
  /**
   * Certificates at hand, for responders, list issuers and their paths. Nothing in them is trusted.
   */
  readonly candidates: readonly Certificate[]
  readonly signatures: SignatureCache
  readonly cryptography: CryptographicPolicy
  /**
   * By how much an answer may state a later time than that by which it is known to have existed.
   */
  readonly clockSkewSeconds: number
  /** To one of these a list issuer other than the certificate's own issuer needs a path. */
  anchors(): Promise<readonly Certificate[]>
  /**
   * Returns whether the certificate of a responder, or one of a list issuer's path, was revoked by
   * then, or is not known not to have been.
   */
  isRevoked(certificate: Certificate, issuer: Certificate, existed: Date): Promise<boolean>
}

/** A signed list or response that an answer rests on. */
export interface Ground {
  readonly kind: 'crl' | 'ocsp'
  readonly der: Uint8Array
  readonly signer: Certificate
}

/** One answer that counts to whether a certificate is revoked, whichever way it came. */
export interface RevocationAnswer<Origin> {
  readonly source: Ground['kind']
  readonly origin: Origin
  readonly status: 'good' | 'revoked'
  readonly thisUpdate: Date
  /**
   * By when it is known to have existed: before `thisUpdate` where the clock of whoever gave it is
   * ahead.
   */
  readonly existed: Date
  /** Left out: newer data is there at any time (RFC 6960 §2.4). */
  readonly nextUpdate?: Date
  readonly revocationTime?: Date
  readonly reason?: RevocationReason
  /** It still speaks of certificates that expired on or after this. */
  readonly speaksSince?: Date
  /** One response; or a list with its delta list, or several that are for all reasons together. */
  readonly grounds: readonly Ground[]
}

/** Why something at hand does not count. */
export interface RefusedAnswer {
  readonly verdict: 'refused'
  /**
   * `out-of-bounds`: nothing proves that it existed while its signer's certificate was in force.
   */
  readonly rule:
    | 'subject'
    | 'extension'
    | 'scope'
    | 'time'
    | 'signer'
    | 'algorithm'
    | 'out-of-bounds'
    | 'form'
  readonly reason: string
}

export type AnswerJudgement<Origin> =
  | {
      readonly verdict: 'counts'
      readonly answers: readonly RevocationAnswer<Origin>[]
      /** For which the certificate is known not to be revoked where the answer is good. */
      readonly reasons: ReadonlySet<ReasonFlag>
    }
  | RefusedAnswer

export function refuseAnswer(rule: RefusedAnswer['rule'], reason: string): RefusedAnswer {
  return { verdict: 'refused', rule, reason }
}

/**
 * Returns whether something at hand may state this time: none after it is known to have existed,
 * but for a difference of clocks.
 */
export function mayState(time: Date, existed: Date, { clockSkewSeconds }: AnswerRules): boolean {
  return time.getTime() <= existed.getTime() + clockSkewSeconds * 1000
}
