import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  after,
  at,
  type City,
  createCity,
  createPerson,
  newDocument,
  randomCode,
  signatureOf,
} from '../contract/city.ts'
import { describeOnEachEngine } from '../contract/engines.ts'
import { expectRefusal } from '../contract/rejected.ts'
import type { DatabaseHandle } from '../handle.ts'
import { findPublicRecord } from '../public.ts'
import { agencies } from '../schema/agencies.ts'
import { documents } from '../schema/documents.ts'
import { signers } from '../schema/signers.ts'
import { revokeCertificate } from './certificates.ts'
import { revokeCredential } from './credentials.ts'
import { countDocuments, fileKeysInUse, listDocumentFiles, newestDocumentFiles } from './document-files.ts'
import { findDocument, recordDocument, revokeDocument } from './documents.ts'
import { reserveIdempotencyKey } from './idempotency.ts'

describeOnEachEngine('documents', (database) => {
  it('finds a recorded document equal to what was written, signatures in order', async () => {
    const { db } = database()
    const city = await createCity(db)
    const second = await createPerson(db, city.agency.id, city.ca.id)
    const { steps, ...document } = newDocument(city, [
      signatureOf(city),
      { ...signatureOf({ ...city, ...second }), fieldName: 'Signature2', signedAt: after(1) },
    ])
    const recorded = await recordDocument(db, { ...document, steps })
    expect(recorded).toEqual({ ...document, id: recorded.id, status: 'valid' })
    const found = await findDocument(db, document.code, { applicationAgency: city.agency.id })
    expect(found).toEqual(recorded)
  })

  it("does not tell another agency's document from none", async () => {
    const { db } = database()
    const [city, other] = [await createCity(db), await createCity(db)]
    const { code } = await recordDocument(db, newDocument(city))
    expect(await findDocument(db, code, { applicationAgency: other.agency.id })).toBeUndefined()
    expect(await findDocument(db, randomCode(), { applicationAgency: city.agency.id })).toBeUndefined()
    const revocation = { code, applicationAgency: other.agency.id, reason: 'Salah kirim', at: after(1) }
    expect(await revokeDocument(db, revocation)).toEqual({ outcome: 'not-found' })
    expect(await findPublicRecord(db, code)).toMatchObject({ status: 'valid' })
  })

  it('leaves no document and the key in progress when a signature is refused', async () => {
    const { db } = database()
    const [city, other] = [await createCity(db), await createCity(db)]
    const document = newDocument(city)
    const lease = { applicationId: city.application.id, key: 'k-1', holder: randomUUID() }
    const request = { ...lease, requestHash: document.submittedSha256, now: at, leaseUntil: after(60) }
    expect(await reserveIdempotencyKey(db, request)).toEqual({ outcome: 'reserved' })
    const { signatures, steps } = newDocument(city, [
      signatureOf(city),
      { ...signatureOf(city), fieldName: 'Signature2', certificateId: other.certificate.id },
    ])
    await expectRefusal(recordDocument(db, { ...document, signatures, steps, idempotency: lease }), {
      code: 'INVALID',
      constraint: 'signatures_certificate_is_signers',
    })
    expect(await findDocument(db, document.code, { applicationAgency: city.agency.id })).toBeUndefined()
    expect(await db.select().from(documents).where(eq(documents.code, document.code))).toEqual([])
    expect(await reserveIdempotencyKey(db, request)).toEqual({
      outcome: 'in-progress',
      leaseUntil: after(60),
    })

    await recordDocument(db, { ...document, idempotency: lease })
    expect(await reserveIdempotencyKey(db, request)).toEqual({ outcome: 'done', documentCode: document.code })
  })

  it.each([
    {
      what: 'certificate',
      revoke: (db: DatabaseHandle, { certificate }: City) =>
        revokeCertificate(db, { id: certificate.id, reason: 'keyCompromise', at: after(10) }),
    },
    {
      what: 'credential',
      revoke: (db: DatabaseHandle, { credential }: City) =>
        revokeCredential(db, { id: credential.id, at: after(10) }),
    },
  ])('records no signature once its $what is revoked, not even one made before', async ({ revoke }) => {
    const { db } = database()
    const city = await createCity(db)
    await revoke(db, city)
    await expectRefusal(recordDocument(db, newDocument(city)), {
      code: 'INVALID',
      constraint: 'signatures_certificate_in_force',
    })
  })

  it("records a signature in the first and the last moment of its certificate's validity", async () => {
    const { db } = database()
    const city = await createCity(db)
    const { notBefore, notAfter } = city.certificate
    for (const signedAt of [notBefore, notAfter]) {
      await recordDocument(db, newDocument(city, [{ ...signatureOf(city), signedAt }]))
    }
  })

  it('refuses to record for an agency that does not exist', async () => {
    const { db } = database()
    const document = { ...newDocument(await createCity(db)), agencyId: 'tiada' }
    await expectRefusal(recordDocument(db, document), { code: 'NOT_FOUND' })
  })

  it('refuses a document without signatures', async () => {
    const { db } = database()
    const document = newDocument(await createCity(db), [])
    await expectRefusal(recordDocument(db, document), {
      code: 'INVALID',
      constraint: 'documents_signature_count_bounded',
    })
  })

  it('revokes once, for good, and keeps the first reason', async () => {
    const { db } = database()
    const city = await createCity(db)
    const { code } = await recordDocument(db, newDocument(city))
    const revocation = { code, applicationAgency: city.agency.id, reason: 'Salah ketik nama', at: after(60) }
    const first = await revokeDocument(db, revocation)
    expect(first).toMatchObject({
      outcome: 'revoked',
      document: { status: 'revoked', revokedAt: after(60), revocationReason: 'Salah ketik nama' },
    })
    const second = await revokeDocument(db, { ...revocation, reason: 'Lain', at: after(120) })
    expect(second).toEqual({ ...first, outcome: 'already-revoked' })
    await expectRefusal(
      revokeDocument(db, {
        ...revocation,
        code: (await recordDocument(db, newDocument(city))).code,
        at: after(-1),
      }),
      {
        code: 'INVALID',
        constraint: 'documents_revoked_after_created',
      },
    )
  })

  it('says of many concurrent revocations that exactly one revoked', async () => {
    const { db } = database()
    const city = await createCity(db)
    const { code } = await recordDocument(db, newDocument(city))
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        revokeDocument(db, {
          code,
          applicationAgency: city.agency.id,
          reason: `Alasan ${index}`,
          at: after(index),
        }),
      ),
    )
    expect(outcomes.filter(({ outcome }) => outcome === 'revoked')).toHaveLength(1)
    expect(outcomes.filter(({ outcome }) => outcome === 'already-revoked')).toHaveLength(11)
  })

  it('answers which file keys belong to a document', async () => {
    const { db } = database()
    const { fileKey } = await recordDocument(db, newDocument(await createCity(db)))
    expect(await fileKeysInUse(db, [fileKey, '2026/03/orphan.pdf'])).toEqual(new Set([fileKey]))
    expect(await fileKeysInUse(db, [])).toEqual(new Set())
  })

  it('shows the public record with the names of the time of signing and nothing personal', async () => {
    const { db } = database()
    const city = await createCity(db)
    const document = newDocument(city)
    await recordDocument(db, document)
    const record = await findPublicRecord(db, document.code)
    expect(record).toEqual({
      code: document.code,
      status: 'valid',
      agency: { name: 'Dinas Contoh', shortName: 'DINCO' },
      documentType: document.documentType,
      number: document.number,
      title: document.title,
      facts: document.facts,
      pages: 2,
      sha256: document.signedSha256,
      bytes: 123_456,
      createdAt: at,
      signatures: [
        {
          kind: 'signature',
          level: 'B-T',
          signerName: 'Contoh Penandatangan',
          position: 'Kepala Dinas Contoh',
          agencyName: 'Dinas Contoh',
          signedAt: at,
          certificateIssuer: city.certificate.issuer,
          certificateSerial: city.certificate.serialNumber,
          certifiedProvider: false,
        },
      ],
    })
    await revokeDocument(db, {
      code: document.code,
      applicationAgency: city.agency.id,
      reason: 'Diganti',
      at: after(9),
    })
    await revokeCertificate(db, { id: city.certificate.id, reason: 'keyCompromise', at: after(10) })
    await db
      .update(agencies)
      .set({ name: 'Dinas Gabungan', shortName: 'DIGA' })
      .where(eq(agencies.id, city.agency.id))
    await db.update(signers).set({ name: 'Nama Baru' }).where(eq(signers.id, city.signer.id))
    expect(await findPublicRecord(db, document.code)).toEqual({
      ...record,
      status: 'revoked',
      revokedAt: after(9),
      revocationReason: 'Diganti',
    })
    expect(await findPublicRecord(db, randomCode())).toBeUndefined()
  })

  it('keeps every title as written or refuses it without repeating it', async () => {
    const { db } = database()
    const city = await createCity(db)
    const marker = 'RAHASIA-7c1e'
    const title = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text + marker)
    await fc.assert(
      fc.asyncProperty(title, async (text) => {
        const document = { ...newDocument(city), title: text }
        const outcome = await recordDocument(db, document).catch((error: unknown) => error)
        if (outcome instanceof Error) {
          expect(outcome).toMatchObject({ name: 'DatabaseError', code: 'INVALID' })
          expect(inspect(outcome, { depth: 10, showHidden: true })).not.toContain(marker)
        } else {
          expect(outcome).toMatchObject({ title: text })
        }
      }),
      { numRuns: 60 },
    )
  })

  it('walks all files a page at a time, each once, and counts them', async () => {
    const { db } = database()
    const city = await createCity(db)
    const before = await countDocuments(db)
    const mine = []
    for (let index = 0; index < 5; index += 1) mine.push(await recordDocument(db, newDocument(city)))
    expect(await countDocuments(db)).toBe(before + 5)

    const walked = []
    for (let page = await listDocumentFiles(db, { limit: 2 }); page.length > 0; ) {
      expect(page.length).toBeLessThanOrEqual(2)
      walked.push(...page)
      page = await listDocumentFiles(db, { limit: 2, afterId: walked.at(-1)?.id ?? '' })
    }
    expect(walked).toHaveLength(before + 5)
    expect(new Set(walked.map(({ id }) => id)).size).toBe(before + 5)
    for (const { id, code, fileKey, signedSha256, bytes } of mine)
      expect(walked).toContainEqual({ id, code, fileKey, sha256: signedSha256, bytes })
  })

  it('gives the files that were recorded last, newest first', async () => {
    const { db } = database()
    const city = await createCity(db)
    const [older, newest] = [newDocument(city), newDocument(city)]
    const long = 10 * 365 * 86_400
    await recordDocument(db, { ...newest, createdAt: after(long + 1) })
    await recordDocument(db, { ...older, createdAt: after(long) })
    expect((await newestDocumentFiles(db, 2)).map(({ code }) => code)).toEqual([newest.code, older.code])
  })
})
