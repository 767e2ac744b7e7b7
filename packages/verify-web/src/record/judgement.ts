// A record becomes a verdict here and nowhere else. There are three verdicts, never merged:
// integrity (is this the document), status (does it still stand), issuer (who says so). Where a
// record contradicts itself the weaker claim wins.

import type { PublicRecord } from '@tapis/db/public'
import type { Trust } from '../portal.ts'
import { issuerName } from './issuer-name.ts'

/**
 * Says what the record knows of the document's bytes. RECORDED means that the service validated the
 * signature before it published the document and keeps the digest of the signed file; it says
 * nothing of the sheet or file in the visitor's hands.
 */
export type IntegrityVerdict =
  | { readonly verdict: 'RECORDED'; readonly sha256: string; readonly bytes: number }
  | { readonly verdict: 'UNPROVEN'; readonly reason: 'NO_SIGNATURE' | 'FINGERPRINT_INVALID' }

/**
 * Says whether the agency took the document back. NOT_REVOKED says nothing of a term that the
 * document itself sets.
 */
export type StatusVerdict =
  | { readonly verdict: 'NOT_REVOKED' }
  | { readonly verdict: 'REVOKED'; readonly at: Date | undefined; readonly reason: string | undefined }

/**
 * Says who issued the certificates, by common name. NOT_CERTIFIED names only the issuers that are
 * not a certified provider (PP 71/2019).
 */
export type IssuerVerdict =
  | { readonly verdict: 'CERTIFIED' | 'NOT_CERTIFIED'; readonly issuers: readonly [string, ...string[]] }
  | { readonly verdict: 'NONE' }

/** The three verdicts under the state that the visitor must see first. */
export type Judgement =
  | {
      readonly state: 'STANDS'
      readonly integrity: Extract<IntegrityVerdict, { verdict: 'RECORDED' }>
      readonly status: Extract<StatusVerdict, { verdict: 'NOT_REVOKED' }>
      readonly issuer: Exclude<IssuerVerdict, { verdict: 'NONE' }>
    }
  | {
      readonly state: 'REVOKED'
      readonly integrity: IntegrityVerdict
      readonly status: Extract<StatusVerdict, { verdict: 'REVOKED' }>
      readonly issuer: IssuerVerdict
    }
  | {
      readonly state: 'UNPROVEN'
      readonly integrity: IntegrityVerdict
      readonly status: Extract<StatusVerdict, { verdict: 'NOT_REVOKED' }>
      readonly issuer: IssuerVerdict
    }

/**
 * Judges a record as it stands. It never throws, and is never better than the worst of what the
 * record says.
 */
export function judge(record: PublicRecord, trust: Trust): Judgement {
  const integrity = judgeIntegrity(record)
  const status = judgeStatus(record)
  const issuer = judgeIssuer(record, trust)
  if (status.verdict === 'REVOKED') return { state: 'REVOKED', integrity, status, issuer }
  if (integrity.verdict === 'UNPROVEN' || issuer.verdict === 'NONE') {
    return { state: 'UNPROVEN', integrity, status, issuer }
  }
  return { state: 'STANDS', integrity, status, issuer }
}

function judgeIntegrity(record: PublicRecord): IntegrityVerdict {
  if (record.signatures.length === 0) return { verdict: 'UNPROVEN', reason: 'NO_SIGNATURE' }
  const sha256 = record.sha256.toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(sha256)) return { verdict: 'UNPROVEN', reason: 'FINGERPRINT_INVALID' }
  return { verdict: 'RECORDED', sha256, bytes: record.bytes }
}

function judgeStatus(record: PublicRecord): StatusVerdict {
  // Anything but a plain "valid" is a revocation, also a word that this portal does not know yet.
  if (record.status === 'valid' && record.revokedAt === undefined) return { verdict: 'NOT_REVOKED' }
  return { verdict: 'REVOKED', at: record.revokedAt, reason: record.revocationReason }
}

function judgeIssuer(record: PublicRecord, trust: Trust): IssuerVerdict {
  const isCertified = (signature: PublicRecord['signatures'][number]) =>
    signature.certifiedProvider &&
    (trust.certified || issuerName(signature.certificateIssuer) !== trust.caName)
  const uncertified = record.signatures.filter((signature) => !isCertified(signature))
  const verdict = uncertified.length === 0 ? 'CERTIFIED' : 'NOT_CERTIFIED'
  const named = uncertified.length === 0 ? record.signatures : uncertified
  const [first, ...others] = new Set(named.map((signature) => issuerName(signature.certificateIssuer)))
  return first === undefined ? { verdict: 'NONE' } : { verdict, issuers: [first, ...others] }
}
