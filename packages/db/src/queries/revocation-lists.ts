// Revocation lists: one sequence of numbers for each issuer, whatever the number of processes.
import { and, count, desc, eq, isNotNull, sql } from 'drizzle-orm'
import { atEdge } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { certificates } from '../schema/certificates.ts'
import { revocationLists } from '../schema/revocation-lists.ts'
import { listRevokedCertificates, type StoredCertificate } from './certificates.ts'
import { one } from './rows.ts'

/** A list that was published. Nothing here parses or verifies `der`. */
export interface RevocationList {
  readonly issuerCertificateId: string
  /** CRL number, RFC 5280 §5.2.3. */
  readonly number: number
  /** How many certificates it lists. */
  readonly entries: number
  readonly der: Uint8Array
  readonly issuedAt: Date
  readonly nextUpdate: Date
}

/** What a new list is made of. */
export interface RevocationListDraft {
  readonly number: number
  readonly revoked: readonly StoredCertificate[]
}

/**
 * The newest list of an issuer, unless it was issued before `freshAfter` or a certificate was revoked since. Then `issue` makes the
 * next one, inside a lock of this issuer: its number is greater than any before, and of several processes one issues.
 *
 * @param options.firstNumber the first list's number: what was published before the database kept lists must stay below it.
 * @throws what `issue` throws; DatabaseError NOT_FOUND (issuer), INVALID.
 */
export function currentRevocationList(
  db: DatabaseHandle,
  options: {
    readonly issuerCertificateId: string
    readonly freshAfter: Date
    readonly firstNumber: number
    readonly issue: (
      draft: RevocationListDraft,
    ) => Promise<Pick<RevocationList, 'der' | 'issuedAt' | 'nextUpdate'>>
  },
): Promise<RevocationList> {
  const { issuerCertificateId, freshAfter, firstNumber, issue } = options
  // What `issue` throws is the caller's, not the database's: it leaves the transaction, and then as it was.
  let refused: { readonly cause: unknown } | undefined
  const list = atEdge('currentRevocationList', async () => {
    const current = await newestIfCurrent(db, issuerCertificateId, freshAfter)
    if (current !== undefined) return current
    return await db.transaction(async (tx) => {
      await tx.execute(
        sql`select pg_advisory_xact_lock(hashtextextended(${`revocation list ${issuerCertificateId}`}, 0))`,
      )
      const meanwhile = await newestIfCurrent(tx, issuerCertificateId, freshAfter)
      if (meanwhile !== undefined) return meanwhile
      const last = (await newest(tx, issuerCertificateId))?.number ?? 0
      const number = Math.max(last + 1, firstNumber)
      const revoked = await listRevokedCertificates(tx, issuerCertificateId)
      const made = await issue({ number, revoked }).catch((cause: unknown) => {
        refused = { cause }
        throw cause
      })
      const row = { issuerCertificateId, number, entries: revoked.length, ...made }
      return one(await tx.insert(revocationLists).values(row).returning())
    })
  })
  return list.catch((error: unknown) => {
    throw refused === undefined ? error : refused.cause
  })
}

/** The list of an issuer with the greatest number, however old and whether or not it lacks a certificate. */
export function newestRevocationList(
  db: DatabaseHandle,
  issuerCertificateId: string,
): Promise<RevocationList | undefined> {
  return atEdge('newestRevocationList', () => newest(db, issuerCertificateId))
}

async function newestIfCurrent(
  db: DatabaseHandle,
  issuerCertificateId: string,
  freshAfter: Date,
): Promise<RevocationList | undefined> {
  const list = await newest(db, issuerCertificateId)
  if (list === undefined || list.issuedAt < freshAfter) return undefined
  const revoked = one(
    await db
      .select({ count: count() })
      .from(certificates)
      .where(
        and(eq(certificates.issuerCertificateId, issuerCertificateId), isNotNull(certificates.revokedAt)),
      ),
  )
  // Revocations are never taken back, so an equal count is the same set.
  return revoked.count === list.entries ? list : undefined
}

async function newest(db: DatabaseHandle, issuerCertificateId: string): Promise<RevocationList | undefined> {
  const [row] = await db
    .select()
    .from(revocationLists)
    .where(eq(revocationLists.issuerCertificateId, issuerCertificateId))
    .orderBy(desc(revocationLists.number))
    .limit(1)
  return row
}
