// What creating permits, validating does not condemn: each document here says one thing of its
// permissions or its form in a way that the two sides once read differently. Signing refuses it, or
// leaves every signature sound.

import {
  appendRevision,
  buildPdf,
  detachedSignature,
  fillSignature,
  signedSample,
  unfilledSignature,
  validationTime,
  withEntries,
} from '@tapis/testing/pdf'
import { custodianOf, type TestCity, testCity } from '@tapis/testing/pki'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { PadesError } from '../create/errors.ts'
import { PdfError } from '../pdf/errors.ts'
import { dictionary, isArray, isDictionary, name, type PdfValue, ref, textString } from '../pdf/objects.ts'
import { openPdf } from '../pdf/open.ts'
import { isBroken, validatePdf } from '../validate/index.ts'

type Entries = Readonly<Record<string, PdfValue>>

let city: TestCity

beforeAll(async () => {
  city = await testCity()
})

interface EarlierSignature {
  readonly pdf?: Uint8Array
  /** /Reference of the signature dictionary. */
  readonly references?: PdfValue
  /** Entries of its field beyond the ordinary ones. */
  readonly field?: Entries
  /**
   * Where the field is listed; default the form. `nowhere` leaves the signature an object that
   * nothing leads to.
   */
  readonly listedIn?: 'form' | 'page' | 'nowhere'
  readonly signatureFlags?: number
}

/** A document with one signature, truly signed, in an invisible field `Sertifikasi`. */
async function signedBefore({
  pdf = buildPdf(),
  references,
  field = {},
  listedIn = 'form',
  signatureFlags = 3,
}: EarlierSignature): Promise<Uint8Array> {
  const document = openPdf(pdf)
  const number = document.nextObjectNumber
  const form = document.resolve(document.catalog.entries.get('AcroForm'))
  const before = isDictionary(form) ? form : dictionary({})
  const listed = document.resolve(before.entries.get('Fields'))
  const fields = isArray(listed) ? listed : []
  const page = document.get(ref(10))
  if (!isDictionary(page)) throw new TypeError('object 10 is no page')
  const Fields = listedIn === 'form' ? [...fields, ref(number + 1)] : fields
  const prepared = appendRevision(
    pdf,
    new Map<number, PdfValue>([
      [number, unfilledSignature(references === undefined ? {} : { Reference: references })],
      [
        number + 1,
        dictionary({
          Type: name('Annot'),
          Subtype: name('Widget'),
          FT: name('Sig'),
          T: textString('Sertifikasi'),
          Rect: [0, 0, 0, 0],
          V: ref(number),
          ...field,
        }),
      ],
      [
        1,
        withEntries(document.catalog, {
          AcroForm: withEntries(before, { Fields, SigFlags: signatureFlags }),
        }),
      ],
      ...(listedIn === 'page' ? [[10, withEntries(page, { Annots: [ref(number + 1)] })] as const] : []),
    ]),
  )
  return await fillSignature(prepared, number, (covered) =>
    detachedSignature(custodianOf(city.signer, city.authority), covered),
  )
}

/**
 * Signs a document and says what came of it: the code of the refusal; `agreed` where our signature
 * passes and breaks none that was sound; or what validation condemns.
 */
async function outcomeOf(pdf: Uint8Array, fieldName?: string): Promise<string> {
  const trust = { trustAnchors: [city.root.der], at: validationTime }
  const soundBefore = (await validatePdf(pdf, trust)).signatures.filter((report) => !isBroken(report))
  try {
    const signed = await signedSample(city, { pdf, ...(fieldName === undefined ? {} : { fieldName }) })
    const { signatures } = await validatePdf(signed, trust)
    const broken = signatures.filter(
      (report) => isBroken(report) && soundBefore.some(({ field }) => field === report.field),
    )
    const own = signatures.filter(({ field }) => !soundBefore.some((report) => report.field === field))
    const passed = own.some(({ conclusion }) => conclusion.indication === 'TOTAL-PASSED')
    return broken.length > 0 ? 'breaks an earlier signature' : passed ? 'agreed' : 'does not pass itself'
  } catch (error) {
    if (!(error instanceof PadesError || error instanceof PdfError)) throw error
    return error.code
  }
}

const transform = (method: string, parameters?: PdfValue): PdfValue =>
  dictionary({
    Type: name('SigRef'),
    TransformMethod: name(method),
    ...(parameters === undefined ? {} : { TransformParams: parameters }),
  })
const permitting = (P: PdfValue) => transform('DocMDP', dictionary({ P }))
const lock = (entries: Entries) => dictionary({ Type: name('SigFieldLock'), ...entries })

describe('the permissions of an earlier signature', () => {
  it.each<[title: string, earlier: EarlierSignature, outcome: string]>([
    ['two DocMDP, P = 2 and P = 1', { references: [permitting(2), permitting(1)] }, 'SIGNING_NOT_PERMITTED'],
    ['two DocMDP, P = 1 and P = 2', { references: [permitting(1), permitting(2)] }, 'SIGNING_NOT_PERMITTED'],
    [
      'a DocMDP whose /TransformParams is an array',
      { references: [transform('DocMDP', [2])] },
      'SIGNING_NOT_PERMITTED',
    ],
    ['a DocMDP whose /TransformParams is missing', { references: [transform('DocMDP')] }, 'agreed'],
    ['two DocMDP, both P = 2', { references: [permitting(2), permitting(2)] }, 'agreed'],
    ['a DocMDP with P = 4', { references: [permitting(4)] }, 'SIGNING_NOT_PERMITTED'],
    ['a FieldMDP without /TransformParams', { references: [transform('FieldMDP')] }, 'SIGNING_NOT_PERMITTED'],
    [
      'a FieldMDP whose /TransformParams is an array',
      { references: [transform('FieldMDP', [])] },
      'SIGNING_NOT_PERMITTED',
    ],
    [
      'a FieldMDP without /Action',
      { references: [transform('FieldMDP', dictionary({}))] },
      'SIGNING_NOT_PERMITTED',
    ],
    ['a /Lock without /Action', { field: { Lock: lock({}) } }, 'SIGNING_NOT_PERMITTED'],
    [
      'a /Lock of another field',
      { field: { Lock: lock({ Action: name('Include'), Fields: [textString('Lain')] }) } },
      'agreed',
    ],
    [
      'a /Lock whose /P is none that there is',
      { field: { Lock: lock({ Action: name('Include'), Fields: [], P: 4 }) } },
      'SIGNING_NOT_PERMITTED',
    ],
    [
      'a /Lock whose /P is a name',
      { field: { Lock: lock({ Action: name('Include'), Fields: [], P: name('Satu') }) } },
      'SIGNING_NOT_PERMITTED',
    ],
    [
      'a certification in a field that only a page lists',
      { references: [permitting(1)], listedIn: 'page' },
      'SIGNING_NOT_PERMITTED',
    ],
    [
      'a certification in a field that only a page lists, in a form that does not say that it is signed',
      { references: [permitting(1)], listedIn: 'page', signatureFlags: 0 },
      'SIGNING_NOT_PERMITTED',
    ],
  ])('are read alike by both sides: %s', async (_title, earlier, outcome) => {
    expect(await outcomeOf(await signedBefore(earlier))).toBe(outcome)
  })

  it('count where nothing leads to the signature that certifies, beside one that is sound', async () => {
    const pdf = await signedBefore({
      pdf: await signedSample(city),
      references: [permitting(1)],
      listedIn: 'nowhere',
    })
    expect(await outcomeOf(pdf)).toBe('SIGNING_NOT_PERMITTED')
  })

  it('are never condemned after the fact, whatever the references say', { timeout: 60_000 }, async () => {
    const permission = fc.constantFrom<PdfValue>(1, 2, 3, 4, 0, true, name('P'), null)
    const parameters = fc.oneof(
      permission.map((P) => dictionary({ P })),
      fc.constantFrom<PdfValue>([], 2, null, dictionary({})),
    )
    const fields = fc
      .subarray(['Signature1', 'Lain', 'Signature'])
      .map((names) => names.map((each) => textString(each)))
    const locking = fc.record({ action: fc.constantFrom('All', 'Include', 'Exclude', 'Semua'), fields })
    const lockEntries = locking.map(({ action, fields: Fields }) =>
      dictionary({ Action: name(action), Fields }),
    )
    const reference = fc.oneof(
      parameters.map((each) => transform('DocMDP', each)),
      lockEntries.map((each) => transform('FieldMDP', each)),
      fc.constantFrom<PdfValue>(transform('FieldMDP', []), null, [], transform('UR3', dictionary({}))),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(reference, { maxLength: 3 }),
        fc.option(fc.tuple(lockEntries, permission), { nil: undefined }),
        async (references, ownLock) => {
          const Lock = ownLock && withEntries(ownLock[0], { P: ownLock[1] })
          const pdf = await signedBefore({ references, ...(Lock && { field: { Lock } }) })
          expect(['agreed', 'SIGNING_NOT_PERMITTED']).toContain(await outcomeOf(pdf))
        },
      ),
      { numRuns: 60, seed: 32000 },
    )
  })
})

const widget = { Type: name('Annot'), Subtype: name('Widget'), Rect: [0, 0, 0, 0] }
/** A form of the objects from 100 on, of which the first is its root field. */
const formOf = (...fields: readonly Entries[]): Uint8Array =>
  buildPdf({
    catalogEntries: { AcroForm: dictionary({ Fields: [ref(100)] }) },
    objects: new Map<number, PdfValue>(fields.map((entries, at) => [100 + at, dictionary(entries)])),
  })
const branch = (at: number): Entries => ({
  T: textString('a'),
  Kids: [ref(at + 1)],
  ...(at > 100 ? { Parent: ref(at - 1) } : {}),
})

describe('an empty signature field', () => {
  const parent = { FT: name('Sig'), T: textString('Kas'), Kids: [ref(101)] }
  const child = { ...widget, T: textString('Ketua') }
  const deep = [
    ...Array.from({ length: 40 }, (_, index) => branch(100 + index)),
    { ...widget, FT: name('Sig'), T: textString('b'), Parent: ref(139) },
  ]

  const twoParents = formOf(
    parent,
    { ...child, FT: name('Sig'), Parent: ref(102) },
    { T: textString('Lain') },
  )

  it.each<[title: string, pdf: Uint8Array, fieldName: string, outcome: string]>([
    ['with the type of its parent', formOf(parent, { ...child, Parent: ref(100) }), 'Kas.Ketua', 'agreed'],
    ['that does not name its parent, whose type it has', formOf(parent, child), 'Kas.Ketua', 'FORM_INVALID'],
    ['that names another parent than the one that lists it', twoParents, 'Kas.Ketua', 'agreed'],
    [
      'below a field that lists itself',
      formOf({ ...parent, Kids: [ref(100), ref(101)] }, { ...child, Parent: ref(100) }),
      'Kas.Ketua',
      'agreed',
    ],
    [
      'that two fields list',
      formOf({ ...parent, Kids: [ref(101), ref(101)] }, { ...child, Parent: ref(100) }),
      'Kas.Ketua',
      'agreed',
    ],
    ['below more fields than are read', formOf(...deep), `${'a.'.repeat(40)}b`, 'FORM_INVALID'],
  ])('is one to both sides, or to none: %s', async (_title, pdf, fieldName, outcome) => {
    expect(await outcomeOf(pdf, fieldName)).toBe(outcome)
  })

  it.each(['Kas', 'Lain', 'Lain.Ketua'])(
    'that two parents name is locked under either name: %s',
    async (locked) => {
      const references = [
        transform('FieldMDP', dictionary({ Action: name('Include'), Fields: [textString(locked)] })),
      ]
      const pdf = await signedBefore({ pdf: twoParents, references })
      expect(await outcomeOf(pdf, 'Kas.Ketua')).toBe('SIGNING_NOT_PERMITTED')
    },
  )
})

describe('the name of a signature that only a page leads to', () => {
  it('is not given to a new field', async () => {
    const pdf = await signedBefore({ listedIn: 'page', field: { T: textString('Signature1') } })
    expect(await outcomeOf(pdf)).toBe('agreed')
  })

  it('is taken', async () => {
    const pdf = await signedBefore({ listedIn: 'page', field: { T: textString('Ketua') } })
    expect(await outcomeOf(pdf, 'Ketua')).toBe('FIELD_NAME_TAKEN')
  })

  it('is taken for an empty field of the form too', async () => {
    const pdf = await signedBefore({
      pdf: formOf({ ...widget, FT: name('Sig'), T: textString('Ketua') }),
      listedIn: 'page',
      field: { T: textString('Ketua') },
    })
    expect(await outcomeOf(pdf, 'Ketua')).toBe('FIELD_NAME_TAKEN')
  })
})
