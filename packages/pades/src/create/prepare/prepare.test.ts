import { buildPdf, type PdfShape, structures } from '@tapis/testing/pdf'
import { type SoftwareCustodian, signaturesIn, softwareCustodian } from '@tapis/testing/pki'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { PdfError } from '../../pdf/errors.ts'
import { dictionary, name, type PdfValue, ref, textString } from '../../pdf/objects.ts'
import { PadesError, type PadesErrorCode, type SigningObstacle } from '../errors.ts'
import { completeSignature } from './complete.ts'
import { prepareSignature } from './prepare.ts'
import type { PrepareOptions } from './prepare-options.ts'

const fields = { signingTime: new Date('2026-11-24T03:04:05Z') }
let custodian: SoftwareCustodian
let shared: Pick<PrepareOptions, 'certificatePath' | 'algorithm' | 'fields'>

beforeAll(async () => {
  custodian = await softwareCustodian('ecdsa-p256-sha256')
  shared = { certificatePath: custodian.certificatePath, algorithm: custodian.algorithm, fields }
})

const shown = (x: number, y: number, width: number, height: number, page = 1) => ({
  appearance: { page, rect: { x, y, width, height }, content: new Uint8Array(), fonts: [] },
})

function certified(permission: number | undefined): PdfShape {
  const parameters = dictionary({ Type: name('TransformParams'), P: permission, V: name('1.2') })
  const reference = dictionary({ TransformMethod: name('DocMDP'), TransformParams: parameters })
  return {
    catalogEntries: { Perms: dictionary({ DocMDP: ref(100) }) },
    objects: new Map<number, PdfValue>([[100, dictionary({ Type: name('Sig'), Reference: [reference] })]]),
  }
}

/** Certified without an entry in /Perms; /FT stands in the parent. */
const certifiedField: PdfShape = {
  catalogEntries: { AcroForm: dictionary({ Fields: [ref(100)] }) },
  objects: new Map<number, PdfValue>([
    [100, dictionary({ T: textString('Kota'), FT: name('Sig'), Kids: [ref(101)] })],
    [101, dictionary({ T: textString('Wali'), Parent: ref(100), V: ref(102) })],
    [102, dictionary({ Type: name('Sig'), Reference: [dictionary({ TransformMethod: name('DocMDP') })] })],
  ]),
}

const lockedField = (permission: number): PdfShape => ({
  catalogEntries: { AcroForm: dictionary({ Fields: [ref(100)] }) },
  objects: new Map<number, PdfValue>([
    [
      100,
      dictionary({
        T: textString('Persetujuan'),
        FT: name('Sig'),
        V: ref(101),
        Lock: dictionary({ Action: name('Include'), Fields: [], P: permission }),
      }),
    ],
    [101, dictionary({ Type: name('Sig') })],
  ]),
})

const form = (entry: PdfValue): PdfShape => ({ catalogEntries: { AcroForm: entry } })
const renderedForm: PdfShape = {
  catalogEntries: {
    AcroForm: dictionary({ Fields: [dictionary({ T: textString('Nama') })], XFA: textString('x') }),
    NeedsRendering: true,
  },
}
const loopingPages: PdfShape = {
  catalogEntries: { Pages: ref(100) },
  objects: new Map<number, PdfValue>([[100, dictionary({ Type: name('Pages'), Kids: [ref(100)] })]]),
}

describe('prepareSignature', () => {
  it.each<[string, PdfShape, Partial<PrepareOptions>, SigningObstacle]>([
    ['a certification for no changes', certified(1), {}, 'CERTIFIED_FINAL'],
    ['a certification, of a visible signature', certified(2), shown(0, 0, 9, 9), 'VISIBLE_IN_CERTIFIED'],
    ['the lock of an earlier signature', lockedField(1), {}, 'SIGNED_FINAL'],
  ])('names what does not permit a signature: %s', async (_, shape, options, obstacle) => {
    await expect(prepareSignature(buildPdf(shape), { ...shared, ...options })).rejects.toMatchObject({
      obstacle,
    })
  })

  it.each<[string, PdfShape, Partial<PrepareOptions>, PadesErrorCode]>([
    ['a document certified for no changes', certified(1), {}, 'SIGNING_NOT_PERMITTED'],
    ['a document certified for an unknown permission', certified(7), {}, 'SIGNING_NOT_PERMITTED'],
    ['a visible signature on a certified document', certified(2), shown(0, 0, 9, 9), 'SIGNING_NOT_PERMITTED'],
    [
      'a visible signature where annotations are allowed',
      certified(3),
      shown(0, 0, 9, 9),
      'SIGNING_NOT_PERMITTED',
    ],
    [
      'a visible signature, the permission being the default',
      certified(undefined),
      shown(0, 0, 9, 9),
      'SIGNING_NOT_PERMITTED',
    ],
    [
      'a visible signature, only a field showing the certification',
      certifiedField,
      shown(0, 0, 9, 9),
      'SIGNING_NOT_PERMITTED',
    ],
    ['a document locked by an earlier signature', lockedField(1), {}, 'SIGNING_NOT_PERMITTED'],
    ['page 0', {}, shown(0, 0, 9, 9, 0), 'PAGE_NOT_FOUND'],
    ['a page beyond the last', { pages: 3 }, shown(0, 0, 9, 9, 4), 'PAGE_NOT_FOUND'],
    ['a page between two', { pages: 3 }, shown(0, 0, 9, 9, 1.5), 'PAGE_NOT_FOUND'],
    ['a page tree that contains itself', loopingPages, {}, 'PAGE_TREE_INVALID'],
    ['no page tree', { catalogEntries: { Pages: null } }, {}, 'PAGE_TREE_INVALID'],
    ['a box beyond the right edge', {}, shown(295, 0, 10, 10), 'BOX_OFF_PAGE'],
    ['a box below the page', {}, shown(0, -1, 10, 10), 'BOX_OFF_PAGE'],
    ['a box that fits before turning only', { rotate: 90 }, shown(0, 320, 50, 50), 'BOX_OFF_PAGE'],
    ['a box of no size', {}, shown(0, 0, 0, 10), 'BOX_OFF_PAGE'],
    ['a box that is not a number', {}, shown(Number.NaN, 0, 10, 10), 'BOX_OFF_PAGE'],
    ['a form that is no dictionary', form(5), {}, 'FORM_INVALID'],
    [
      'a form that only XFA describes',
      form(dictionary({ Fields: [], XFA: textString('x') })),
      {},
      'FORM_INVALID',
    ],
    ['a form that a viewer has to render', renderedForm, {}, 'FORM_INVALID'],
    ['fields that are no array', form(dictionary({ Fields: 5 })), {}, 'FORM_INVALID'],
    ['a field name with a period', {}, { fields: { ...fields, fieldName: 'a.b' } }, 'FIELD_NAME_INVALID'],
    ['an empty field name', {}, { fields: { ...fields, fieldName: '' } }, 'FIELD_NAME_INVALID'],
    [
      'a field that is signed',
      lockedField(2),
      { fields: { ...fields, fieldName: 'Persetujuan' } },
      'FIELD_ALREADY_SIGNED',
    ],
    ['a path that is no certificate', {}, { certificatePath: [Uint8Array.of(1, 2)] }, 'CERTIFICATE_INVALID'],
    ['an algorithm of another key', {}, { algorithm: 'rsa-pkcs1-sha256' }, 'ALGORITHM_MISMATCH'],
    ['an algorithm of a digest with collisions', {}, { algorithm: 'ecdsa-p256-sha1' }, 'ALGORITHM_MISMATCH'],
    ['an algorithm of another curve', {}, { algorithm: 'ecdsa-p384-sha384' }, 'ALGORITHM_MISMATCH'],
  ])('refuses %s', async (_, shape, options, code) => {
    await expect(prepareSignature(buildPdf(shape), { ...shared, ...options })).rejects.toMatchObject({
      name: 'PadesError',
      code,
    })
  })

  it('refuses an RSA key that is too short', async () => {
    const short = await softwareCustodian('rsa-pkcs1-sha256', { modulusBits: 1024 })
    const options = { ...shared, certificatePath: short.certificatePath, algorithm: short.algorithm }
    await expect(prepareSignature(buildPdf(), options)).rejects.toMatchObject({
      code: 'ALGORITHM_MISMATCH',
      message: expect.stringContaining('found 1024'),
    })
  })

  it('says that a damaged document was repaired, and refuses one that cannot be', async () => {
    expect((await prepareSignature(buildPdf(), shared)).warnings).toEqual([])
    const { warnings } = await prepareSignature(buildPdf().subarray(0, -30), shared)
    expect(warnings).toMatchObject([expect.stringMatching(/^RECOVERED: .*PDF_TRUNCATED/)])
    const hopeless = buildPdf().subarray(0, 12)
    await expect(prepareSignature(hopeless, shared)).rejects.toMatchObject({ code: 'PDF_TRUNCATED' })
  })

  it.each<[string, PdfShape]>([
    ['certified for form filling', certified(2)],
    ['certified for annotations', certified(3)],
    ['certified without saying for what', certified(undefined)],
    ['with a lock that allows filling', lockedField(2)],
    ['whose form and fields refer to nothing', form(ref(999))],
    ['whose fields refer to nothing', form(dictionary({ Fields: ref(999), SigFlags: ref(998) }))],
    [
      'whose form and page share one array',
      {
        catalogEntries: { AcroForm: dictionary({ Fields: ref(50) }) },
        annotations: 'indirect',
      },
    ],
  ])('accepts a document %s', async (_, shape) => {
    const pdf = buildPdf(shape)
    const prepared = await prepareSignature(pdf, shared)
    const signature = await custodian.sign(prepared.signedAttributes)
    expect(
      await signaturesIn(completeSignature(pdf, prepared, { signature }).bytes())
        .at(-1)
        ?.verify(),
    ).toBe(true)
  })

  it('tells how many pages there are when one is not found', async () => {
    const options = { ...shared, ...shown(0, 0, 9, 9, 7) }
    await expect(prepareSignature(buildPdf({ pages: 3 }), options)).rejects.toThrow(/1 to 3, found 7/)
  })

  it('gives plain data that can be stored and completed elsewhere', async () => {
    const pdf = buildPdf()
    const prepared = structuredClone(await prepareSignature(pdf, shared))
    const signature = await custodian.sign(prepared.signedAttributes)
    const signed = completeSignature(pdf, prepared, { signature }).bytes()
    expect(await signaturesIn(signed)[0]?.verify()).toBe(true)
    expect(prepared.byteRange[2] + prepared.byteRange[3]).toBe(signed.length)
  })

  it('ends in a prepared signature, a PadesError or a PdfError for any mutation of a document', async () => {
    const sound = structures.map(([, shape]) => buildPdf(shape))
    const mutation = fc.record({
      file: fc.nat(sound.length - 1),
      edits: fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'0123456789<>[]()/ R\0n\xff')), {
        minLength: 1,
        maxLength: 4,
      }),
    })
    await fc.assert(
      fc.asyncProperty(mutation, async ({ file, edits }) => {
        const bytes = (sound[file] ?? new Uint8Array()).slice()
        for (const [at, char] of edits) bytes[at % bytes.length] = char.charCodeAt(0)
        try {
          await prepareSignature(bytes, { ...shared, ...shown(1, 1, 9, 9) })
        } catch (error) {
          if (!(error instanceof PadesError) && !(error instanceof PdfError)) throw error
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('completeSignature', () => {
  it('refuses a document of another length', async () => {
    const pdf = buildPdf()
    const prepared = await prepareSignature(pdf, shared)
    const signature = await custodian.sign(prepared.signedAttributes)
    expect(() => completeSignature(pdf.subarray(1), prepared, { signature })).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_MISMATCH' }),
    )
  })

  it.each(['rsa-pkcs1-sha256', 'ed25519'] as const)(
    'refuses a value of %s of another length',
    async (algorithm) => {
      const other = await softwareCustodian(algorithm)
      const options = { ...shared, algorithm, certificatePath: other.certificatePath }
      const pdf = buildPdf()
      const prepared = await prepareSignature(pdf, options)
      const signature = await other.sign(prepared.signedAttributes)
      expect(completeSignature(pdf, prepared, { signature }).fieldName).toBe('Signature1')
      for (const wrong of [new Uint8Array(), signature.subarray(1), new Uint8Array(signature.length + 1)]) {
        expect(() => completeSignature(pdf, prepared, { signature: wrong })).toThrow(
          expect.objectContaining({ code: 'SIGNATURE_MALFORMED' }),
        )
      }
    },
  )

  it('warns of a certificate that is not valid at the signing time', async () => {
    const at = async (time: string) => {
      const options = { ...shared, fields: { ...fields, signingTime: new Date(time) } }
      return (await prepareSignature(buildPdf(), options)).warnings
    }
    expect(await at('2026-01-01T00:00:00Z')).toEqual([])
    expect(await at('2025-12-31T23:59:59Z')).toEqual([expect.stringMatching(/^CERTIFICATE_NOT_VALID: /)])
    expect(await at('2036-01-01T00:00:01Z')).toEqual([expect.stringMatching(/^CERTIFICATE_NOT_VALID: /)])
  })

  it('refuses an ECDSA signature that is r || s', async () => {
    const pdf = buildPdf()
    const prepared = await prepareSignature(pdf, shared)
    expect(() => completeSignature(pdf, prepared, { signature: new Uint8Array(64) })).toThrow(
      expect.objectContaining({ code: 'SIGNATURE_MALFORMED' }),
    )
  })

  it('refuses what does not fit, and says what would have', async () => {
    const pdf = buildPdf()
    const prepared = await prepareSignature(pdf, { ...shared, reservedBytes: 100 })
    const signature = await custodian.sign(prepared.signedAttributes)
    let needed = 0
    try {
      completeSignature(pdf, prepared, { signature })
    } catch (error) {
      if (!(error instanceof PadesError)) throw error
      expect(error.code).toBe('CONTENTS_TOO_SMALL')
      needed = error.neededBytes ?? 0
    }
    const enough = await prepareSignature(pdf, { ...shared, reservedBytes: needed + 2 })
    const value = { signature: await custodian.sign(enough.signedAttributes) }
    expect(await signaturesIn(completeSignature(pdf, enough, value).bytes())[0]?.verify()).toBe(true)
  })
})
