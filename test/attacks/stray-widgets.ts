// Locked fields by other widgets: what a lock names is a field, wherever its widgets stand and
// whether or not the form lists them.

import { dictionary, name, type PdfDictionary, type PdfValue, ref, textString } from '@tapis/pades/pdf'
import { certifiedSample, withEntries } from '@tapis/testing/pdf'
import type { Attack, Family } from './attack.ts'
import { appearance, changed, N, type Paper, unsignedPaper, update, widget } from './paper.ts'

const LISTED = 140
const STRAY = 141
const DRAWN = 902

const place = (bottom: number): PdfDictionary =>
  dictionary({
    ...widget,
    Parent: ref(N.textField),
    Rect: [50, bottom, 150, bottom + 20],
    AP: dictionary({ N: ref(N.appearance) }),
  })
const direct = dictionary({
  ...widget,
  FT: name('Tx'),
  T: textString('Nama'),
  V: textString('1000'),
  Rect: [50, 300, 150, 320],
  AP: dictionary({ N: ref(N.appearance) }),
})
const filled = { V: textString('9999'), AP: dictionary({ N: ref(DRAWN) }) }
const drawn = [DRAWN, appearance('BT /F1 12 Tf 2 4 Td (9999) Tj ET')] as const

/**
 * Certified (P = 2) with a lock of one field, which has a widget that is listed and one that is
 * not.
 */
const locked = ({ city }: Paper, lockedName: string): Promise<Uint8Array> =>
  certifiedSample(
    city,
    unsignedPaper('table', {
      page: { Annots: [ref(LISTED), ref(STRAY)] },
      objects: [
        [
          N.textField,
          dictionary({ FT: name('Tx'), T: textString('Nama'), V: textString('1000'), Kids: [ref(LISTED)] }),
        ],
        [LISTED, place(300)],
        [STRAY, place(250)],
      ],
    }),
    lockOf(lockedName),
  )

/** The same, the field being written within the list of the page's annotations. */
const lockedDirect = ({ city }: Paper, lockedName: string): Promise<Uint8Array> =>
  certifiedSample(
    city,
    unsignedPaper('table', {
      page: { Annots: [direct] },
      objects: [[N.form, dictionary({ Fields: [direct] })]],
    }),
    lockOf(lockedName),
  )

function lockOf(lockedName: string) {
  const Fields: readonly PdfValue[] = [textString(lockedName)]
  return { permission: 2, fieldLock: { Action: name('Include'), Fields } }
}

const refilled = (widgetNumber: number, lockedName: string) => async (paper: Paper) => {
  const pdf = await locked(paper, lockedName)
  return update(pdf, [changed(pdf, widgetNumber, filled), drawn])
}

const refilledDirect = (lockedName: string) => async (paper: Paper) => {
  const pdf = await lockedDirect(paper, lockedName)
  return update(pdf, [changed(pdf, N.page, { Annots: [withEntries(direct, filled)] }), drawn])
}

const attack = (title: string, make: Attack['make']): Attack => ({
  title,
  code: 'LOCKED_FIELD_MODIFIED',
  make,
})

export const strayWidgets: Family = {
  name: 'stray widgets of locked fields',
  attacks: [
    attack('a widget of the field', refilled(LISTED, 'Nama')),
    attack('a widget that is none of the kids of its parent', refilled(STRAY, 'Nama')),
    attack('a field that is no object', refilledDirect('Nama')),
  ],
  twins: [
    {
      title: 'a widget that is none of the kids of its parent, of a field that is not locked',
      modification: 'FORM_FILLING',
      make: refilled(STRAY, 'Lain'),
    },
    {
      title: 'a field that is no object, and is not locked',
      modification: 'FORM_FILLING',
      make: refilledDirect('Lain'),
    },
  ],
}
