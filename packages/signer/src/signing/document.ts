// A document and what each event makes of it: the one state machine of signing. It is pure and
// total: an event that may not happen is refused with a code, and what is known to be impossible
// when it is written does not type-check. docs/adr/0012 has the picture.
import type { DocumentProgress, SigningStep, StepPlan, TakenStep } from '@tapis/db'
import { present } from '@tapis/pki'

/** `DocumentIn<'valid'>` is one whose steps have all been taken: only that can be published. */
export type DocumentIn<Status extends DocumentStatus> = Extract<DocumentProgress, { readonly status: Status }>
type DocumentStatus = DocumentProgress['status']

/** `step` counts from 0; `signerId` is who acts. */
export type DocumentEvent =
  | { readonly kind: 'approve' | 'sign'; readonly step: number; readonly signerId: string; readonly at: Date }
  | {
      readonly kind: 'decline'
      readonly step: number
      readonly signerId: string
      readonly at: Date
      readonly reason: string
    }
  | { readonly kind: 'cancel' | 'expire'; readonly at: Date }
  | { readonly kind: 'revoke'; readonly at: Date; readonly reason: string }

/** What can happen to a document of which no more is known than this. */
type EventIn<Status extends DocumentStatus> = Status extends 'awaiting'
  ? Exclude<DocumentEvent, { readonly kind: 'revoke' }>
  : Status extends 'valid'
    ? Extract<DocumentEvent, { readonly kind: 'revoke' }>
    : never

export type TransitionCode =
  /** The steps of this document have been taken, or it has ended. */
  | 'DOCUMENT_NOT_AWAITING'
  /** Only what is valid can be revoked. */
  | 'DOCUMENT_NOT_VALID'
  | 'STEP_UNKNOWN'
  /** A step of a lower rank is still open. */
  | 'STEP_NOT_ITS_TURN'
  | 'STEP_ALREADY_TAKEN'
  | 'STEP_OF_ANOTHER_SIGNER'
  /** An initial is approved; a signature and a seal are signed. */
  | 'STEP_OF_ANOTHER_ROLE'
  | 'TERM_OVER'
  | 'TERM_NOT_OVER'
  /** What somebody has signed already is declined or expires, but is not cancelled. */
  | 'ALREADY_SIGNED'

type PlanCode =
  /** Initials alone make no signed document. */
  | 'PLAN_WITHOUT_SIGNATURE'
  /** A signature changes the bytes that a step beside it would act on. */
  | 'PLAN_SHARES_RANK'
  /** A seal assures what the signers signed. */
  | 'PLAN_SEAL_NOT_LAST'

export type Refused<Code> = { readonly refused: Code }

/** Begins a document: the steps of the lowest rank are active, the others wait. */
export function planDocument(
  plan: readonly StepPlan[],
  { expiresAt }: { readonly expiresAt?: Date } = {},
): DocumentIn<'awaiting'> | Refused<PlanCode> {
  const signing = plan.filter(({ role }) => role !== 'initial')
  if (signing.length === 0) return { refused: 'PLAN_WITHOUT_SIGNATURE' }
  if (signing.some(({ rank }) => plan.filter((other) => other.rank === rank).length > 1))
    return { refused: 'PLAN_SHARES_RANK' }
  const seals = plan.filter(({ role }) => role === 'seal').map(({ rank }) => rank)
  if (plan.some(({ role, rank }) => role !== 'seal' && rank > Math.min(...seals)))
    return { refused: 'PLAN_SEAL_NOT_LAST' }
  const first = Math.min(...plan.map(({ rank }) => rank))
  const steps = plan.map(
    (step): SigningStep => ({ ...step, state: step.rank === first ? 'active' : 'waiting' }),
  )
  return { status: 'awaiting', steps, ...present({ expiresAt }) }
}

/**
 * Returns what the event makes of the document, or why it may not happen. Nothing is changed in
 * place. NOT checked: that a signature was made, and is sound; that the signer may still sign; and
 * that time goes forward.
 */
export function advance<Status extends DocumentStatus>(
  document: DocumentIn<Status>,
  event: EventIn<NoInfer<Status>>,
): DocumentProgress | Refused<TransitionCode>
export function advance(
  document: DocumentProgress,
  event: DocumentEvent,
): DocumentProgress | Refused<TransitionCode> {
  if (event.kind === 'revoke') {
    if (document.status !== 'valid') return { refused: 'DOCUMENT_NOT_VALID' }
    const { at: revokedAt, reason: revocationReason } = event
    return { status: 'revoked', steps: document.steps, revokedAt, revocationReason }
  }
  if (document.status !== 'awaiting') return { refused: 'DOCUMENT_NOT_AWAITING' }
  const isOver = document.expiresAt !== undefined && event.at >= document.expiresAt
  switch (event.kind) {
    case 'expire':
      return isOver ? ended(document, 'expired', event.at) : { refused: 'TERM_NOT_OVER' }
    case 'cancel':
      if (document.steps.some(({ state }) => state === 'signed')) return { refused: 'ALREADY_SIGNED' }
      return ended(document, 'cancelled', event.at)
    default:
      return isOver ? { refused: 'TERM_OVER' } : takeStep(document, event)
  }
}

type StepEvent = Extract<DocumentEvent, { readonly step: number }>

function takeStep(
  document: DocumentIn<'awaiting'>,
  event: StepEvent,
): DocumentProgress | Refused<TransitionCode> {
  const step = document.steps[event.step]
  if (step === undefined) return { refused: 'STEP_UNKNOWN' }
  if (step.state === 'waiting') return { refused: 'STEP_NOT_ITS_TURN' }
  if (step.state !== 'active') return { refused: 'STEP_ALREADY_TAKEN' }
  if (step.signerId !== event.signerId) return { refused: 'STEP_OF_ANOTHER_SIGNER' }
  const { role, rank, signerId } = step
  const plan = { role, rank, signerId }
  const actedAt = event.at
  switch (event.kind) {
    case 'decline': {
      const declined: SigningStep = { ...plan, state: 'declined', actedAt, reason: event.reason }
      return ended({ ...document, steps: document.steps.with(event.step, declined) }, 'refused', actedAt)
    }
    case 'approve':
      if (role !== 'initial') return { refused: 'STEP_OF_ANOTHER_ROLE' }
      return withTaken(document, event.step, { ...plan, state: 'approved', actedAt })
    case 'sign': {
      if (role === 'initial') return { refused: 'STEP_OF_ANOTHER_ROLE' }
      const signatureIndex = document.steps.filter(({ state }) => state === 'signed').length
      return withTaken(document, event.step, { ...plan, state: 'signed', actedAt, signatureIndex })
    }
  }
}

/**
 * The next rank becomes active once nothing of the present one is open; after the last the document
 * is valid.
 */
function withTaken(document: DocumentIn<'awaiting'>, index: number, taken: TakenStep): DocumentProgress {
  const steps = document.steps.with(index, taken)
  const all = steps.filter((step) => step.state === 'approved' || step.state === 'signed')
  if (all.length === steps.length) return { status: 'valid', steps: all }
  if (steps.some(({ state }) => state === 'active')) return { ...document, steps }
  const next = Math.min(...steps.flatMap(({ state, rank }) => (state === 'waiting' ? [rank] : [])))
  return {
    ...document,
    steps: steps.map((step) => (step.rank === next ? { ...step, state: 'active' } : step)),
  }
}

function ended(
  { steps }: DocumentIn<'awaiting'>,
  status: 'refused' | 'cancelled' | 'expired',
  endedAt: Date,
): DocumentProgress {
  const isOpen = ({ state }: SigningStep) => state === 'waiting' || state === 'active'
  return {
    status,
    endedAt,
    steps: steps.map((step) => (isOpen(step) ? { ...step, state: 'dropped' } : step)),
  }
}
