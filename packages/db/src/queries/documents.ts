// Published documents: record with their steps, signatures and events in one transaction, find, and
// revoke.
import { and, asc, eq, inArray } from 'drizzle-orm'
import { atEdge, DatabaseError } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { type DocumentFact, documents } from '../schema/documents.ts'
import { signatures } from '../schema/signatures.ts'
import { agencyNames } from './agencies.ts'
import { type NewEvent, recordEvent } from './events.ts'
import { completeIdempotencyKey, type IdempotencyLease } from './idempotency.ts'
import { one } from './rows.ts'
import { insertSteps, type TakenStep } from './signing-steps.ts'

export type { DocumentFact }

/** One signature in a document, named as at the time of signing. */
export interface DocumentSignature {
  readonly signerId: string
  /**
   * Must certify a credential of this signer, be of this kind and unrevoked, and be valid at
   * `signedAt`.
   */
  readonly certificateId: string
  readonly kind: 'signature' | 'seal'
  readonly level: 'B-B' | 'B-T' | 'B-LT' | 'B-LTA'
  /** The timestamp token's time; at level B-B the signer's claim. */
  readonly signedAt: Date
  /** Of the signature field in the PDF; unique in the document. */
  readonly fieldName: string
  /** The three as the signer's and the agency's rows say. */
  readonly signerName: string
  readonly position: string
  readonly agencyName: string
}

interface DocumentBase {
  readonly id: string
  /** 16 Crockford base32 characters, upper case, without hyphens. */
  readonly code: string
  readonly agencyId: string
  /** Must be of this agency. */
  readonly applicationId: string
  readonly documentType: string
  /** May be empty. */
  readonly number: string
  readonly title: string
  readonly facts: readonly DocumentFact[]
  readonly pages: number
  /** SHA-256 of the file as the application sent it; 64 lower-case hexadecimal digits. */
  readonly submittedSha256: string
  /** SHA-256 of the signed file; 64 lower-case hexadecimal digits. */
  readonly signedSha256: string
  /** Size of the signed file. */
  readonly bytes: number
  /**
   * Where the document store keeps the signed file: path segments of A-Z a-z 0-9 _ . - joined by
   * slashes.
   */
  readonly fileKey: string
  readonly createdAt: Date
  /** In the order of signing; 1 to 50. */
  readonly signatures: readonly DocumentSignature[]
}

/** A document that was published: all its steps were taken. */
export type SignedDocument = DocumentBase &
  (
    | { readonly status: 'valid'; readonly revokedAt?: never; readonly revocationReason?: never }
    | { readonly status: 'revoked'; readonly revokedAt: Date; readonly revocationReason: string }
  )

/** What a new document is recorded with. */
export type NewDocument = Omit<DocumentBase, 'id'> & {
  /** In the order of their indexes; each signature is that of one step. */
  readonly steps: readonly TakenStep[]
}

/** What became of a revocation. */
export type RevokeOutcome =
  | { readonly outcome: 'revoked' | 'already-revoked'; readonly document: SignedDocument }
  | { readonly outcome: 'not-found' }

/**
 * Writes a document whose steps have all been taken, its steps and signatures, the idempotency
 * key's answer and the event in one transaction: all of it or none. The agency's names are taken
 * from its row now, and stay those of the public record whatever the agency is called later. The
 * file must be in the store before this call; a file whose record then fails is an orphan
 * (`fileKeysInUse`).
 *
 * @throws DatabaseError CONFLICT (code, file or file key recorded already), NOT_FOUND (agency,
 *   application of this agency, signer, certificate), INVALID (a constraint, or a signature that
 *   disagrees with its signer's rows: see `DocumentSignature`), LEASE_LOST (nothing is written:
 *   another process answers under this key).
 */
export function recordDocument(
  db: DatabaseHandle,
  document: NewDocument & {
    readonly idempotency?: Omit<IdempotencyLease, 'applicationId'>
    readonly event?: NewEvent
  },
): Promise<SignedDocument> {
  const { signatures: parts, steps, idempotency, event, ...columns } = document
  return atEdge('recordDocument', () =>
    db.transaction(async (tx) => {
      const agency = await agencyNames(tx, document.agencyId)
      const inserted = await tx
        .insert(documents)
        .values({ ...columns, ...agency, signatureCount: parts.length, status: 'valid' })
        .returning()
      const row = one(inserted)
      await tx.insert(signatures).values(parts.map((part, index) => ({ ...part, documentId: row.id, index })))
      await insertSteps(tx, row.id, steps)
      if (idempotency !== undefined)
        await completeIdempotencyKey(tx, { ...idempotency, applicationId: document.applicationId }, row.id)
      if (event !== undefined) await recordEvent(tx, event)
      return toDocument(row, parts)
    }),
  )
}

/**
 * A published document of this agency, or undefined: another agency's document is not told apart
 * from none.
 */
export function findDocument(
  db: DatabaseHandle,
  code: string,
  { applicationAgency }: { readonly applicationAgency: string },
): Promise<SignedDocument | undefined> {
  return atEdge('findDocument', async () => {
    const rows = await db
      .select({ document: documents, signature: signatures })
      .from(documents)
      .innerJoin(signatures, eq(signatures.documentId, documents.id))
      .where(
        and(
          eq(documents.code, code),
          eq(documents.agencyId, applicationAgency),
          inArray(documents.status, ['valid', 'revoked']),
        ),
      )
      .orderBy(asc(signatures.index))
    const row = rows[0]?.document
    return (
      row &&
      toDocument(
        row,
        rows.map(({ signature }) => toSignature(signature)),
      )
    )
  })
}

/**
 * Revokes a valid document of this agency for good, with the event that says who did. The first
 * revocation stands: a second call changes nothing and records nothing.
 */
export function revokeDocument(
  db: DatabaseHandle,
  revocation: {
    readonly code: string
    readonly applicationAgency: string
    /** Shown to the public; 1 to 500 characters. */
    readonly reason: string
    readonly at: Date
    readonly event?: NewEvent
  },
): Promise<RevokeOutcome> {
  const { code, applicationAgency, reason, at, event } = revocation
  return atEdge('revokeDocument', async () => {
    const changed = await db.transaction(async (tx) => {
      const rows = await tx
        .update(documents)
        .set({ status: 'revoked', revokedAt: at, revocationReason: reason })
        .where(
          and(
            eq(documents.code, code),
            eq(documents.agencyId, applicationAgency),
            eq(documents.status, 'valid'),
          ),
        )
        .returning({ id: documents.id })
      if (rows.length === 1 && event !== undefined) await recordEvent(tx, event)
      return rows
    })
    const document = await findDocument(db, code, { applicationAgency })
    if (document === undefined) return { outcome: 'not-found' }
    return { outcome: changed.length === 1 ? 'revoked' : 'already-revoked', document }
  })
}

function toDocument(row: typeof documents.$inferSelect, parts: readonly DocumentSignature[]): SignedDocument {
  const {
    status: _,
    signatureCount: __,
    agencyName: ___,
    agencyShortName: ____,
    expiresAt: _____,
    endedAt: ______,
    signedSha256,
    revokedAt,
    revocationReason,
    ...columns
  } = row
  if (signedSha256 === null)
    throw new DatabaseError('UNEXPECTED', 'a published document without a signed file')
  const base: DocumentBase = { ...columns, signedSha256, signatures: parts }
  if (revokedAt === null || revocationReason === null) return { ...base, status: 'valid' }
  return { ...base, status: 'revoked', revokedAt, revocationReason }
}

function toSignature(row: typeof signatures.$inferSelect): DocumentSignature {
  const { documentId: _, index: __, ...signature } = row
  return signature
}
