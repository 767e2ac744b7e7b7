// What a form is drawn with: resources, colours and the drawing itself, changed so that a field
// that nobody touched shows something else.

import { dictionary, name, ref, textString } from '@tapis/pades/pdf'
import { present } from '@tapis/pki'
import { certifiedSample } from '@tapis/testing/pdf'
import type { Attack, Family, Twin } from './attack.ts'
import { type Entries, text, withField } from './disguised-filling.ts'
import { N, type Paper, update, withForm } from './paper.ts'

const FONT = 905

const fonts = (entries: Entries) => dictionary({ Font: dictionary(entries) })
const evilFont = dictionary({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Symbol') })

/** Signed with a form, of which some entries are changed. */
const reformed =
  (form: Entries, entries: Entries, field: Entries = {}, permission?: number) =>
  async ({ city }: Paper): Promise<Uint8Array> => {
    // Not by the library's own signing, which ends the drawing before it signs.
    const options = present({ permission })
    const pdf = await certifiedSample(city, withField({ ...text, ...field }, form), options)
    return update(pdf, [[FONT, evilFont], withForm(pdf, entries)])
  }

const forming = (title: string, ...parts: Parameters<typeof reformed>): Attack => ({
  title,
  code: 'ACROFORM_ENTRY_MODIFIED',
  make: reformed(...parts),
})

const attacks: readonly Attack[] = [
  forming('a font that a field waits for', {}, { DR: fonts({ F9: ref(FONT) }) }),
  forming(
    'a font that a field waits for, beside another one',
    { DR: fonts({ F1: ref(N.font) }) },
    { DR: fonts({ F1: ref(N.font), F9: ref(FONT) }) },
  ),
  forming(
    'a font that the form waits for, under an escaped name',
    { DA: textString('/F#38 12 Tf 0 g') },
    { DR: fonts({ F8: ref(FONT) }) },
  ),
  forming('a colour for the fields that have none', {}, { DA: textString('/F1 0 Tf 1 g') }, { DA: null }),
  forming(
    'a drawing that ends, over an old appearance',
    { NeedAppearances: true },
    { NeedAppearances: false },
  ),
  forming(
    'a drawing that ends where nothing may change',
    { NeedAppearances: true },
    { NeedAppearances: false },
    { V: textString('Ani') },
    1,
  ),
]

const twin = (title: string, make: Twin['make'], modification: Twin['modification']): Twin => ({
  title,
  modification,
  make,
})

export const formDrawing: Family = {
  name: 'the drawing of forms',
  attacks,
  twins: [
    twin('a font that nobody named', reformed({}, { DR: fonts({ F7: ref(FONT) }) }), 'LTA_UPDATES'),
    twin(
      'a colour that every field has already',
      reformed({}, { DA: textString('/F1 0 Tf 0 g') }),
      'LTA_UPDATES',
    ),
    twin(
      'a drawing that ends where all fields show their values',
      reformed({ NeedAppearances: true }, { NeedAppearances: false }, { V: textString('Ani') }),
      'FORM_FILLING',
    ),
  ],
}
