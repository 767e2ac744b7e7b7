// Sneaky signatures: a signature field is added to a certified document, and what it shows covers
// the page.

import { dictionary, isDictionary, name, type PdfValue, ref, textString } from '@tapis/pades/pdf'
import {
  detachedSignature,
  fillSignature,
  signedSample,
  unfilledSignature,
  withEntries,
} from '@tapis/testing/pdf'
import { custodianOf, issue } from '@tapis/testing/pki'
import type { Attack, Family } from './attack.ts'
import {
  changed,
  formOf,
  N,
  type Objects,
  object,
  overlay,
  type Paper,
  update,
  widget,
  withAnnotation,
  withForm,
} from './paper.ts'

const VALUE = 901
const APPEARANCE = 902
const whole = { Rect: [0, 0, 300, 400], AP: dictionary({ N: ref(APPEARANCE) }) }

/** A revision with a field of its own, and a value that is yet to be filled in or garbage. */
function withField(
  pdf: Uint8Array,
  entries: Readonly<Record<string, PdfValue>>,
  more: Objects = [],
): Uint8Array {
  const field = dictionary({ ...widget, FT: name('Sig'), T: textString('Tambahan'), ...entries })
  const { fields } = formOf(pdf)
  return update(pdf, [
    [APPEARANCE, overlay],
    [N.free, field],
    withAnnotation(pdf, N.free),
    withForm(pdf, { Fields: [...fields, ref(N.free)] }),
    ...more,
  ])
}

const sign = (paper: Paper, prepared: Uint8Array, value = VALUE): Promise<Uint8Array> =>
  fillSignature(prepared, value, (covered) =>
    detachedSignature(custodianOf(paper.city.signer, paper.city.authority), covered),
  )

const signedInto = (paper: Paper, pdf: Uint8Array, entries: Readonly<Record<string, PdfValue>>) =>
  sign(
    paper,
    update(pdf, [
      changed(pdf, N.emptySignatureField, { V: ref(VALUE), ...entries }),
      [VALUE, unfilledSignature()],
    ]),
  )

const garbage: PdfValue = dictionary({ Type: name('Sig'), SubFilter: name('ETSI.CAdES.detached') })

const attacks: readonly Attack[] = [
  ...([2, 3] as const).map((permission) => ({
    title: `a truly signed field over the page, P = ${permission}`,
    code: 'FIELD_ADDED' as const,
    make: (paper: Paper) =>
      sign(
        paper,
        withField(paper.certified[permission], { ...whole, V: ref(VALUE) }, [[VALUE, unfilledSignature()]]),
      ),
  })),
  {
    title: 'a field over the page with a signature that a stranger made',
    code: 'FIELD_ADDED',
    make: async (paper) => {
      const stranger = await issue({ subject: 'CN=Orang Asing' })
      const prepared = withField(paper.certified[2], { ...whole, V: ref(VALUE) }, [
        [VALUE, unfilledSignature()],
      ])
      return await fillSignature(prepared, VALUE, (covered) =>
        detachedSignature(custodianOf(stranger), covered),
      )
    },
  },
  {
    title: 'a field over the page without a signature',
    code: 'FIELD_ADDED',
    make: ({ certified }) => withField(certified[2], whole),
  },
  {
    title: 'a field over the page with a value that is no signature',
    code: 'FIELD_ADDED',
    make: ({ certified }) => withField(certified[2], { ...whole, V: ref(VALUE) }, [[VALUE, garbage]]),
  },
  {
    title: 'a document timestamp that shows itself',
    code: 'FIELD_ADDED',
    make: ({ certified }) =>
      withField(certified[2], { ...whole, V: ref(VALUE) }, [
        [VALUE, dictionary({ Type: name('DocTimeStamp'), SubFilter: name('ETSI.RFC3161') })],
      ]),
  },
  {
    title: 'a document timestamp that shows itself, on a file that is not certified',
    code: 'SIGNATURE_UNACCOUNTED',
    make: ({ signed }) =>
      withField(signed, { ...whole, V: ref(VALUE) }, [
        [VALUE, dictionary({ Type: name('DocTimeStamp'), SubFilter: name('ETSI.RFC3161') })],
      ]),
  },
  {
    title: 'a field over the page with a value that is no signature, on a file that is not certified',
    code: 'SIGNATURE_UNACCOUNTED',
    make: ({ signed }) => withField(signed, { ...whole, V: ref(VALUE) }, [[VALUE, garbage]]),
  },
  {
    title: 'the empty field, moved over the page as it is signed',
    code: 'FIELD_MODIFIED',
    make: (paper) => signedInto(paper, update(paper.certified[2], [[APPEARANCE, overlay]]), whole),
  },
  {
    title: 'the empty field, with an appearance and no signature',
    code: 'FIELD_MODIFIED',
    make: ({ certified }) =>
      update(certified[2], [
        [APPEARANCE, overlay],
        changed(certified[2], N.emptySignatureField, { AP: dictionary({ N: ref(APPEARANCE) }) }),
      ]),
  },
  {
    title: 'the empty field, with a value that is no signature',
    code: 'SIGNATURE_UNACCOUNTED',
    make: ({ certified }) =>
      update(certified[2], [
        [APPEARANCE, overlay],
        [VALUE, garbage],
        changed(certified[2], N.emptySignatureField, {
          V: ref(VALUE),
          AP: dictionary({ N: ref(APPEARANCE) }),
        }),
      ]),
  },
  {
    title: 'the empty field, signed where nothing may change',
    reason: 'permits no such change',
    make: (paper) => signedInto(paper, paper.certified[1], {}),
  },
  {
    title: 'the empty field, signed and then shown differently',
    code: 'FIELD_MODIFIED',
    make: async (paper) => {
      const signed = await signedInto(paper, paper.certified[2], {})
      return update(signed, [
        [APPEARANCE, overlay],
        [
          N.emptySignatureField,
          withEntries(object(signed, N.emptySignatureField), { AP: dictionary({ N: ref(APPEARANCE) }) }),
        ],
      ])
    },
  },
]

/** The sample's own appearance in the box of the field. */
const inItsBox = (paper: Paper, permission: 2 | 3) => {
  const pdf = update(paper.certified[permission], [[APPEARANCE, overlay]])
  if (!isDictionary(object(pdf, N.emptySignatureField))) throw new TypeError('no field')
  return signedInto(paper, pdf, { AP: dictionary({ N: ref(APPEARANCE) }) })
}

export const sneakySignature: Family = {
  name: 'sneaky signatures',
  attacks,
  twins: [
    ...([2, 3] as const).map((permission) => ({
      title: `the empty field, truly signed in its own box, P = ${permission}`,
      modification: 'FORM_FILLING' as const,
      code: 'SIGNATURE_ADDED' as const,
      make: (paper: Paper) => inItsBox(paper, permission),
    })),
    {
      title: 'a signature that is not shown, P = 2',
      modification: 'FORM_FILLING',
      code: 'SIGNATURE_ADDED',
      make: ({ city, certified }) => signedSample(city, { pdf: certified[2] }),
    },
    {
      title: 'a second signature over the page of a file that is not certified',
      modification: 'FORM_FILLING',
      code: 'SIGNATURE_ADDED',
      make: (paper) =>
        sign(paper, withField(paper.signed, { ...whole, V: ref(VALUE) }, [[VALUE, unfilledSignature()]])),
    },
  ],
}
