// Documents on their way: open one with the steps that it needs, and write what each event made of
// it, in one transaction each.
import { and, count, eq } from 'drizzle-orm'
import { atEdge, DatabaseError } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { documents } from '../schema/documents.ts'
import { signatures } from '../schema/signatures.ts'
import { signingSteps } from '../schema/signing-steps.ts'
import { agencyNames } from './agencies.ts'
import type { DocumentSignature, NewDocument } from './documents.ts'
import { type NewEvent, recordEvent } from './events.ts'
import { one } from './rows.ts'
import { insertSteps, type SigningStep, stepsOf, type TakenStep } from './signing-steps.ts'

/** How a document stands. That its status agrees with its steps is checked by the database too. */
export type DocumentProgress =
  | { readonly status: 'awaiting'; readonly steps: readonly SigningStep[]; readonly expiresAt?: Date }
  | { readonly status: 'valid'; readonly steps: readonly TakenStep[] }
  | {
      readonly status: 'revoked'
      readonly steps: readonly TakenStep[]
      readonly revokedAt: Date
      readonly revocationReason: string
    }
  | {
      readonly status: 'refused' | 'cancelled' | 'expired'
      readonly steps: readonly SigningStep[]
      readonly endedAt: Date
    }

/** What a document that awaits its first step is recorded with. */
export type NewOpenDocument = Omit<NewDocument, 'signedSha256' | 'signatures' | 'steps'> & {
  readonly steps: readonly SigningStep[]
  readonly expiresAt?: Date
}

/**
 * Writes a document that awaits its first step; `fileKey` and `bytes` are those of the submitted
 * file, which must be in the store.
 * @throws DatabaseError CONFLICT, NOT_FOUND, INVALID (among others: the steps are not in an order
 *   in which they can be taken)
 */
export function openDocument(
  db: DatabaseHandle,
  { steps, event, ...columns }: NewOpenDocument & { readonly event?: NewEvent },
): Promise<void> {
  return atEdge('openDocument', () =>
    db.transaction(async (tx) => {
      const signatureCount = steps.filter(({ role }) => role !== 'initial').length
      const names = await agencyNames(tx, columns.agencyId)
      const inserted = await tx
        .insert(documents)
        .values({ ...columns, ...names, signatureCount, status: 'awaiting' })
        .returning({ id: documents.id })
      await insertSteps(tx, one(inserted).id, steps)
      if (event !== undefined) await recordEvent(tx, event)
    }),
  )
}

/**
 * Writes what one event made of a document. `before` is what was read: if another process was
 * faster, nothing is written.
 * @throws DatabaseError RETRY (the document no longer stands as in `before`), NOT_FOUND, INVALID,
 *   IMMUTABLE
 */
export function advanceDocument(
  db: DatabaseHandle,
  advance: {
    readonly code: string
    readonly before: DocumentProgress
    readonly after: DocumentProgress
    /** The new signature with the file that bears it, which must be in the store. */
    readonly signed?: {
      readonly signature: DocumentSignature
      readonly fileKey: string
      readonly signedSha256: string
      readonly bytes: number
    }
    readonly event?: NewEvent
  },
): Promise<void> {
  const { code, before, after, signed, event } = advance
  return atEdge('advanceDocument', () =>
    db.transaction(async (tx) => {
      const [document] = await tx.select().from(documents).where(eq(documents.code, code)).for('update')
      if (document === undefined) throw new DatabaseError('NOT_FOUND', 'advanceDocument: no such document')
      const { id: documentId, status } = document
      const stored = await stepsOf(tx, documentId)
      const unchanged =
        status === before.status && stored.every(({ state }, at) => state === before.steps[at]?.state)
      if (!unchanged) throw new DatabaseError('RETRY', 'advanceDocument: another process was faster')
      if (signed !== undefined) {
        const { count: index } = one(
          await tx.select({ count: count() }).from(signatures).where(eq(signatures.documentId, documentId)),
        )
        await tx.insert(signatures).values({ ...signed.signature, documentId, index })
      }
      for (const [index, step] of after.steps.entries()) {
        if (step.state === before.steps[index]?.state) continue
        const { role: _, rank: __, signerId: ___, ...progress } = step
        await tx
          .update(signingSteps)
          .set(progress)
          .where(and(eq(signingSteps.documentId, documentId), eq(signingSteps.index, index)))
      }
      const { signature: _, ...file } = signed ?? { signature: undefined }
      const { steps: __, ...columns } = after
      await tx
        .update(documents)
        .set({ ...columns, ...file })
        .where(eq(documents.id, documentId))
      if (event !== undefined) await recordEvent(tx, event)
    }),
  )
}

/** How a document of this agency stands, published or not; undefined when there is none. */
export function findProgress(
  db: DatabaseHandle,
  code: string,
  { applicationAgency }: { readonly applicationAgency: string },
): Promise<DocumentProgress | undefined> {
  return atEdge('findProgress', async () => {
    const [document] = await db
      .select()
      .from(documents)
      .where(and(eq(documents.code, code), eq(documents.agencyId, applicationAgency)))
    if (document === undefined) return undefined
    const { id, status, endedAt, expiresAt, revokedAt, revocationReason } = document
    const steps = await stepsOf(db, id)
    const taken = steps.filter((step) => step.state === 'approved' || step.state === 'signed')
    if (status === 'awaiting') return { status, steps, ...(expiresAt !== null && { expiresAt }) }
    if (status === 'valid' && taken.length === steps.length) return { status, steps: taken }
    if (
      status === 'revoked' &&
      taken.length === steps.length &&
      revokedAt !== null &&
      revocationReason !== null
    )
      return { status, steps: taken, revokedAt, revocationReason }
    if ((status === 'refused' || status === 'cancelled' || status === 'expired') && endedAt !== null)
      return { status, steps, endedAt }
    throw new DatabaseError('UNEXPECTED', 'a document whose status disagrees with its steps')
  })
}
