// Idempotency keys: reserve before signing, done with the document, release on failure. The holder
// is the fence: a process whose lease ran out and was taken over can no longer finish under that
// key.
import { and, asc, eq, lt, sql } from 'drizzle-orm'
import { atEdge, DatabaseError } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { documents } from '../schema/documents.ts'
import { idempotencyKeys } from '../schema/idempotency-keys.ts'

/** Proof of a reservation: what `reserveIdempotencyKey` was called with. */
export interface IdempotencyLease {
  readonly applicationId: string
  /** 1 to 255 printable ASCII characters without a space. */
  readonly key: string
  /** A UUID drawn for this reservation. */
  readonly holder: string
}

/** What became of taking an idempotency key. */
export type IdempotencyReservation =
  /**
   * The key is the caller's until `leaseUntil`, and longer while it is renewed: sign, then
   * `recordDocument`, or `releaseIdempotencyKey`.
   */
  | { readonly outcome: 'reserved' }
  /** This request was answered already, with this document. */
  | { readonly outcome: 'done'; readonly documentCode: string }
  /**
   * Another process is at work on the same request; if it died, the key is free at `leaseUntil`.
   */
  | { readonly outcome: 'in-progress'; readonly leaseUntil: Date }
  /** The key was used for another request. */
  | { readonly outcome: 'different-request' }

/**
 * Reserves a key for one request in one statement, so that of many equal requests exactly one is
 * told `reserved`. A reservation whose lease has run out at `now` is taken over by an equal
 * request. `requestHash`: SHA-256 of the request, 64 lower-case hexadecimal digits. `leaseUntil`
 * must lie after `now`.
 *
 * @throws DatabaseError NOT_FOUND (application), INVALID (key, lease).
 */
export function reserveIdempotencyKey(
  db: DatabaseHandle,
  request: IdempotencyLease & {
    readonly requestHash: string
    readonly now: Date
    readonly leaseUntil: Date
  },
): Promise<IdempotencyReservation> {
  return atEdge('reserveIdempotencyKey', async () => {
    const { applicationId, key, holder, requestHash, leaseUntil, now } = request
    // A key released between the two statements is simply tried again.
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const reserved = await db
        .insert(idempotencyKeys)
        .values({
          applicationId,
          key,
          requestSha256: requestHash,
          state: 'in_progress',
          createdAt: now,
          holder,
          leaseUntil,
        })
        .onConflictDoUpdate({
          target: [idempotencyKeys.applicationId, idempotencyKeys.key],
          set: {
            createdAt: sql`excluded.created_at`,
            holder: sql`excluded.holder`,
            leaseUntil: sql`excluded.lease_until`,
          },
          setWhere: sql`${idempotencyKeys.state} = 'in_progress'
            and ${idempotencyKeys.leaseUntil} <= excluded.created_at
            and ${idempotencyKeys.requestSha256} = excluded.request_sha256`,
        })
        .returning({ key: idempotencyKeys.key })
      if (reserved.length === 1) return { outcome: 'reserved' }

      const [held] = await db
        .select({
          requestSha256: idempotencyKeys.requestSha256,
          leaseUntil: idempotencyKeys.leaseUntil,
          documentCode: documents.code,
        })
        .from(idempotencyKeys)
        .leftJoin(documents, eq(documents.id, idempotencyKeys.documentId))
        .where(and(eq(idempotencyKeys.applicationId, applicationId), eq(idempotencyKeys.key, key)))
      if (held === undefined) continue
      if (held.requestSha256 !== requestHash) return { outcome: 'different-request' }
      return held.documentCode === null
        ? { outcome: 'in-progress', leaseUntil: held.leaseUntil }
        : { outcome: 'done', documentCode: held.documentCode }
    }
    return { outcome: 'in-progress', leaseUntil }
  })
}

/**
 * Moves the end of a lease on while its holder is at work, so that a lease can be short and a dead
 * holder's soon runs out. Never back: of two renewals that overtake each other the longer one
 * stands. Resolves to whether it is still the holder's: `lost` when it was taken over, released or
 * answered.
 */
export function renewIdempotencyKey(
  db: DatabaseHandle,
  lease: IdempotencyLease,
  leaseUntil: Date,
): Promise<'held' | 'lost'> {
  return atEdge('renewIdempotencyKey', async () => {
    const renewed = await db
      .update(idempotencyKeys)
      .set({
        leaseUntil: sql`greatest(${idempotencyKeys.leaseUntil}, ${leaseUntil.toISOString()}::timestamptz)`,
      })
      .where(heldBy(lease))
      .returning({ key: idempotencyKeys.key })
    return renewed.length === 1 ? 'held' : 'lost'
  })
}

/** Most keys that are deleted in one statement: it must not hold up those who reserve. */
const DELETED_AT_ONCE = 1000

/**
 * Deletes keys that were reserved before `createdBefore` and that nobody holds at `now`; resolves
 * to how many. A repeated request is then a new one, so that moment lies as far back as clients may
 * repeat.
 */
export function deleteOldIdempotencyKeys(
  db: DatabaseHandle,
  { createdBefore, now }: { readonly createdBefore: Date; readonly now: Date },
): Promise<number> {
  return atEdge('deleteOldIdempotencyKeys', async () => {
    let deleted = 0
    for (;;) {
      const rows = await deleteSomeOld(db, createdBefore, now)
      deleted += rows.length
      if (rows.length < DELETED_AT_ONCE) return deleted
    }
  })
}

/** One batch of them; for `deleteOldIdempotencyKeys` and the test of its plan. */
export function deleteSomeOld(db: DatabaseHandle, createdBefore: Date, now: Date) {
  const { applicationId, key, state, createdAt, leaseUntil } = idempotencyKeys
  // Locked as they are chosen: a key that is taken over in between would be deleted under its new
  // holder.
  const old = db.$with('old').as(
    db
      .select({ applicationId, key })
      .from(idempotencyKeys)
      .where(
        and(lt(createdAt, createdBefore), sql`(${state} = 'done' or ${leaseUntil} <= ${now.toISOString()})`),
      )
      .orderBy(asc(createdAt))
      .limit(DELETED_AT_ONCE)
      .for('update', { skipLocked: true }),
  )
  return db
    .with(old)
    .delete(idempotencyKeys)
    .where(sql`(${applicationId}, ${key}) in (select * from ${old})`)
    .returning({ key })
}

/**
 * Gives a reservation back after a failure. Without effect when the lease was taken over or the
 * document was recorded after all.
 */
export function releaseIdempotencyKey(db: DatabaseHandle, lease: IdempotencyLease): Promise<void> {
  return atEdge('releaseIdempotencyKey', async () => {
    await db.delete(idempotencyKeys).where(heldBy(lease))
  })
}

/**
 * Marks a reservation as answered, inside the transaction that writes the document.
 * @throws DatabaseError LEASE_LOST.
 */
export async function completeIdempotencyKey(
  tx: DatabaseHandle,
  lease: IdempotencyLease,
  documentId: string,
): Promise<void> {
  const done = await tx
    .update(idempotencyKeys)
    .set({ state: 'done', documentId })
    .where(heldBy(lease))
    .returning({ key: idempotencyKeys.key })
  if (done.length !== 1)
    throw new DatabaseError('LEASE_LOST', 'the idempotency key is no longer held by this request')
}

function heldBy({ applicationId, key, holder }: IdempotencyLease) {
  return and(
    eq(idempotencyKeys.applicationId, applicationId),
    eq(idempotencyKeys.key, key),
    eq(idempotencyKeys.state, 'in_progress'),
    eq(idempotencyKeys.holder, holder),
  )
}
