// Pictures over a page that pass themselves off as later signatures (sneaky signature attacks), and
// true later signatures beside them: only a signature that is intact, and that covers what it
// shows, accounts for a field that a page shows.

import {
  appendRevision,
  buildPdf,
  detachedSignature,
  fillSignature,
  signedBytes,
  signedSample,
  signingTime,
  unfilledSignature,
  validationTime,
  withEntries,
} from '@tapis/testing/pdf'
import { custodianOf, type TestCity, testCity } from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  dictionary,
  isArray,
  isDictionary,
  isRef,
  name,
  type PdfDictionary,
  type PdfValue,
  ref,
  textString,
} from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { validatePdf } from '../index.ts'

const PAGE = 10
const OVERLAY = 900
const WIDGET = 901
const FIELD = 902
const VALUE = 903

let city: TestCity
let signed: Uint8Array

beforeAll(async () => {
  city = await testCity()
  signed = await signedSample(city)
})

const validate = (pdf: Uint8Array) => validatePdf(pdf, { trustAnchors: [city.root.der], at: validationTime })
const signContents = (covered: Uint8Array) =>
  detachedSignature(custodianOf(city.signer, city.authority), covered)

const overlay: PdfValue = {
  kind: 'stream',
  dictionary: dictionary({ Type: name('XObject'), Subtype: name('Form'), BBox: [0, 0, 300, 400] }),
  bytes: latin1('1 0 0 rg 0 0 300 400 re f'),
}
const covering = {
  Type: name('Annot'),
  Subtype: name('Widget'),
  Rect: [0, 0, 300, 400],
  F: 4,
  AP: dictionary({ N: ref(OVERLAY) }),
}
const evil = { FT: name('Sig'), T: textString('Palsu') }

function object(pdf: Uint8Array, number: number): PdfDictionary {
  const value = openPdf(pdf).get(ref(number))
  if (!isDictionary(value)) throw new TypeError(`object ${number} is no dictionary`)
  return value
}

function formOf(pdf: Uint8Array) {
  const document = openPdf(pdf)
  const reference = document.catalog.entries.get('AcroForm')
  const form = document.resolve(reference)
  const fields = isDictionary(form) ? document.resolve(form.entries.get('Fields')) : null
  if (!isRef(reference) || !isDictionary(form) || !isArray(fields)) throw new TypeError('no form')
  return { number: reference.objectNumber, form, fields }
}

/** The newest field of the form. */
function lastField(pdf: Uint8Array): PdfValue {
  return formOf(pdf).fields.at(-1) ?? null
}

/**
 * A revision with the overlay, other objects, one more annotation on the page and perhaps one more
 * field in the form.
 */
function overlaid(
  pdf: Uint8Array,
  objects: readonly (readonly [number, PdfValue])[],
  { annotation = WIDGET, field }: { readonly annotation?: number; readonly field?: number } = {},
): Uint8Array {
  const page = object(pdf, PAGE)
  const annotations = openPdf(pdf).resolve(page.entries.get('Annots'))
  const { number, form, fields } = formOf(pdf)
  return appendRevision(
    pdf,
    new Map<number, PdfValue>([
      [OVERLAY, overlay],
      ...objects,
      [PAGE, withEntries(page, { Annots: [...(isArray(annotations) ? annotations : []), ref(annotation)] })],
      ...(field === undefined
        ? []
        : ([[number, withEntries(form, { Fields: [...fields, ref(field)] })]] as const)),
    ]),
  )
}

const merged = (value: PdfValue): readonly [number, PdfValue] => [
  FIELD,
  dictionary({ ...covering, ...evil, V: value }),
]
const mergedPlace = { annotation: FIELD, field: FIELD }

interface Attack {
  readonly title: string
  readonly make: () => Uint8Array | Promise<Uint8Array>
}

const attacks: readonly Attack[] = [
  {
    title: 'a widget that calls the genuine signed field its parent',
    make: () => overlaid(signed, [[WIDGET, dictionary({ ...covering, Parent: lastField(signed) })]]),
  },
  {
    title: 'a field without a place, whose widget has one, with a value that is no signature',
    make: () =>
      overlaid(
        signed,
        [
          [FIELD, dictionary({ ...evil, V: dictionary({ X: 1 }), Kids: [ref(WIDGET)] })],
          [WIDGET, dictionary({ ...covering, Parent: ref(FIELD) })],
        ],
        { field: FIELD },
      ),
  },
  {
    title: 'a widget that is its own field, with a value that is no signature',
    make: () => overlaid(signed, [merged(dictionary({ X: 1 }))], mergedPlace),
  },
  {
    title: 'a signature of an encoding that nobody can verify',
    make: () =>
      fillSignature(
        overlaid(
          signed,
          [merged(ref(VALUE)), [VALUE, unfilledSignature({ SubFilter: name('x.y') })]],
          mergedPlace,
        ),
        VALUE,
        async () => Uint8Array.of(0x30, 0),
      ),
  },
  {
    title: 'a signature over other bytes',
    make: () =>
      fillSignature(
        overlaid(signed, [merged(ref(VALUE)), [VALUE, unfilledSignature()]], mergedPlace),
        VALUE,
        () => signContents(latin1('lain')),
      ),
  },
  {
    title: 'a field that shares the value of the genuine signature',
    make: () => {
      const { entries } = object(signed, numberOf(lastField(signed)))
      return overlaid(signed, [merged(entries.get('V') ?? null)], mergedPlace)
    },
  },
  {
    title: 'a field without a value that only has a box and an appearance',
    make: () => overlaid(signed, [merged(null)], mergedPlace),
  },
  {
    title: 'an empty field that only has a box',
    make: () =>
      overlaid(
        signed,
        [[FIELD, withEntries(dictionary({ ...covering, ...evil }), { AP: undefined })]],
        mergedPlace,
      ),
  },
]

function numberOf(value: PdfValue | undefined): number {
  if (isRef(value ?? null) && typeof value === 'object' && value !== null && 'objectNumber' in value) {
    return value.objectNumber
  }
  throw new TypeError('expected a reference')
}

describe('an overlay in the shape of a signature field', () => {
  it.each(attacks)('fails the signature under it: $title', async ({ make }) => {
    const { signatures } = await validate(await make())
    expect(signatures[0]).toMatchObject({
      field: 'Signature1',
      integrity: { kind: 'intact' },
      modification: 'UNDEFINED',
      conclusion: { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' },
    })
    const passed = signatures.filter(({ conclusion }) => conclusion.indication === 'TOTAL-PASSED')
    expect(passed).toEqual([])
  })

  it('fails every signature when it hangs on a later one that does not cover it', async () => {
    const twice = await signedSample(city, { pdf: signed })
    const attacked = overlaid(twice, [[WIDGET, dictionary({ ...covering, Parent: lastField(twice) })]])
    const { signatures } = await validate(attacked)
    expect(signatures).toHaveLength(2)
    for (const signature of signatures) {
      expect(signature).toMatchObject({
        modification: 'UNDEFINED',
        findings: expect.arrayContaining([
          expect.objectContaining({ code: 'SIGNATURE_UNACCOUNTED', level: 'UNDEFINED' }),
        ]),
        conclusion: { subIndication: 'FORMAT_FAILURE' },
      })
    }
  })

  it('fails the signature when an empty field inherits a value from a parent that is no field', async () => {
    const pdf = buildPdf({
      pageEntries: { Annots: [ref(100)] },
      catalogEntries: { AcroForm: dictionary({ Fields: [ref(101)] }) },
      objects: new Map<number, PdfValue>([
        [100, withEntries(dictionary({ ...covering, ...evil, Parent: ref(101) }), { AP: undefined })],
        [101, dictionary({ T: textString('Surat'), Kids: [ref(100)] })],
      ]),
    })
    const genuine = await signedSample(city, { pdf })
    const attacked = appendRevision(
      genuine,
      new Map<number, PdfValue>([
        [OVERLAY, overlay],
        [101, withEntries(object(genuine, 101), { V: dictionary({ X: 1 }) })],
        [100, withEntries(object(genuine, 100), { AP: covering.AP })],
      ]),
    )
    expect((await validate(genuine)).signatures).toMatchObject([
      { conclusion: { indication: 'TOTAL-PASSED' } },
    ])
    expect((await validate(attacked)).signatures).toMatchObject([
      { modification: 'UNDEFINED', conclusion: { subIndication: 'FORMAT_FAILURE' } },
    ])
  })
})

describe('a true later signature', () => {
  const passes = { indication: 'TOTAL-PASSED' }

  it('may be visible in a new field', async () => {
    const twice = await signedBytes(signed, {
      custodian: custodianOf(city.signer, city.authority),
      baseline: { level: 'B-B' },
      fields: { signingTime },
      appearance: {
        page: 1,
        rect: { x: 10, y: 10, width: 50, height: 50 },
        content: latin1('0 g 0 0 50 50 re f'),
        fonts: [],
      },
    })
    const { signatures } = await validate(twice)
    expect(signatures).toMatchObject([
      {
        conclusion: passes,
        modification: 'FORM_FILLING',
        findings: [
          { code: 'SIGNATURE_ADDED', level: 'FORM_FILLING', message: 'a later signature was added' },
        ],
      },
      { conclusion: passes, modification: 'NONE' },
    ])
  })

  const withEmptyField = () =>
    buildPdf({
      pageEntries: { Annots: [ref(100)] },
      catalogEntries: { AcroForm: dictionary({ Fields: [ref(100)] }) },
      objects: new Map<number, PdfValue>([
        [
          100,
          dictionary({
            Type: name('Annot'),
            Subtype: name('Widget'),
            FT: name('Sig'),
            T: textString('Kedua'),
            Rect: [0, 0, 90, 30],
          }),
        ],
      ]),
    })
  const intoEmptyField = (pdf: Uint8Array) =>
    fillSignature(
      appendRevision(
        pdf,
        new Map<number, PdfValue>([
          [OVERLAY, overlay],
          [VALUE, unfilledSignature()],
          [100, withEntries(object(pdf, 100), { V: ref(VALUE), AP: covering.AP })],
        ]),
      ),
      VALUE,
      signContents,
    )

  it('may be visible in a field that was there', async () => {
    const { signatures } = await validate(
      await intoEmptyField(await signedSample(city, { pdf: withEmptyField() })),
    )
    expect(signatures.map(({ conclusion }) => conclusion)).toEqual([passes, passes])
  })

  it('may not fill a field that the earlier signature locked', async () => {
    const pdf = withEmptyField()
    const Reference = [
      dictionary({
        TransformMethod: name('FieldMDP'),
        TransformParams: dictionary({ Action: name('All'), V: name('1.2') }),
      }),
    ]
    const field = dictionary({ ...evil, T: textString('Pertama'), Rect: [0, 0, 0, 0], V: ref(200) })
    const locking = await fillSignature(
      appendRevision(
        pdf,
        new Map<number, PdfValue>([
          [200, unfilledSignature({ Reference })],
          [201, field],
          [1, withEntries(object(pdf, 1), { AcroForm: dictionary({ Fields: [ref(100), ref(201)] }) })],
        ]),
      ),
      200,
      signContents,
    )
    const { signatures } = await validate(await intoEmptyField(locking))
    const first = signatures.find(({ field: title }) => title === 'Pertama')
    expect(first).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ code: 'LOCKED_FIELD_MODIFIED' })]),
      conclusion: { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' },
    })
    expect((await validate(locking)).signatures).toMatchObject([{ conclusion: passes }])
  })
})
