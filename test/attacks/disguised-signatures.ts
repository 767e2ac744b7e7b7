// Signature fields in disguise: said to have no place, or hidden until they are signed, and shown
// over the page by some viewers.

import { dictionary, name, type PdfValue, ref, textString } from '@tapis/pades/pdf'
import { owned } from '@tapis/pki'
import {
  certifiedSample,
  detachedSignature,
  fillSignature,
  unfilledSignature,
  withEntries,
} from '@tapis/testing/pdf'
import { custodianOf, timestampToken } from '@tapis/testing/pki'
import type { Attack, Family } from './attack.ts'
import {
  changed,
  formOf,
  N,
  overlay,
  type Paper,
  replaced,
  unsignedPaper,
  update,
  widget,
  withAnnotation,
  withForm,
} from './paper.ts'

const VALUE = 901
const APPEARANCE = 902
const WHOLE = [0, 0, 300, 400]
const NOWHERE = [0, 0, 0, 0]
const shown = { AP: dictionary({ N: ref(APPEARANCE) }) }

/** A document timestamp, truly made, in a field of its own. */
async function timestampedIn(
  { city }: Paper,
  pdf: Uint8Array,
  entries: Readonly<Record<string, PdfValue>>,
  edit: (prepared: Uint8Array) => Uint8Array = (prepared) => prepared,
): Promise<Uint8Array> {
  const field = dictionary({ ...widget, FT: name('Sig'), T: textString('Waktu'), ...shown, ...entries })
  const prepared = update(pdf, [
    [APPEARANCE, overlay],
    [N.free, withEntries(field, { V: ref(VALUE) })],
    [VALUE, unfilledSignature({ Type: name('DocTimeStamp'), SubFilter: name('ETSI.RFC3161') })],
    withAnnotation(pdf, N.free),
    withForm(pdf, { Fields: [...formOf(pdf).fields, ref(N.free)] }),
  ])
  return await fillSignature(edit(prepared), VALUE, async (covered) => {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', owned(covered)))
    const time = new Date('2026-04-01T00:00:00Z')
    return timestampToken(city.timestamping, [city.authority], { digest, time, imprint: 'SHA-256' })
  })
}

const placed = (title: string, entries: Readonly<Record<string, PdfValue>>): Attack => ({
  title: `a timestamp where nothing may change, its place being ${title}`,
  code: 'FIELD_ADDED',
  make: (paper) => timestampedIn(paper, paper.certified[1], entries),
})

/** Certified with an empty field over the page. */
const overPage = ({ city }: Paper, flags: number): Promise<Uint8Array> =>
  certifiedSample(
    city,
    unsignedPaper('table', {
      objects: [
        [
          N.emptySignatureField,
          dictionary({ ...widget, F: flags, FT: name('Sig'), T: textString('Kosong'), Rect: WHOLE }),
        ],
      ],
    }),
    { permission: 2 },
  )

/** The empty field signed and shown. */
const signedOverPage = (flags: number) => async (paper: Paper) => {
  const { city } = paper
  const pdf = await overPage(paper, flags)
  const prepared = update(pdf, [
    [APPEARANCE, overlay],
    changed(pdf, N.emptySignatureField, { F: 4, V: ref(VALUE), ...shown }),
    [VALUE, unfilledSignature()],
  ])
  return await fillSignature(prepared, VALUE, (covered) =>
    detachedSignature(custodianOf(city.signer, city.authority), covered),
  )
}

const attacks: readonly Attack[] = [
  placed('missing', {}),
  placed('null', { Rect: null }),
  placed('of two numbers', { Rect: [0, 0] }),
  placed('of six numbers', { Rect: [...NOWHERE, 300, 400] }),
  placed('of texts', { Rect: [0, 0, 0, 0].map((side) => textString(String(side))) }),
  placed('by a generation that its object does not have', { Rect: ref(APPEARANCE, 3) }),
  {
    title: 'a timestamp where nothing may change, its place being stated twice',
    code: 'FIELD_ADDED',
    make: (paper) =>
      timestampedIn(paper, paper.certified[1], { Rect: NOWHERE, XXXX: WHOLE }, (prepared) =>
        replaced(prepared, /\/XXXX/, () => '/Rect'),
      ),
  },
  {
    title: 'a hidden field over the page that is signed, and shown',
    code: 'FIELD_ADDED',
    field: 'Sertifikasi',
    make: signedOverPage(2),
  },
  {
    title: 'a field over the page that is for print alone, signed, and shown',
    code: 'FIELD_ADDED',
    field: 'Sertifikasi',
    make: signedOverPage(4 | 32),
  },
]

export const disguisedSignatures: Family = {
  name: 'signature fields in disguise',
  attacks,
  twins: [
    {
      title: 'a timestamp in a field without area',
      modification: 'LTA_UPDATES',
      code: 'TIMESTAMP_ADDED',
      make: (paper) => timestampedIn(paper, paper.certified[1], { Rect: NOWHERE }),
    },
    {
      title: 'an empty field over the page that was there to be seen, signed',
      field: 'Sertifikasi',
      modification: 'FORM_FILLING',
      code: 'SIGNATURE_ADDED',
      make: signedOverPage(4),
    },
  ],
}
