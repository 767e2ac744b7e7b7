// The steps of a document: who gives an initial, a signature or a seal, in which rank, and how far
// each has come.
import { asc, eq } from 'drizzle-orm'
import { DatabaseError } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { signingSteps } from '../schema/signing-steps.ts'

/** `initial` is a paraf: a recorded approval of the bytes, without a PDF signature. */
export type StepRole = 'initial' | 'signature' | 'seal'

/** What a document needs from one signer, and how far that has come. */
export type SigningStep = StepPlan & StepProgress

/** One step as it was asked for. */
export interface StepPlan {
  readonly role: StepRole
  /**
   * Steps of one rank may act in any order, those of a higher one only when all of the lower ones
   * have. From 0.
   */
  readonly rank: number
  readonly signerId: string
}

/** `dropped`: the document ended before its turn came. */
export type StepProgress =
  | { readonly state: 'waiting' | 'active' | 'dropped' }
  | { readonly state: 'approved'; readonly actedAt: Date }
  /** `signatureIndex` is that of its signature among the document's. */
  | { readonly state: 'signed'; readonly actedAt: Date; readonly signatureIndex: number }
  | { readonly state: 'declined'; readonly actedAt: Date; readonly reason: string }

/** A step that nobody has to take any more, since its holder approved or signed. */
export type TakenStep = StepPlan & Extract<StepProgress, { readonly state: 'approved' | 'signed' }>

/** In the caller's transaction. */
export async function insertSteps(
  tx: DatabaseHandle,
  documentId: string,
  steps: readonly SigningStep[],
): Promise<void> {
  if (steps.length === 0) throw new DatabaseError('INVALID', 'a document without steps')
  await tx.insert(signingSteps).values(steps.map((step, index) => ({ ...step, documentId, index })))
}

/** In the order of their indexes. */
export async function stepsOf(db: DatabaseHandle, documentId: string): Promise<readonly SigningStep[]> {
  const rows = await db
    .select()
    .from(signingSteps)
    .where(eq(signingSteps.documentId, documentId))
    .orderBy(asc(signingSteps.index))
  return rows.map(({ role, rank, signerId, ...progress }) => ({
    role,
    rank,
    signerId,
    ...toProgress(progress),
  }))
}

type ProgressColumns = Pick<
  typeof signingSteps.$inferSelect,
  'state' | 'actedAt' | 'reason' | 'signatureIndex'
>

function toProgress({ state, actedAt, reason, signatureIndex }: ProgressColumns): StepProgress {
  if (state === 'waiting' || state === 'active' || state === 'dropped') return { state }
  if (state === 'approved' && actedAt !== null) return { state, actedAt }
  if (state === 'signed' && actedAt !== null && signatureIndex !== null)
    return { state, actedAt, signatureIndex }
  if (state === 'declined' && actedAt !== null && reason !== null) return { state, actedAt, reason }
  throw new DatabaseError('UNEXPECTED', 'a step that is in no state')
}
