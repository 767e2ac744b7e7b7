// The document information (ISO 32000-2 §14.3.3), and texts in general: other words are a change,
// another encoding of the same words is not.

import { byteString, dictionary, latin1, openPdf, type PdfString, ref, textString } from '@tapis/pades/pdf'
import { appendRevision, signedSample } from '@tapis/testing/pdf'
import type { Attack, Family } from './attack.ts'
import { changed, N, type Paper, stream, update } from './paper.ts'

const INFO = 120

const utf16 = (text: string): PdfString =>
  byteString(latin1(`\u00fe\u00ff${[...text].map((char) => `\0${char}`).join('')}`))

/** Signed with a title and a date. */
async function titled({ city, unsigned }: Paper): Promise<Uint8Array> {
  const info = dictionary({
    Title: utf16('Surat'),
    Creator: utf16('Kantor'),
    ModDate: textString('D:20260101'),
  })
  const pdf = appendRevision(unsigned, new Map([[INFO, info]]), { Info: ref(INFO) })
  return await signedSample(city, { pdf })
}

const rewritten = (entries: Parameters<typeof changed>[2]) => async (paper: Paper) => {
  const pdf = await titled(paper)
  const listed = openPdf(pdf).trailer.entries.get('Info')
  return update(pdf, [changed(pdf, INFO, entries)], listed === undefined ? {} : { Info: listed })
}

const attacks: readonly Attack[] = [
  { title: 'another title', code: 'INFO_MODIFIED', make: rewritten({ Title: textString('Lain') }) },
  { title: 'no title', code: 'INFO_MODIFIED', make: rewritten({ Title: undefined }) },
  {
    title: 'a title that cannot be decoded',
    code: 'INFO_MODIFIED',
    make: rewritten({ Title: byteString(latin1('\u00fe\u00ff\0S\0u\0r\0a\0t\0')) }),
  },
  {
    title: 'no information at all',
    code: 'INFO_MODIFIED',
    make: async (paper) => update(await titled(paper), [], { Info: null }),
  },
  {
    title: 'information in a stream',
    code: 'INFO_MODIFIED',
    make: async (paper) =>
      update(await titled(paper), [[N.free, stream('x', { Title: textString('Lain') })]], {
        Info: ref(N.free),
      }),
  },
  {
    title: 'another name of a field',
    code: 'FIELD_MODIFIED',
    make: ({ signed }) => update(signed, [changed(signed, N.textField, { T: utf16('Lain') })]),
  },
]

export const documentInformation: Family = {
  name: 'document information and texts',
  attacks,
  twins: [
    { title: 'what was signed', modification: 'NONE', make: titled },
    {
      title: 'a title in another encoding, and another date',
      modification: 'LTA_UPDATES',
      code: 'INFO_MODIFIED',
      make: rewritten({
        Title: textString('Surat'),
        Creator: textString('Kantor'),
        ModDate: textString('D:20260201'),
      }),
    },
    {
      title: 'the name of a field in another encoding',
      modification: 'LTA_UPDATES',
      make: ({ signed }) => update(signed, [changed(signed, N.textField, { T: utf16('Nama') })]),
    },
    {
      title: 'the name and value of a field in another encoding',
      modification: 'LTA_UPDATES',
      make: ({ signed }) =>
        update(signed, [changed(signed, N.textField, { T: utf16('Nama'), V: utf16('Ani') })]),
    },
  ],
}
