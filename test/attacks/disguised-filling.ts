// Filling in, in disguise: a prepared form gets to show something else, and nobody filled in what
// it shows.

import { dictionary, name, type PdfValue, ref, textString } from '@tapis/pades/pdf'
import { certifiedSample } from '@tapis/testing/pdf'
import type { Attack, Family, Twin } from './attack.ts'
import {
  appearance,
  changed,
  N,
  overlay,
  type Paper,
  stream,
  unsignedPaper,
  update,
  widget,
} from './paper.ts'

export type Entries = Readonly<Record<string, PdfValue>>

const PREPARED = 130
const CLEAR = 131
const COVER = 132
const DRAWN = 133
const UNFITTED = 134
const WHOLE = [0, 0, 300, 400]
/** Where the page shows nothing. */
const APART = [50, 200, 150, 220]

const clear = stream('', { BBox: WHOLE, Subtype: name('Form') })
const drawnAs = (text: string) => appearance(`BT /F1 12 Tf 2 4 Td (${text}) Tj ET`)
const states = dictionary({ N: dictionary({ Off: ref(CLEAR), Ya: ref(N.appearance), b: ref(COVER) }) })

/** A paper whose form has one more field, of some kind. */
export function withField(field: Entries, form: Entries = {}): Uint8Array {
  return unsignedPaper('table', {
    page: { Annots: [ref(N.textField), ref(N.emptySignatureField), ref(PREPARED)] },
    objects: [
      [PREPARED, dictionary({ ...widget, T: textString('Lagi'), Rect: APART, ...field })],
      [
        N.textField,
        dictionary({
          ...widget,
          ...text,
          T: textString('Nama'),
          V: textString('Ani'),
          Rect: [50, 300, 150, 320],
        }),
      ],
      [CLEAR, clear],
      [DRAWN, drawnAs('2000')],
      [UNFITTED, stream('0 0 300 400 re f', { BBox: [0, 0, 0, 0], Subtype: name('Form') })],
      [COVER, overlay],
      [
        N.form,
        dictionary({ Fields: [ref(N.textField), ref(N.emptySignatureField), ref(PREPARED)], ...form }),
      ],
    ],
  })
}

/** Certified with such a field (P = 2), which then is changed. */
const refilled =
  (field: Entries, entries: Entries) =>
  async ({ city }: Paper): Promise<Uint8Array> => {
    const pdf = await certifiedSample(city, withField(field), { permission: 2 })
    return update(pdf, [changed(pdf, PREPARED, entries)])
  }

/** A field of text, with an appearance. */
export const text = {
  FT: name('Tx'),
  V: textString('1000'),
  DA: textString('/F9 12 Tf 0 g'),
  AP: dictionary({ N: ref(N.appearance) }),
}
const toCover = { AP: dictionary({ N: ref(COVER) }) }
const box = { FT: name('Btn'), V: name('Off'), AS: name('Off'), AP: states }

const filling = (title: string, field: Entries, entries: Entries): Attack => ({
  title,
  code: 'FIELD_MODIFIED',
  make: refilled(field, entries),
})
const attacks: readonly Attack[] = [
  filling('another colour without another value', text, { DA: textString('/F9 12 Tf 1 g') }),
  filling('rich text without another value', text, { RV: textString('<p>9999</p>') }),
  filling('a choice by its place in the list alone', { ...text, FT: name('Ch') }, { I: [1] }),
  filling('a state of a text field', { ...text, AS: name('Off'), AP: states }, { AS: name('b') }),
  filling('a state of a check box without its value', box, { AS: name('Ya') }),
  filling('another appearance of a check box', box, { V: name('Ya'), AS: name('Ya'), ...toCover }),
  filling('a field that moves as it is filled in', text, {
    V: textString('2000'),
    Rect: [50, 200, 150.01, 220],
  }),
  filling('a push button', { FT: name('Btn'), Ff: 65536 }, { V: textString('x'), ...toCover }),
  filling('a widget of no type', {}, { V: textString('x'), ...toCover }),
  filling('a field over the page', { ...text, Rect: WHOLE }, { V: textString('1000 '), ...toCover }),
  filling('a check box over the page', { ...box, Rect: WHOLE }, { V: name('Ya'), AS: name('Ya') }),
  filling('an appearance that is not fitted into the field', text, {
    V: textString('1000 '),
    AP: dictionary({ N: ref(UNFITTED) }),
  }),
]

const twin = (title: string, make: Twin['make']): Twin => ({ title, modification: 'FORM_FILLING', make })

export const disguisedFilling: Family = {
  name: 'filling in, in disguise',
  attacks,
  twins: [
    twin(
      'another value, its appearance, colour and rich text',
      refilled(text, {
        V: textString('2000'),
        DA: textString('/F9 10 Tf 0 g'),
        RV: textString('<p>2000</p>'),
        AP: dictionary({ N: ref(DRAWN) }),
      }),
    ),
    twin(
      'another value, the place being rounded',
      refilled({ ...text, Rect: [50.00001, 200, 150, 220.00002] }, { V: textString('2000'), Rect: APART }),
    ),
    twin('a check box that is checked', refilled(box, { V: name('Ya'), AS: name('Ya') })),
    twin('another choice', refilled({ ...text, FT: name('Ch') }, { V: textString('2000'), I: [1], TI: 1 })),
    twin('a field over one line of several', async ({ city }) => {
      const lines = ['BT /F1 12 Tf 14 TL 50 350 Td', '(Surat) Tj T* (Keputusan) Tj T* (Nama ....) Tj ET']
      const unsigned = unsignedPaper('table', {
        objects: [
          [N.content, stream(lines.join(' '))],
          [N.textField, dictionary({ ...widget, ...text, T: textString('Nama'), Rect: [40, 318, 200, 332] })],
        ],
      })
      const pdf = await certifiedSample(city, unsigned, { permission: 2 })
      const filled = { V: textString('Budi'), AP: dictionary({ N: ref(N.free) }) }
      return update(pdf, [changed(pdf, N.textField, filled), [N.free, drawnAs('Budi')]])
    }),
  ],
}
