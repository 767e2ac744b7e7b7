// Documents: record with their signatures and events in one transaction, find, revoke, and compare with the store.
import { and, asc, count, desc, eq, gt, inArray } from 'drizzle-orm'
import { atEdge, DatabaseError } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { agencies } from '../schema/agencies.ts'
import { type DocumentFact, documents } from '../schema/documents.ts'
import { signatures } from '../schema/signatures.ts'
import { type NewEvent, recordEvent } from './events.ts'
import { completeIdempotencyKey, type IdempotencyLease } from './idempotency.ts'
import { one } from './rows.ts'

export type { DocumentFact }

/** One signature in a document, named as at the time of signing. */
export interface DocumentSignature {
  readonly signerId: string
  /** Must certify a credential of this signer, be of this kind and unrevoked, and be valid at `signedAt`. */
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
  /** Where the document store keeps the signed file: path segments of A-Z a-z 0-9 _ . - joined by slashes. */
  readonly fileKey: string
  readonly createdAt: Date
  /** In the order of signing; 1 to 50. */
  readonly signatures: readonly DocumentSignature[]
}

/** A recorded document. */
export type SignedDocument = DocumentBase &
  (
    | { readonly status: 'valid'; readonly revokedAt?: never; readonly revocationReason?: never }
    | { readonly status: 'revoked'; readonly revokedAt: Date; readonly revocationReason: string }
  )

/** What a new document is recorded with. */
export type NewDocument = Omit<DocumentBase, 'id'>

/** What became of a revocation. */
export type RevokeOutcome =
  | { readonly outcome: 'revoked' | 'already-revoked'; readonly document: SignedDocument }
  | { readonly outcome: 'not-found' }

/**
 * Writes the document, its signatures, the idempotency key's answer and the event in one transaction: all of it or none.
 * The agency's names are taken from its row now, and stay those of the public record whatever the agency is called later.
 * The file must be in the store before this call; a file whose record then fails is an orphan (`fileKeysInUse`).
 *
 * @throws DatabaseError CONFLICT (code, file or file key recorded already), NOT_FOUND (agency, application of this agency, signer, certificate),
 * INVALID (a constraint, or a signature that disagrees with its signer's rows: see `DocumentSignature`), LEASE_LOST (nothing is written: another process answers under this key).
 */
export function recordDocument(
  db: DatabaseHandle,
  document: NewDocument & {
    readonly idempotency?: Omit<IdempotencyLease, 'applicationId'>
    readonly event?: NewEvent
  },
): Promise<SignedDocument> {
  const { signatures: parts, idempotency, event, ...columns } = document
  return atEdge('recordDocument', () =>
    db.transaction(async (tx) => {
      const [agency] = await tx
        .select({ agencyName: agencies.name, agencyShortName: agencies.shortName })
        .from(agencies)
        .where(eq(agencies.id, document.agencyId))
      if (agency === undefined) throw new DatabaseError('NOT_FOUND', 'recordDocument: no such agency')
      const inserted = await tx
        .insert(documents)
        .values({ ...columns, ...agency, signatureCount: parts.length, status: 'valid' })
        .returning()
      const row = one(inserted)
      await tx.insert(signatures).values(parts.map((part, index) => ({ ...part, documentId: row.id, index })))
      if (idempotency !== undefined)
        await completeIdempotencyKey(tx, { ...idempotency, applicationId: document.applicationId }, row.id)
      if (event !== undefined) await recordEvent(tx, event)
      return toDocument(row, parts)
    }),
  )
}

/** A document of this agency, or undefined: another agency's document is not told apart from none. */
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
      .where(and(eq(documents.code, code), eq(documents.agencyId, applicationAgency)))
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
 * Revokes a valid document of this agency for good, with the event that says who did. The first revocation stands: a second call
 * changes nothing and records nothing.
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

/**
 * Which of these file keys belong to a recorded document. The others are orphans only if they are old: a request at work
 * has stored its file and not yet its record.
 */
export function fileKeysInUse(db: DatabaseHandle, keys: readonly string[]): Promise<ReadonlySet<string>> {
  return atEdge('fileKeysInUse', async () => {
    if (keys.length === 0) return new Set()
    const rows = await db
      .select({ fileKey: documents.fileKey })
      .from(documents)
      .where(inArray(documents.fileKey, [...keys]))
    return new Set(rows.map(({ fileKey }) => fileKey))
  })
}

/** What a document's file must be. */
export interface DocumentFile {
  readonly id: string
  readonly code: string
  readonly fileKey: string
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string
  readonly bytes: number
}

/** Every recorded file, by id, a page at a time: pass the last id of one page to get the next. */
export function listDocumentFiles(
  db: DatabaseHandle,
  { afterId, limit }: { readonly afterId?: string; readonly limit: number },
): Promise<readonly DocumentFile[]> {
  const { id, code, fileKey, signedSha256, bytes } = documents
  return atEdge('listDocumentFiles', () =>
    db
      .select({ id, code, fileKey, sha256: signedSha256, bytes })
      .from(documents)
      .where(afterId === undefined ? undefined : gt(id, afterId))
      .orderBy(asc(id))
      .limit(limit),
  )
}

/** The files of the documents that were recorded last, newest first. */
export function newestDocumentFiles(db: DatabaseHandle, limit: number): Promise<readonly DocumentFile[]> {
  const { id, code, fileKey, signedSha256, bytes, createdAt } = documents
  return atEdge('newestDocumentFiles', () =>
    db
      .select({ id, code, fileKey, sha256: signedSha256, bytes })
      .from(documents)
      .orderBy(desc(createdAt), desc(id))
      .limit(limit),
  )
}

/** Returns how many documents there are. */
export function countDocuments(db: DatabaseHandle): Promise<number> {
  return atEdge('countDocuments', async () => one(await db.select({ count: count() }).from(documents)).count)
}

function toDocument(row: typeof documents.$inferSelect, parts: readonly DocumentSignature[]): SignedDocument {
  const {
    status: _,
    signatureCount: __,
    agencyName: ___,
    agencyShortName: ____,
    revokedAt,
    revocationReason,
    ...columns
  } = row
  const base: DocumentBase = { ...columns, signatures: parts }
  if (revokedAt === null || revocationReason === null) return { ...base, status: 'valid' }
  return { ...base, status: 'revoked', revokedAt, revocationReason }
}

function toSignature(row: typeof signatures.$inferSelect): DocumentSignature {
  const { documentId: _, index: __, ...signature } = row
  return signature
}
