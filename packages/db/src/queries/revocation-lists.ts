// Revocation lists: one sequence of numbers for each issuer, whatever the number of processes.
import { and, count, desc, eq, isNotNull } from 'drizzle-orm'
import { atEdge, DatabaseError } from '../errors.ts'
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

interface Wanted {
  readonly issuerCertificateId: string
  readonly freshAfter: Date
  readonly firstNumber: number
  readonly issue: (
    draft: RevocationListDraft,
  ) => Promise<Pick<RevocationList, 'der' | 'issuedAt' | 'nextUpdate'>>
}

/** What `issue` throws is the caller's own, not the database's. */
type Outcome = { readonly list: RevocationList } | { readonly failure: unknown }

/**
 * The newest list of an issuer, unless it was issued before `freshAfter` or a certificate was
 * revoked since. Then `issue` makes the next one, inside a lock of this issuer: its number is
 * greater than any before, and of several processes one issues. `issue` must not use the database:
 * on PGlite, and with the last connection of a pool, it would wait for itself.
 *
 * @param options.firstNumber the first list's number: what was published before the database kept
 *   lists must stay below it.
 * @throws what `issue` throws, with nothing written; DatabaseError NOT_FOUND (issuer), INVALID.
 */
export async function currentRevocationList(db: DatabaseHandle, options: Wanted): Promise<RevocationList> {
  const outcome = await atEdge('currentRevocationList', async (): Promise<Outcome> => {
    const list = await newestIfCurrent(db, options)
    return list === undefined
      ? await inTurn(db, options.issuerCertificateId, () => issueNext(db, options))
      : { list }
  })
  if ('failure' in outcome) throw outcome.failure
  return outcome.list
}

/**
 * The list of an issuer with the greatest number, however old and whether or not it lacks a
 * certificate.
 */
export function newestRevocationList(
  db: DatabaseHandle,
  issuerCertificateId: string,
): Promise<RevocationList | undefined> {
  return atEdge('newestRevocationList', () => newest(db, issuerCertificateId))
}

/** The last one in each line, by database and issuer. */
const lines = new WeakMap<DatabaseHandle, Map<string, Promise<unknown>>>()

/**
 * One after the other within this process: everybody who waited for the lock would keep a
 * connection from those who sign.
 */
async function inTurn<T>(db: DatabaseHandle, issuerId: string, run: () => Promise<T>): Promise<T> {
  const line = lines.get(db) ?? new Map<string, Promise<unknown>>()
  lines.set(db, line)
  const before = line.get(issuerId) ?? Promise.resolve()
  const mine = before.then(run, run)
  line.set(issuerId, mine)
  try {
    return await mine
  } finally {
    if (line.get(issuerId) === mine) line.delete(issuerId)
  }
}

async function issueNext(db: DatabaseHandle, wanted: Wanted): Promise<Outcome> {
  const meanwhile = await newestIfCurrent(db, wanted)
  if (meanwhile !== undefined) return { list: meanwhile }
  return db.transaction(async (tx): Promise<Outcome> => {
    await lockIssuer(tx, wanted.issuerCertificateId)
    const list = await newestIfCurrent(tx, wanted)
    if (list !== undefined) return { list }
    const { issuerCertificateId, firstNumber, issue } = wanted
    const last = (await newest(tx, issuerCertificateId))?.number ?? 0
    const number = Math.max(last + 1, firstNumber)
    const revoked = await listRevokedCertificates(tx, issuerCertificateId)
    const made = await attempt(() => issue({ number, revoked }))
    if ('failure' in made) return made
    const { der, issuedAt, nextUpdate } = made.value
    const row = { issuerCertificateId, number, entries: revoked.length, der, issuedAt, nextUpdate }
    return { list: one(await tx.insert(revocationLists).values(row).returning()) }
  })
}

/**
 * Not an advisory lock, which any role may take and keep, the portal's too. Enrolling under this
 * issuer does not wait for it.
 */
async function lockIssuer(tx: DatabaseHandle, id: string): Promise<void> {
  const { id: column } = certificates
  const rows = await tx.select({ id: column }).from(certificates).where(eq(column, id)).for('no key update')
  if (rows.length === 0) throw new DatabaseError('NOT_FOUND', 'currentRevocationList: no such issuer')
}

async function attempt<T>(run: () => Promise<T>): Promise<{ value: T } | { failure: unknown }> {
  try {
    return { value: await run() }
  } catch (failure) {
    return { failure }
  }
}

async function newestIfCurrent(
  db: DatabaseHandle,
  { issuerCertificateId, freshAfter }: Pick<Wanted, 'issuerCertificateId' | 'freshAfter'>,
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
