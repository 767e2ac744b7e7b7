// Spoofing: what a signature says of itself is rewritten later, or one signature is made to look
// like several.

import { name, type PdfValue, ref, textString } from '@tapis/pades/pdf'
import { withEntries } from '@tapis/testing/pdf'
import type { Attack, Family } from './attack.ts'
import { formOf, N, signatureOf, update, withForm } from './paper.ts'

const rewritten = (title: string, entries: Readonly<Record<string, PdfValue>>): Attack => ({
  title,
  reason: 'not exactly the /Contents of this dictionary',
  make: ({ signed }) => {
    const { value, valueNumber } = signatureOf(signed)
    return update(signed, [[valueNumber, withEntries(value, entries)]])
  },
})

const attacks: readonly Attack[] = [
  rewritten('another reason', { Reason: textString('Lain') }),
  rewritten('another name', { Name: textString('Orang lain') }),
  rewritten('another time', { M: textString('D:20200101000000Z') }),
  rewritten('another place', { Location: textString('Kota lain') }),
  rewritten('other permissions', { Reference: [] }),
  rewritten('another kind', { Type: name('DocTimeStamp') }),
  {
    title: 'another signature dictionary in its field',
    make: ({ signed }) => {
      const { value, field, fieldNumber } = signatureOf(signed)
      return update(signed, [
        [N.free, withEntries(value, { Reason: textString('Lain') })],
        [fieldNumber, withEntries(field, { V: ref(N.free) })],
      ])
    },
  },
  {
    title: 'two fields of one name',
    reason: 'more than one signature field has this name',
    make: ({ signed }) => {
      const { field } = signatureOf(signed)
      return update(signed, [
        [N.free, field],
        withForm(signed, { Fields: [...formOf(signed).fields, ref(N.free)] }),
      ])
    },
  },
  {
    title: 'two fields with one signature',
    reason: 'more than one signature field has this signature',
    make: ({ signed }) => {
      const { field } = signatureOf(signed)
      return update(signed, [
        [N.free, withEntries(field, { T: textString('Lain') })],
        withForm(signed, { Fields: [...formOf(signed).fields, ref(N.free)] }),
      ])
    },
  },
  {
    title: 'a copy of the dictionary in an object of its own',
    field: `(object ${N.free})`,
    make: ({ signed }) => update(signed, [[N.free, signatureOf(signed).value]]),
  },
]

export const replacedDictionary: Family = {
  name: 'replaced signature dictionaries',
  attacks,
  twins: [
    {
      title: 'an object beside the signature',
      modification: 'LTA_UPDATES',
      code: 'UNEXPECTED_ENTRY_IN_XREF',
      make: ({ signed }) => update(signed, [[N.free, textString('bukan tanda tangan')]]),
    },
  ],
}
