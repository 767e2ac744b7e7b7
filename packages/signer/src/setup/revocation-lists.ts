// The revocation lists of the city's authorities (RFC 5280 §5): one sequence of numbers for each
// issuer in the database, whatever the number of processes and starts.
import {
  currentRevocationList,
  type DatabaseHandle,
  type RevocationList,
  type StoredCertificate,
} from '@tapis/db'
import { type Issuer, issueCrl, type RevokedCertificate } from '../certificate-authority/index.ts'

/** Before this time of issuing, a list says the same of everything that it lists. */
const BACKDATED_MILLISECONDS = 10 * 60_000
const DAY_MILLISECONDS = 86_400_000

/**
 * The newest list of an issuer, or the next one when that was issued before `freshAfter` or lacks a
 * revoked certificate. `open` gives the issuer with its key and is called for a new list only.
 *
 * @throws what `open` throws; PkiError; DatabaseError
 */
export function freshRevocationList(options: {
  readonly db: DatabaseHandle
  /** The issuer's certificate. */
  readonly row: StoredCertificate
  readonly open: () => Promise<Issuer>
  readonly now: Date
  readonly freshAfter: Date
  /** How long a verifier may go on with a list that it has. */
  readonly days: number
}): Promise<RevocationList> {
  const { db, row, open, now, freshAfter, days } = options
  return currentRevocationList(db, {
    issuerCertificateId: row.id,
    freshAfter,
    // Numbers grow with the seconds: those of lists from before the database kept them, or before
    // it was restored from a copy, stay below.
    firstNumber: Math.floor(now.getTime() / 1000),
    issue: async ({ number, revoked }) => {
      const thisUpdate = thisUpdateOf(row, revoked, now)
      const nextUpdate = new Date(now.getTime() + days * DAY_MILLISECONDS)
      const der = issueCrl({
        issuer: await open(),
        revoked: revoked.flatMap((certificate) => toRevoked(certificate, thisUpdate)),
        thisUpdate,
        nextUpdate,
        number: BigInt(number),
      })
      return { der, issuedAt: now, nextUpdate }
    },
  })
}

/**
 * RFC 5280 §5.1.2.4: the date of issue. It lies ten minutes back, since a verifier that has fixed
 * its time before it fetches the list, or whose clock is late, would take it for one of the future.
 * It is never before a revocation that the list states, which is heard of at once, nor before the
 * issuer's certificate.
 */
function thisUpdateOf(issuer: StoredCertificate, revoked: readonly StoredCertificate[], now: Date): Date {
  const latest = revoked.reduce((time, { revokedAt }) => Math.max(time, revokedAt?.getTime() ?? 0), 0)
  // A process whose clock is ahead of ours has revoked it: it is revoked now.
  const notBefore = Math.max(issuer.notBefore.getTime(), Math.min(latest, now.getTime()))
  return new Date(Math.max(now.getTime() - BACKDATED_MILLISECONDS, notBefore))
}

function toRevoked(
  { serialNumber, revokedAt, revocationReason }: StoredCertificate,
  thisUpdate: Date,
): readonly RevokedCertificate[] {
  if (revokedAt === undefined || revocationReason === undefined) return []
  const listedAt = revokedAt > thisUpdate ? thisUpdate : revokedAt
  return [{ serialNumber, revokedAt: listedAt, reason: REASONS[revocationReason] }]
}

// A hold is never lifted here, so the list says what it amounts to.
const REASONS = {
  unspecified: 'unspecified',
  keyCompromise: 'keyCompromise',
  cACompromise: 'caCompromise',
  aACompromise: 'unspecified',
  affiliationChanged: 'affiliationChanged',
  superseded: 'superseded',
  cessationOfOperation: 'cessationOfOperation',
  certificateHold: 'unspecified',
  privilegeWithdrawn: 'privilegeWithdrawn',
} as const
