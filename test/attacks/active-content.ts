// Active content: actions, scripts and files elsewhere, brought in after signing. Nothing of it is
// ever run or fetched here.

import { dictionary, name, type PdfValue, ref, textString } from '@tapis/pades/pdf'
import { present } from '@tapis/pki'
import type { Attack, Family } from './attack.ts'
import { changed, N, stream, update } from './paper.ts'

const script = dictionary({ S: name('JavaScript'), JS: textString('app.alert(1)') })

const added = (
  title: string,
  number: number,
  entries: Readonly<Record<string, PdfValue>>,
  code: Attack['code'],
): Attack => ({
  title,
  ...present({ code }),
  make: ({ signed }) => update(signed, [changed(signed, number, entries)]),
})

export const activeContent: Family = {
  name: 'active content',
  attacks: [
    added('a script that runs on opening', N.catalog, { OpenAction: script }, 'CATALOG_ENTRY_MODIFIED'),
    added(
      'scripts of the document',
      N.catalog,
      { Names: dictionary({ JavaScript: dictionary({ Names: [textString('a'), script] }) }) },
      'CATALOG_ENTRY_MODIFIED',
    ),
    added('actions of the document', N.catalog, { AA: dictionary({ WP: script }) }, 'CATALOG_ENTRY_MODIFIED'),
    added('actions of a page', N.page, { AA: dictionary({ O: script }) }, 'PAGE_MODIFIED'),
    added(
      'actions of a field',
      N.textField,
      { AA: dictionary({ K: script }), V: textString('Budi') },
      'FIELD_MODIFIED',
    ),
    added('a script that calculates', N.form, { CO: [ref(N.textField)] }, 'ACROFORM_ENTRY_MODIFIED'),
    added('appearances that the viewer makes', N.form, { NeedAppearances: true }, 'ACROFORM_ENTRY_MODIFIED'),
    added('a form in XML', N.form, { XFA: textString('<xdp/>') }, 'ACROFORM_ENTRY_MODIFIED'),
    {
      title: 'content that is elsewhere',
      code: 'PAGE_MODIFIED',
      make: ({ signed }) =>
        update(signed, [
          [N.content, stream('BT /F1 12 Tf 50 350 Td (Surat Keputusan) Tj ET', { F: textString('//lain') })],
        ]),
    },
  ],
  twins: [{ title: 'the file as it was signed', modification: 'NONE', make: ({ signed }) => signed }],
}
