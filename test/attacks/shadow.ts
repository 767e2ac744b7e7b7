// Shadow attacks: the file is prepared before it is signed, with content that stays out of sight
// until a later revision brings it out.

import { dictionary, name, type PdfValue, ref, textString } from '@tapis/pades/pdf'
import { signedSample, withEntries } from '@tapis/testing/pdf'
import type { Attack, Family } from './attack.ts'
import {
  appearance,
  changed,
  N,
  object,
  overlay,
  type Paper,
  stream,
  unsignedPaper,
  update,
} from './paper.ts'

const HIDING = 110
const HIDDEN_PAGES = 111
const HIDDEN_PAGE = 112

/** Signed with a picture over the page that is to go away. */
async function covered({ city }: Paper): Promise<Uint8Array> {
  const pdf = unsignedPaper('table', {
    objects: [
      [HIDING, overlay],
      [N.content, stream('BT /F1 12 Tf 50 350 Td (Pecat semua) Tj ET /X Do')],
    ],
    page: {
      Resources: dictionary({
        Font: dictionary({ F1: ref(N.font) }),
        XObject: dictionary({ X: ref(HIDING) }),
      }),
    },
  })
  return await signedSample(city, { pdf })
}

/** Signed with a second set of pages that nothing leads to. */
async function doubled({ city }: Paper): Promise<Uint8Array> {
  const pdf = unsignedPaper('table', {
    objects: [
      [
        HIDDEN_PAGES,
        dictionary({ Type: name('Pages'), Kids: [ref(HIDDEN_PAGE)], Count: 1, MediaBox: [0, 0, 300, 400] }),
      ],
      [HIDDEN_PAGE, dictionary({ Type: name('Page'), Parent: ref(HIDDEN_PAGES), Resources: dictionary({}) })],
    ],
  })
  return await signedSample(city, { pdf })
}

const subtype = (value: PdfValue, kind: string): PdfValue => {
  if (value === null || typeof value !== 'object' || !('kind' in value) || value.kind !== 'stream')
    return null
  return { ...value, dictionary: withEntries(value.dictionary, { Subtype: name(kind) }) }
}

const hide: readonly Attack[] = [
  {
    title: 'hide: the covering picture is freed',
    code: 'PAGE_MODIFIED',
    make: async (paper) => update(await covered(paper), [[HIDING, undefined]]),
  },
  {
    title: 'hide: the covering picture becomes one of another type',
    code: 'PAGE_MODIFIED',
    make: async (paper) => update(await covered(paper), [[HIDING, subtype(overlay, 'XML')]]),
  },
  {
    title: 'hide: the covering picture becomes empty',
    code: 'PAGE_MODIFIED',
    make: async (paper) => update(await covered(paper), [[HIDING, stream('')]]),
  },
]

const replace: readonly Attack[] = [
  {
    title: 'replace: an appearance that no value goes with',
    code: 'FIELD_MODIFIED',
    make: ({ signed }) => update(signed, [[N.appearance, appearance('BT /F1 12 Tf 2 4 Td (Budi) Tj ET')]]),
  },
  {
    title: 'replace: the glyphs of the font that the page uses',
    code: 'FIELD_MODIFIED',
    make: ({ signed }) => update(signed, [changed(signed, N.font, { BaseFont: name('Wingdings') })]),
  },
  {
    title: 'replace: the encoding of the font',
    code: 'FIELD_MODIFIED',
    make: ({ signed }) =>
      update(signed, [
        changed(signed, N.font, {
          Encoding: dictionary({ Differences: [0x31, name('nine')] }),
        }),
      ]),
  },
  {
    title: 'replace: a field that was moved over the text',
    code: 'FIELD_MODIFIED',
    make: ({ signed }) =>
      update(signed, [changed(signed, N.textField, { Rect: [0, 0, 300, 400], V: textString('Budi') })]),
  },
]

const hideAndReplace: readonly Attack[] = [
  {
    title: 'hide and replace: another page tree',
    code: 'PAGES_MODIFIED',
    make: async (paper) => {
      const signed = await doubled(paper)
      return update(signed, [changed(signed, N.catalog, { Pages: ref(HIDDEN_PAGES) })])
    },
  },
  {
    title: 'hide and replace: another catalog',
    code: 'ROOT_CHANGED',
    make: async (paper) => {
      const signed = await doubled(paper)
      const catalog = withEntries(object(signed, N.catalog), { Pages: ref(HIDDEN_PAGES) })
      return update(signed, [[N.free, catalog]], { Root: ref(N.free) })
    },
  },
  {
    title: 'hide and replace: a page of the hidden set in place of one',
    code: 'PAGES_MODIFIED',
    make: async (paper) => {
      const signed = await doubled(paper)
      return update(signed, [changed(signed, N.pages, { Kids: [ref(HIDDEN_PAGE), ref(N.secondPage)] })])
    },
  },
  {
    title: 'hide and replace: the pages in another order',
    code: 'PAGES_MODIFIED',
    make: ({ signed }) =>
      update(signed, [changed(signed, N.pages, { Kids: [ref(N.secondPage), ref(N.page)] })]),
  },
  {
    title: 'hide and replace: a page fewer',
    code: 'PAGES_MODIFIED',
    make: ({ signed }) => update(signed, [changed(signed, N.pages, { Kids: [ref(N.page)], Count: 1 })]),
  },
  {
    title: 'hide and replace: a catalog that nothing leads to, for readers that search',
    code: 'UNEXPECTED_ENTRY_IN_XREF',
    make: async (paper) => {
      const signed = await doubled(paper)
      return update(signed, [[N.free, withEntries(object(signed, N.catalog), { Pages: ref(HIDDEN_PAGES) })]])
    },
  },
  {
    title: 'hide and replace: another content stream, which the file already had',
    code: 'PAGE_MODIFIED',
    make: ({ signed }) => update(signed, [changed(signed, N.page, { Contents: ref(N.appearance) })]),
  },
  {
    title: 'hide and replace: other resources',
    code: 'PAGE_MODIFIED',
    make: ({ signed }) => update(signed, [changed(signed, N.page, { Resources: dictionary({}) })]),
  },
]

export const shadow: Family = {
  name: 'shadow attacks',
  attacks: [...hide, ...replace, ...hideAndReplace],
  twins: [
    {
      title: 'a form that is filled in, its appearance with it',
      modification: 'FORM_FILLING',
      code: 'FIELD_MODIFIED',
      make: ({ signed }) =>
        update(signed, [
          changed(signed, N.textField, { V: textString('Budi'), AP: dictionary({ N: ref(N.free) }) }),
          [N.free, appearance('BT /F1 12 Tf 2 4 Td (Budi) Tj ET')],
        ]),
    },
    {
      title: 'a form that is filled in where the certification allows it',
      modification: 'FORM_FILLING',
      make: ({ certified }) =>
        update(certified[2], [changed(certified[2], N.textField, { V: textString('Budi') })]),
    },
    { title: 'hidden pages that stay hidden', modification: 'NONE', make: doubled },
  ],
}
