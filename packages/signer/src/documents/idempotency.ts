// One Idempotency-Key, one document, however often the request is sent and however many processes it reaches.
import { randomUUID } from 'node:crypto'
import type { IdempotencyLease, SignedDocument } from '@tapis/db'
import { findDocument, releaseIdempotencyKey, renewIdempotencyKey, reserveIdempotencyKey } from '@tapis/db'
import { loggedCauses } from '../logger.ts'
import { ApiError } from '../problem.ts'
import { resolveLimits, type SignerDeps } from '../signer-deps.ts'
import { requestHash } from './request-hash.ts'
import type { SignCommand, SignOutcome } from './sign-document.ts'

/** A reservation that `commit` turns into the document's answer. */
export type HeldKey = Omit<IdempotencyLease, 'applicationId'>

/**
 * Reads the header `Idempotency-Key`; absent is `undefined`.
 * @throws ApiError IDEMPOTENCY_KEY_INVALID
 */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header !== undefined && !/^[!-~]{1,255}$/.test(header)) throw new ApiError('IDEMPOTENCY_KEY_INVALID')
  return header
}

/**
 * Runs `make` once for a key, or finds what it made before. Without a key every request makes a document.
 * @throws ApiError IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS
 */
export async function withIdempotency(
  deps: SignerDeps,
  command: SignCommand,
  fileSha256: string,
  make: (held: HeldKey | undefined) => Promise<SignedDocument>,
): Promise<SignOutcome> {
  const { application, idempotencyKey: key, request } = command
  if (key === undefined) return { document: await make(undefined), replayed: false }

  const now = deps.clock()
  const lease: IdempotencyLease = { applicationId: application.id, key, holder: randomUUID() }
  const reservation = await reserveIdempotencyKey(deps.db, {
    ...lease,
    leaseUntil: leaseFrom(deps, now),
    now,
    requestHash: requestHash(deps.personalData, request, fileSha256),
  })
  switch (reservation.outcome) {
    case 'different-request':
      throw new ApiError('IDEMPOTENCY_KEY_REUSED')
    case 'in-progress':
      throw new ApiError('IDEMPOTENCY_IN_PROGRESS', {
        retryAfterSeconds: Math.max(1, Math.ceil((reservation.leaseUntil.getTime() - now.getTime()) / 1000)),
      })
    case 'done':
      return { document: await earlier(deps, application.agencyId, reservation.documentCode), replayed: true }
    case 'reserved':
      return { document: await makeOrRelease(deps, lease, make), replayed: false }
  }
}

async function earlier({ db }: SignerDeps, applicationAgency: string, code: string): Promise<SignedDocument> {
  const document = await findDocument(db, code, { applicationAgency })
  if (document === undefined)
    throw new Error('an idempotency key answers with a document that is not recorded')
  return document
}

/** Leases are short, so that the key of a process that died is soon free again, and are renewed three times in their length. */
const leaseFrom = ({ limits }: SignerDeps, now: Date) =>
  new Date(now.getTime() + resolveLimits(limits).leaseSeconds * 1000)

async function makeOrRelease(
  deps: SignerDeps,
  lease: IdempotencyLease,
  make: (held: HeldKey) => Promise<SignedDocument>,
): Promise<SignedDocument> {
  const { db, logger } = deps
  const report = (error: unknown) => logger({ event: 'failure', causes: loggedCauses(error) })
  // A lease that is lost is noticed when the document is recorded: LEASE_LOST.
  const renew = () => void renewIdempotencyKey(db, lease, leaseFrom(deps, deps.clock())).catch(report)
  const renewing = setInterval(renew, (resolveLimits(deps.limits).leaseSeconds * 1000) / 3)
  try {
    return await make({ key: lease.key, holder: lease.holder })
  } catch (error) {
    // A failed release is not the client's failure: the lease runs out by itself.
    await releaseIdempotencyKey(db, lease).catch(report)
    throw error
  } finally {
    clearInterval(renewing)
  }
}
