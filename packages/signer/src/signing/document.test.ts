// The state machine: every plan of few steps walked through all the states that it can reach, and
// random events on plans of many.
import type { DocumentProgress, StepPlan, StepRole } from '@tapis/db'
import { present } from '@tapis/pki'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  advance,
  type DocumentEvent,
  type DocumentIn,
  planDocument,
  type Refused,
  type TransitionCode,
} from './document.ts'

type Outcome = DocumentProgress | Refused<TransitionCode>

const at = new Date('2026-03-02T03:04:05Z')
const term = new Date('2026-04-01T00:00:00Z')
const signers = ['kepala', 'sekretaris', 'segel'] as const

const initial = (rank: number, signerId = 'kepala'): StepPlan => ({ role: 'initial', rank, signerId })
const signature = (rank: number, signerId = 'sekretaris'): StepPlan => ({ role: 'signature', rank, signerId })
const seal = (rank: number): StepPlan => ({ role: 'seal', rank, signerId: 'segel' })

/** Two initials in any order, two signatures one after the other, the seal. */
const letter = [initial(0), initial(0, 'sekretaris'), signature(1), signature(2, 'kepala'), seal(3)]

describe('a plan', () => {
  it('makes the steps of the lowest rank active and lets the others wait', () => {
    const { steps } = planned(letter)
    expect(steps.map(({ state }) => state)).toEqual(['active', 'active', 'waiting', 'waiting', 'waiting'])
  })

  it.each([
    { plan: [], code: 'PLAN_WITHOUT_SIGNATURE' },
    { plan: [initial(0)], code: 'PLAN_WITHOUT_SIGNATURE' },
    { plan: [signature(0), signature(0, 'kepala')], code: 'PLAN_SHARES_RANK' },
    { plan: [signature(1), initial(1)], code: 'PLAN_SHARES_RANK' },
    { plan: [seal(0), signature(1)], code: 'PLAN_SEAL_NOT_LAST' },
    { plan: [signature(0), seal(1), initial(2)], code: 'PLAN_SEAL_NOT_LAST' },
  ])('is refused as $code', ({ plan, code }) => {
    expect(planDocument(plan)).toEqual({ refused: code })
  })
})

describe('an event', () => {
  const one = planned([signature(0)])
  const sign = { kind: 'sign', step: 0, signerId: 'sekretaris', at } as const
  const valid = documentOf(advance(one, sign))

  it('signs the only step and makes the document valid', () => {
    const step = { ...signature(0), state: 'signed', actedAt: at, signatureIndex: 0 }
    expect(valid).toEqual({ status: 'valid', steps: [step] })
  })

  it('carries a letter through initials, signatures and seal, with the signatures numbered in their order', () => {
    const events: DocumentEvent[] = [
      { kind: 'approve', step: 1, signerId: 'sekretaris', at },
      { kind: 'approve', step: 0, signerId: 'kepala', at },
      { kind: 'sign', step: 2, signerId: 'sekretaris', at },
      { kind: 'sign', step: 3, signerId: 'kepala', at },
      { kind: 'sign', step: 4, signerId: 'segel', at },
    ]
    const { status, steps } = events.reduce<DocumentProgress>(
      (document, event) => documentOf(advance(document, event)),
      planned(letter),
    )
    expect(status).toBe('valid')
    expect(steps.map((step) => ('signatureIndex' in step ? step.signatureIndex : step.state))).toEqual([
      'approved',
      'approved',
      0,
      1,
      2,
    ])
  })

  it.each<{ code: string; document: DocumentProgress; event: DocumentEvent }>([
    { code: 'STEP_UNKNOWN', document: one, event: { ...sign, step: 1 } },
    { code: 'STEP_UNKNOWN', document: one, event: { ...sign, step: -1 } },
    { code: 'STEP_UNKNOWN', document: one, event: { ...sign, step: 0.5 } },
    { code: 'STEP_OF_ANOTHER_SIGNER', document: one, event: { ...sign, signerId: 'kepala' } },
    { code: 'STEP_OF_ANOTHER_ROLE', document: one, event: { ...sign, kind: 'approve' } },
    { code: 'STEP_OF_ANOTHER_ROLE', document: planned(letter), event: { ...sign, step: 1 } },
    { code: 'STEP_NOT_ITS_TURN', document: planned(letter), event: { ...sign, step: 2 } },
    {
      code: 'STEP_ALREADY_TAKEN',
      document: documentOf(advance(planned(letter), { kind: 'approve', step: 0, signerId: 'kepala', at })),
      event: { kind: 'decline', step: 0, signerId: 'kepala', at, reason: 'Salah' },
    },
    { code: 'DOCUMENT_NOT_AWAITING', document: valid, event: sign },
    { code: 'DOCUMENT_NOT_AWAITING', document: valid, event: { kind: 'cancel', at } },
    { code: 'DOCUMENT_NOT_VALID', document: one, event: { kind: 'revoke', at, reason: 'Salah' } },
    { code: 'TERM_OVER', document: planned([signature(0)], term), event: { ...sign, at: term } },
    { code: 'TERM_NOT_OVER', document: planned([signature(0)], term), event: { kind: 'expire', at } },
    { code: 'TERM_NOT_OVER', document: one, event: { kind: 'expire', at: term } },
    {
      code: 'ALREADY_SIGNED',
      document: documentOf(advance(planned([signature(0), signature(1, 'kepala')]), sign)),
      event: { kind: 'cancel', at },
    },
  ])('is refused as $code', ({ code, document, event }) => {
    expect(advance(document, event)).toEqual({ refused: code })
  })

  it('that ends a document drops every step that is open, and keeps those that were taken', () => {
    const half = documentOf(advance(planned([signature(0), signature(1, 'kepala'), seal(2)], term), sign))
    const declined = advance(half, {
      kind: 'decline',
      step: 1,
      signerId: 'kepala',
      at,
      reason: 'Nomor salah',
    })
    expect(declined).toMatchObject({ status: 'refused', endedAt: at })
    expect(statesOf(declined)).toEqual(['signed', 'declined', 'dropped'])
    const expired = advance(half, { kind: 'expire', at: term })
    expect(expired).toMatchObject({ status: 'expired', endedAt: term })
    expect(statesOf(expired)).toEqual(['signed', 'dropped', 'dropped'])
    const cancelled = advance(planned(letter), { kind: 'cancel', at })
    expect(new Set(statesOf(cancelled))).toEqual(new Set(['dropped']))
  })

  it('revokes a valid document once', () => {
    const revoked = documentOf(advance(valid, { kind: 'revoke', at, reason: 'Salah kirim' }))
    expect(revoked).toMatchObject({ status: 'revoked', revokedAt: at, revocationReason: 'Salah kirim' })
    const again = advance(revoked, { kind: 'revoke', at, reason: 'Lain' })
    expect(again).toEqual({ refused: 'DOCUMENT_NOT_VALID' })
  })

  it('that cannot happen to what is known of a document does not type-check', () => {
    const awaiting = planned([signature(0)])
    // @ts-expect-error: what awaits a step is not revoked
    expect(advance(awaiting, { kind: 'revoke', at, reason: 'Salah' })).toHaveProperty('refused')
    if (valid.status !== 'valid') throw new Error('expected a valid document')
    // @ts-expect-error: what is valid has no step left
    expect(advance(valid, sign)).toHaveProperty('refused')
  })
})

describe('no sequence of events', () => {
  it('leads out of order: every state that a plan of at most four steps can reach', () => {
    let reached = 0
    for (const plan of plansOfAtMost(4)) {
      const start = planDocument(plan, { expiresAt: term })
      if ('refused' in start) continue
      const known = new Map<string, DocumentProgress>([[JSON.stringify(start), start]])
      for (const document of known.values()) {
        requireOrder(document, plan)
        for (const event of everyEvent(plan.length)) {
          const next = advance(document, event)
          if (!('refused' in next)) known.set(JSON.stringify(next), next)
        }
      }
      const states = [...known.values()].map(({ status }) => status)
      for (const status of ['awaiting', 'valid', 'revoked', 'refused', 'cancelled', 'expired'] as const)
        expect(states).toContain(status)
      reached += known.size
    }
    expect(reached).toBeGreaterThan(1000)
  })

  it('takes a step twice, or publishes a document with a step left', () => {
    const events = fc.array(fc.constantFrom(...everyEvent(8)), { maxLength: 60 })
    const roles = fc.array(fc.constantFrom<StepRole>('initial', 'signature'), { minLength: 1, maxLength: 7 })
    fc.assert(
      fc.property(roles, fc.boolean(), events, (before, sealed, happening) => {
        const plan = [...before, ...(sealed ? ['seal' as const] : [])].map(
          (role, index): StepPlan => ({ role, rank: index, signerId: signers[index % signers.length] ?? '' }),
        )
        const start = planDocument(plan)
        if ('refused' in start) return
        let document: DocumentProgress = freeze(start)
        const taken: number[] = []
        for (const event of happening) {
          const next = advance(document, event)
          if ('refused' in next) continue
          if (event.kind === 'sign' || event.kind === 'approve') {
            taken.push(event.step)
            expect(plan[event.step]?.signerId).toBe(event.signerId)
          }
          requireOrder(next, plan)
          document = freeze(next)
        }
        expect(new Set(taken).size).toBe(taken.length)
        if (document.status === 'valid' || document.status === 'revoked')
          expect(taken.toSorted((one, other) => one - other)).toEqual([...plan.keys()])
      }),
      { numRuns: 2000 },
    )
  })
})

/** What the database holds a document to as well (migration 0007). */
function requireOrder(document: DocumentProgress, plan: readonly StepPlan[]): void {
  const { status, steps } = document
  expect(steps.map(({ role, rank, signerId }) => ({ role, rank, signerId }))).toEqual(plan)
  const count = (...states: readonly string[]) => steps.filter(({ state }) => states.includes(state)).length
  const signed = steps.flatMap((step) => (step.state === 'signed' ? [step.signatureIndex] : []))
  expect(signed.toSorted((one, other) => one - other)).toEqual([...signed.keys()])
  for (const { role, state } of steps) if (state === 'signed') expect(role).not.toBe('initial')
  const ranks = (...states: readonly string[]) =>
    steps.filter(({ state }) => states.includes(state)).map(({ rank }) => rank)
  const reached = Math.max(-1, ...ranks('approved', 'signed'))
  const next = Math.min(99, ...ranks('waiting', 'active', 'declined', 'dropped'))
  expect(reached).toBeLessThanOrEqual(next)
  const [declined, dropped, open] = [count('declined'), count('dropped'), count('waiting', 'active')]
  switch (status) {
    case 'awaiting':
      expect([declined, dropped]).toEqual([0, 0])
      expect(new Set(ranks('active'))).toEqual(new Set([next]))
      for (const rank of ranks('waiting')) expect(rank).toBeGreaterThan(next)
      break
    case 'valid':
    case 'revoked':
      expect(count('approved', 'signed')).toBe(plan.length)
      expect(signed).toHaveLength(plan.filter(({ role }) => role !== 'initial').length)
      break
    case 'refused':
      expect([declined, open]).toEqual([1, 0])
      break
    case 'cancelled':
      expect([declined, open, signed.length]).toEqual([0, 0, 0])
      expect(dropped).toBeGreaterThan(0)
      break
    case 'expired':
      expect([declined, open]).toEqual([0, 0])
      expect(dropped).toBeGreaterThan(0)
      break
  }
}

/** Of a plan: each role at each rank below the number of steps, by signers in turn. */
function plansOfAtMost(most: number): readonly (readonly StepPlan[])[] {
  const roles: readonly StepRole[] = ['initial', 'signature', 'seal']
  const longer = (plan: readonly StepPlan[]): readonly (readonly StepPlan[])[] =>
    plan.length === most
      ? [plan]
      : [
          plan,
          ...roles.flatMap((role) =>
            [plan.at(-1)?.rank ?? 0, (plan.at(-1)?.rank ?? 0) + 1].flatMap((rank) =>
              longer([...plan, { role, rank, signerId: signers[plan.length % 2] ?? '' }]),
            ),
          ),
        ]
  return longer([])
}

function everyEvent(steps: number): readonly DocumentEvent[] {
  const taking = Array.from({ length: steps }, (_, step) =>
    signers.flatMap((signerId): DocumentEvent[] => [
      { kind: 'approve', step, signerId, at },
      { kind: 'sign', step, signerId, at },
      { kind: 'decline', step, signerId, at, reason: 'Salah' },
    ]),
  ).flat()
  return [
    ...taking,
    { kind: 'cancel', at },
    { kind: 'expire', at: term },
    { kind: 'revoke', at, reason: 'Salah' },
  ]
}

function planned(plan: readonly StepPlan[], expiresAt?: Date): DocumentIn<'awaiting'> {
  const document = planDocument(plan, present({ expiresAt }))
  if ('refused' in document) throw new Error(`refused: ${document.refused}`)
  return document
}

function documentOf(outcome: Outcome): DocumentProgress {
  if ('refused' in outcome) throw new Error(`refused: ${outcome.refused}`)
  return outcome
}

function statesOf(outcome: Outcome): readonly string[] {
  return documentOf(outcome).steps.map(({ state }) => state)
}

/** A machine that writes into what it was given throws. */
function freeze(document: DocumentProgress): DocumentProgress {
  for (const step of document.steps) Object.freeze(step)
  Object.freeze(document.steps)
  return Object.freeze(document)
}
