// Documents of many steps: what the database takes and refuses on their way, on both engines.
import { expect, it } from 'vitest'
import {
  after,
  at,
  type City,
  certificateFields,
  createCity,
  createPerson,
  newDocument,
  randomHash,
  randomKey,
  signatureOf,
} from '../contract/city.ts'
import { describeOnEachEngine } from '../contract/engines.ts'
import { expectRefusal } from '../contract/rejected.ts'
import type { DatabaseHandle } from '../handle.ts'
import { findPublicRecord } from '../public.ts'
import { createCredential } from './credentials.ts'
import { advanceDocument, type DocumentProgress, findProgress, openDocument } from './document-progress.ts'
import { findDocument } from './documents.ts'
import { listEvents } from './events.ts'
import { createSigner } from './signers.ts'
import type { SigningStep, StepPlan, StepProgress } from './signing-steps.ts'

describeOnEachEngine('documents in steps', (database) => {
  it('go through initials in any order, a signature and a seal under one code, and are public only when all is done', async () => {
    const { db } = database()
    const story = await open(db)
    const { code, city, secretary, seal, find, advance } = story
    expect(await find()).toEqual({ status: 'awaiting', steps: story.steps })

    await advance([1, { state: 'approved', actedAt: after(1) }])
    await advance([0, { state: 'approved', actedAt: after(2) }], [2, { state: 'active' }])
    await advance([2, signed(0, 3)], [3, { state: 'active' }], signature({ ...city, ...secretary }, 3, '1'))
    expect(await findPublicRecord(db, code)).toBeUndefined()
    expect(await findDocument(db, code, { applicationAgency: city.agency.id })).toBeUndefined()
    await advance([3, signed(1, 4)], signature({ ...city, ...seal }, 4, '2', 'seal'), 'valid')

    expect(await find()).toMatchObject({ status: 'valid', steps: [{}, {}, {}, {}] })
    const record = await findPublicRecord(db, code)
    expect(record?.signatures.map(({ kind }) => kind)).toEqual(['signature', 'seal'])
    const found = await findDocument(db, code, { applicationAgency: city.agency.id })
    expect(found).toMatchObject({ status: 'valid', fileKey: `2026/03/${code}-2.pdf` })
    await advance('revoked')
    expect(await find()).toMatchObject({ status: 'revoked', revokedAt: after(9), revocationReason: 'Salah' })
    expect(await findPublicRecord(db, code)).toMatchObject({ status: 'revoked' })
    const events = await listEvents(db, { agencyId: city.agency.id })
    expect(events).toHaveLength(6)
  })

  it('refuse a plan in which nobody can act, a seal before a signature, and an initial beside a signature', async () => {
    const { db } = database()
    const { city, steps, seal } = await open(db)
    const plans: readonly (readonly SigningStep[])[] = [
      steps.map((step) => ({ ...plan(step), state: 'waiting' })),
      steps.map((step) => ({ ...plan(step), state: 'active' })),
    ]
    for (const refused of plans) {
      await expectRefusal(openDocument(db, unsigned(city, refused)), {
        code: 'INVALID',
        constraint: 'documents_status_agrees_with_steps',
      })
    }
    const signerId = city.signer.id
    const sequences: readonly (readonly SigningStep[])[] = [
      [
        { role: 'seal', rank: 0, signerId: seal.signer.id, state: 'active' },
        { role: 'signature', rank: 1, signerId, state: 'waiting' },
      ],
      [
        { role: 'signature', rank: 0, signerId, state: 'active' },
        { role: 'initial', rank: 0, signerId, state: 'active' },
      ],
    ]
    for (const refused of sequences) {
      await expectRefusal(openDocument(db, unsigned(city, refused)), {
        code: 'INVALID',
        constraint: 'signing_steps_in_sequence',
      })
    }
  })

  it('refuse a step out of turn, a step that acts twice, and a document published with a step left', async () => {
    const { db } = database()
    const { advance, find, city, secretary } = await open(db)
    const early = signature({ ...city, ...secretary }, 1, '1')
    await expectRefusal(advance([2, signed(0, 1)], early), {
      code: 'IMMUTABLE',
      constraint: 'signing_steps_only_advance',
    })
    await advance([0, { state: 'approved', actedAt: after(1) }])
    await expectRefusal(advance([0, { state: 'declined', actedAt: after(2), reason: 'Salah' }], 'refused'), {
      code: 'IMMUTABLE',
      constraint: 'signing_steps_only_advance',
    })
    await expectRefusal(advance([1, { state: 'approved', actedAt: after(2) }]), {
      code: 'INVALID',
      constraint: 'documents_status_agrees_with_steps',
    })
    await expectRefusal(advance('valid'), { code: 'INVALID', constraint: 'documents_published_is_signed' })
    expect(await find()).toMatchObject({ status: 'awaiting' })
    await advance([1, { state: 'approved', actedAt: after(2) }], [2, { state: 'active' }])
    // The secretary's step signed by the head of the agency.
    await expectRefusal(advance([2, signed(0, 3)], [3, { state: 'active' }], signature(city, 3, '1')), {
      code: 'NOT_FOUND',
      constraint: 'signing_steps_own_signature_fk',
    })
    await expectRefusal(advance([2, signed(0, 3)], [3, { state: 'active' }], early, 'valid'), {
      code: 'INVALID',
      constraint: 'signatures_complete',
    })
  })

  it('end refused, cancelled or expired with every open step dropped, and stay so', async () => {
    const { db } = database()
    const dropped = [0, 1, 2, 3].map((index) => [index, { state: 'dropped' }] as const)
    const declined = [0, { state: 'declined', actedAt: after(1), reason: 'Nomor salah' }] as const
    for (const { changes, status, expiresAt } of [
      { changes: [declined, ...dropped.slice(1)], status: 'refused' },
      { changes: dropped, status: 'cancelled' },
      { changes: dropped, status: 'expired', expiresAt: after(1) },
    ] as const) {
      const { advance, find } = await open(db, expiresAt)
      if (status === 'refused') {
        await expectRefusal(advance(declined, status), {
          code: 'INVALID',
          constraint: 'documents_status_agrees_with_steps',
        })
      }
      await advance(...changes, status)
      const ended = await find()
      expect(ended).toMatchObject({ status, endedAt: after(9) })
      expect(ended?.steps.filter(({ state }) => state === 'dropped')).toHaveLength(
        status === 'refused' ? 3 : 4,
      )
      await expectRefusal(advance('awaiting'), { code: 'IMMUTABLE', constraint: 'documents_only_advance' })
    }
  })

  it('let exactly one of many processes take a step', async () => {
    const { db } = database()
    const { advance, before } = await open(db)
    const seen = await before()
    const attempts = Array.from({ length: 6 }, () =>
      advance(seen, [0, { state: 'approved', actedAt: after(1) }]).then(
        () => 'taken',
        ({ code }) => code,
      ),
    )
    expect((await Promise.all(attempts)).toSorted()).toEqual([
      'RETRY',
      'RETRY',
      'RETRY',
      'RETRY',
      'RETRY',
      'taken',
    ])
  })
})

type Change = readonly [number, StepProgress]
type Signed = NonNullable<Parameters<typeof advanceDocument>[1]['signed']>

/** Two initials, the secretary's signature, the seal. */
async function open(db: DatabaseHandle, expiresAt?: Date) {
  const city = await createCity(db)
  const secretary = await createPerson(db, city.agency.id, city.ca.id)
  const seal = await createSeal(db, city)
  const signerId = city.signer.id
  const steps: readonly SigningStep[] = [
    { role: 'initial', rank: 0, signerId, state: 'active' },
    { role: 'initial', rank: 0, signerId: secretary.signer.id, state: 'active' },
    { role: 'signature', rank: 1, signerId: secretary.signer.id, state: 'waiting' },
    { role: 'seal', rank: 2, signerId: seal.signer.id, state: 'waiting' },
  ]
  const document = unsigned(city, steps, expiresAt)
  const { code } = document
  const applicationAgency = city.agency.id
  const event = {
    at,
    kind: 'document.sign',
    outcome: 'done',
    actor: 'service',
    agencyId: applicationAgency,
  } as const
  await openDocument(db, { ...document, event })
  const find = () => findProgress(db, code, { applicationAgency })
  const before = async (): Promise<DocumentProgress> => {
    const progress = await find()
    if (progress === undefined) throw new Error('expected a document')
    return progress
  }

  async function advance(
    ...what: readonly (Change | Signed | DocumentProgress['status'] | DocumentProgress)[]
  ) {
    const seen = what.find((part) => typeof part === 'object' && 'steps' in part) ?? (await before())
    const changes = new Map(what.filter(isChange))
    const status = what.find((part) => typeof part === 'string') ?? 'awaiting'
    const signedFile = what.find((part) => typeof part === 'object' && 'signature' in part)
    const next = seen.steps.map((step, index) => {
      const change = changes.get(index)
      return change === undefined ? step : { ...plan(step), ...change }
    })
    await advanceDocument(db, {
      code,
      before: seen,
      after: progressOf(status, next),
      event,
      ...(signedFile && { signed: { ...signedFile, fileKey: `2026/03/${code}-${signedFile.fileKey}.pdf` } }),
    })
  }
  return { city, secretary, seal, steps, code, find, before, advance }
}

const isChange = (part: unknown): part is Change => Array.isArray(part)

function progressOf(status: DocumentProgress['status'], steps: readonly SigningStep[]): DocumentProgress {
  // What types would refuse, the database has to.
  const taken = steps.filter((step) => step.state === 'approved' || step.state === 'signed')
  switch (status) {
    case 'awaiting':
      return { status, steps }
    case 'valid':
      return { status, steps: taken }
    case 'revoked':
      return { status, steps: taken, revokedAt: after(9), revocationReason: 'Salah' }
    default:
      return { status, steps, endedAt: after(9) }
  }
}

async function createSeal(db: DatabaseHandle, { agency, ca }: City) {
  const signer = await createSigner(db, {
    agencyId: agency.id,
    kind: 'agency-seal',
    name: agency.name,
    position: '',
    createdAt: at,
  })
  const enrolled = await createCredential(
    db,
    {
      signerId: signer.id,
      algorithm: 'ecdsa-p256-sha256',
      kind: 'pkcs12',
      encryptedKey: randomKey(),
      createdAt: at,
    },
    { ...certificateFields(), kind: 'seal', issuerCertificateId: ca.id },
  )
  return { signer, ...enrolled }
}

function unsigned(city: City, steps: readonly SigningStep[], expiresAt?: Date) {
  const { signedSha256: _, signatures: __, ...document } = newDocument(city)
  return { ...document, steps, ...(expiresAt && { expiresAt }) }
}

const plan = ({ role, rank, signerId }: StepPlan): StepPlan => ({ role, rank, signerId })

const signed = (signatureIndex: number, seconds: number): StepProgress => ({
  state: 'signed',
  actedAt: after(seconds),
  signatureIndex,
})

function signature(
  signer: Parameters<typeof signatureOf>[0],
  seconds: number,
  fileKey: string,
  kind: 'signature' | 'seal' = 'signature',
): Signed {
  return {
    signature: { ...signatureOf(signer), kind, signedAt: after(seconds), fieldName: `Signature${fileKey}` },
    fileKey,
    signedSha256: randomHash(),
    bytes: 1000,
  }
}
