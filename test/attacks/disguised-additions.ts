// Additions in disguise: what this reader takes for nothing, and another one paints over the page.

import { dictionary, isArray, name, openPdf, type PdfValue, ref, textString } from '@tapis/pades/pdf'
import {
  certifiedSample,
  detachedSignature,
  fillSignature,
  signedSample,
  unfilledSignature,
  withEntries,
} from '@tapis/testing/pdf'
import { custodianOf } from '@tapis/testing/pki'
import type { Attack, Family } from './attack.ts'
import {
  changed,
  formOf,
  N,
  object,
  overlay,
  type Paper,
  stream,
  unsignedPaper,
  update,
  widget,
  withAnnotation,
  withForm,
} from './paper.ts'

const VALUE = 901
const APPEARANCE = 902
const PREPARED = 120
const SIGNATURE = 121
const WHOLE = [0, 0, 300, 400]
const stamp = { Type: name('Annot'), Subtype: name('Stamp'), F: 4, Rect: WHOLE }
const shown = { AP: dictionary({ N: ref(APPEARANCE) }) }

/** The first page with these annotations more. */
function withItems(pdf: Uint8Array, ...items: readonly PdfValue[]): readonly [number, PdfValue] {
  const page = object(pdf, N.page)
  const listed = openPdf(pdf).resolve(page.entries.get('Annots'))
  return [N.page, withEntries(page, { Annots: [...(isArray(listed) ? listed : []), ...items] })]
}

/** Signed with text in an object that is named by another generation. */
const misnamed = ({ city }: Paper): Promise<Uint8Array> =>
  signedSample(city, {
    pdf: unsignedPaper('table', {
      page: { Contents: [ref(N.content), ref(PREPARED, 1)] },
      objects: [[PREPARED, stream('BT /F1 12 Tf 50 200 Td (Gaji Rp 1000) Tj ET')]],
    }),
  })

const formStream = (entries: Readonly<Record<string, PdfValue>>): PdfValue =>
  stream('x', { Fields: [ref(N.textField)], ...entries })

/** Signed in a field of the page alone, with a stream where the form is expected. */
const formless = async ({ city }: Paper): Promise<Uint8Array> => {
  const pdf = unsignedPaper('table', { objects: [[N.form, formStream({})]] })
  const field = dictionary({ ...widget, FT: name('Sig'), T: textString('Sertifikasi'), Rect: [0, 0, 0, 0] })
  const prepared = update(pdf, [
    [SIGNATURE, withEntries(field, { V: ref(VALUE) })],
    [VALUE, unfilledSignature()],
    withAnnotation(pdf, SIGNATURE),
  ])
  return await fillSignature(prepared, VALUE, (covered) =>
    detachedSignature(custodianOf(city.signer, city.authority), covered),
  )
}

const MANY = Array.from({ length: 400 }, (_, index) => 200 + index)
const note = (entries: Readonly<Record<string, PdfValue>> = {}) =>
  dictionary({ Type: name('Annot'), Subtype: name('Link'), Rect: [200, 200, 220, 220], ...entries })

/**
 * Certified (P = 3) with hundreds of links, which all are changed, one of them so that it lies over
 * the text.
 */
const amongMany =
  (evil: number | undefined) =>
  async ({ city }: Paper) => {
    const pdf = await certifiedSample(
      city,
      unsignedPaper('table', {
        page: { Annots: MANY.map((number) => ref(number)) },
        objects: MANY.map((number) => [number, note()] as const),
      }),
      { permission: 3 },
    )
    const over = { Rect: [40, 340, 200, 370], Border: [0, 0, 30], C: [1, 1, 1] }
    const entries = (number: number) => ({ Contents: textString('Lain'), ...(number === evil ? over : {}) })
    return update(
      pdf,
      MANY.map((number) => [number, note(entries(number))] as const),
    )
  }

const attacks: readonly Attack[] = [
  ...[MANY.at(0), MANY.at(-1)].map((evil) => ({
    title: `a link over the text, object ${evil}, among hundreds that are changed`,
    code: 'ANNOTATION_MODIFIED' as const,
    reason: 'lies over text',
    make: amongMany(evil),
  })),
  ...([1, 3] as const).map((permission) => ({
    title: `an annotation that is a stream, P = ${permission}`,
    code: 'ANNOTATION_ADDED' as const,
    make: ({ certified: { [permission]: pdf } }: Paper) =>
      update(pdf, [
        [APPEARANCE, overlay],
        [N.free, stream('x', { ...stamp, ...shown })],
        withItems(pdf, ref(N.free)),
      ]),
  })),
  {
    title: 'a list of annotations among the annotations',
    code: 'ANNOTATION_ADDED',
    make: ({ signed }) => update(signed, [withItems(signed, [dictionary(stamp)])]),
  },
  {
    title: 'a field that is a stream',
    code: 'FIELD_ADDED',
    make: ({ signed }) =>
      update(signed, [
        [N.free, stream('x', { FT: name('Tx'), T: textString('Lain'), V: textString('Lain') })],
        withForm(signed, { Fields: [...formOf(signed).fields, ref(N.free)] }),
      ]),
  },
  {
    title: 'a form that is a stream, and becomes another one',
    code: 'ACROFORM_ENTRY_MODIFIED',
    make: async (paper) => update(await formless(paper), [[N.form, formStream({ NeedAppearances: true })]]),
  },
  {
    title: 'an annotation by a generation that its object does not have',
    code: 'ANNOTATION_ADDED',
    make: ({ certified: { 1: pdf } }) =>
      update(pdf, [
        [APPEARANCE, overlay],
        [N.free, dictionary({ ...stamp, ...shown })],
        withItems(pdf, ref(N.free, 7)),
      ]),
  },
  {
    title: 'text by a generation that its object does not have, which changes',
    code: 'PAGE_MODIFIED',
    make: async (paper) =>
      update(await misnamed(paper), [[PREPARED, stream('BT /F1 12 Tf 50 200 Td (Gaji Rp 9999) Tj ET')]]),
  },
]

export const disguisedAdditions: Family = {
  name: 'additions in disguise',
  attacks,
  twins: [
    {
      title: 'hundreds of links that are changed',
      modification: 'ANNOTATIONS',
      make: amongMany(undefined),
    },
    {
      title: 'a reference to nothing',
      modification: 'LTA_UPDATES',
      make: ({ certified: { 1: pdf } }) => update(pdf, [withItems(pdf, ref(990))]),
    },
    { title: 'a form that is a stream', modification: 'NONE', make: formless },
    { title: 'text by a generation that its object does not have', modification: 'NONE', make: misnamed },
    {
      title: 'text by a generation that its object does not have, and a form that is filled in',
      modification: 'FORM_FILLING',
      make: async (paper) => {
        const pdf = await misnamed(paper)
        return update(pdf, [changed(pdf, N.textField, { V: textString('Budi') })])
      },
    },
  ],
}
