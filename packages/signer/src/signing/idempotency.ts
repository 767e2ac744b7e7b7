// One Idempotency-Key, one document, however often the request is sent and however many processes
// it reaches.
import { createHash, randomUUID } from 'node:crypto'
import type { Application, IdempotencyLease, SignedDocument } from '@tapis/db'
import { findDocument, releaseIdempotencyKey, renewIdempotencyKey, reserveIdempotencyKey } from '@tapis/db'
import type { SignRequest } from '../documents/sign-request.ts'
import { loggedCauses } from '../log/logger.ts'
import { nikLookup, type PersonalDataKeys, parseNik } from '../people/personal-data.ts'
import { ApiError } from '../problems/problem.ts'
import { resolveLimits, type SignerDeps } from '../signer-deps.ts'

/** A reservation that `publish` turns into the document's answer. */
export type HeldKey = Omit<IdempotencyLease, 'applicationId'>

/**
 * Reads the header `Idempotency-Key`; absent is `undefined`.
 * @throws ApiError IDEMPOTENCY_KEY_INVALID
 */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header !== undefined && !/^[!-~]{1,255}$/.test(header)) throw new ApiError('IDEMPOTENCY_KEY_INVALID')
  return header
}

interface IdempotentRequest {
  readonly application: Application
  readonly request: SignRequest
  /** Lower-case hexadecimal. */
  readonly fileSha256: string
  /** Default: every request makes a document. */
  readonly key?: string
}

interface IdempotentAnswer {
  readonly document: SignedDocument
  /** Whether an earlier request with the same key made it. */
  readonly replayed: boolean
}

/**
 * Runs `make` once for a key, or finds what it made before.
 * @throws ApiError IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS
 */
export async function withIdempotency(
  deps: SignerDeps,
  { application, request, fileSha256, key }: IdempotentRequest,
  make: (held: HeldKey | undefined) => Promise<SignedDocument>,
): Promise<IdempotentAnswer> {
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

/**
 * Leases are short, so that the key of a process that died is soon free again, and are renewed
 * three times in their length.
 */
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

/**
 * Returns what makes two requests the same under one key: SHA-256, in lower-case hexadecimal, of
 * the same file and the same fields. The passphrase is left out (a digest of it would be a way to
 * test guesses), and the NIK stands as its keyed digest for the same reason.
 */
function requestHash(keys: PersonalDataKeys, request: SignRequest, fileSha256: string): string {
  const { signer, ...rest } = request
  const canonical = canonicalJson({ ...rest, signer: signerOf(keys, signer), fileSha256 })
  return createHash('sha256').update(canonical).digest('hex')
}

function signerOf(keys: PersonalDataKeys, signer: SignRequest['signer']): string {
  if ('id' in signer) return `id ${signer.id}`
  const nik = parseNik(signer.nik)
  return nik === undefined ? '' : `nik ${Buffer.from(nikLookup(keys, nik)).toString('hex')}`
}

/** JSON with the members of every object in the order of their names. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
