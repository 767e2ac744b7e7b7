// Evil annotations: a certification that permits annotations (P = 3) is taken for one that permits
// pictures over the page.
import { dictionary, name, type PdfValue, ref, textString } from '@tapis/pades/pdf'
import type { Attack, Family, Twin } from './attack.ts'
import { changed, N, object, overlay, type Paper, update, withAnnotation } from './paper.ts'

const APPEARANCE = 901
/** Where the page shows nothing. */
const CLEAR = [200, 200, 220, 220]
const OVER_TEXT = [40, 340, 200, 370]

const annotated =
  (entries: Readonly<Record<string, PdfValue>>, permission: 1 | 2 | 3 = 3) =>
  ({ certified }: Paper): Uint8Array => {
    const pdf = certified[permission]
    return update(pdf, [
      withAnnotation(pdf, N.free),
      [N.free, dictionary({ Type: name('Annot'), F: 4, ...entries })],
      [APPEARANCE, overlay],
    ])
  }

const ofKind = (kind: string): Attack => ({
  title: `an annotation of kind ${kind}, even where the page is clear`,
  code: 'ANNOTATION_ADDED',
  make: annotated({ Subtype: name(kind), Rect: CLEAR }),
})

const attacks: readonly Attack[] = [
  ...['FreeText', 'Stamp', 'Redact', 'Watermark', 'Screen', 'Movie', 'RichMedia', '3D', 'FileAttachment'].map(
    ofKind,
  ),
  {
    title: 'an annotation of no kind',
    code: 'ANNOTATION_ADDED',
    make: annotated({ Rect: CLEAR }),
  },
  ...['Text', 'Square', 'Ink', 'Highlight', 'Link'].map((kind) => ({
    title: `a ${kind} over the text`,
    code: 'ANNOTATION_ADDED' as const,
    reason: 'over text',
    make: annotated({ Subtype: name(kind), Rect: OVER_TEXT, AP: dictionary({ N: ref(APPEARANCE) }) }),
  })),
  {
    title: 'a Square whose corners are given the other way round',
    reason: 'over text',
    make: annotated({ Subtype: name('Square'), Rect: [200, 370, 40, 340] }),
  },
  {
    title: 'a Square over a form field',
    reason: 'over another annotation',
    make: annotated({ Subtype: name('Square'), Rect: [60, 305, 70, 310] }),
  },
  {
    title: 'an annotation without a rectangle',
    reason: 'no rectangle',
    make: annotated({ Subtype: name('Square'), AP: dictionary({ N: ref(APPEARANCE) }) }),
  },
  {
    title: 'a note that runs JavaScript',
    reason: 'more than lead',
    make: annotated({
      Subtype: name('Link'),
      Rect: CLEAR,
      A: dictionary({ S: name('JavaScript'), JS: textString('app.alert(1)') }),
    }),
  },
  {
    title: 'a note that runs JavaScript after it went somewhere',
    reason: 'more than lead',
    make: annotated({
      Subtype: name('Link'),
      Rect: CLEAR,
      A: dictionary({
        S: name('URI'),
        URI: textString('https://contoh.test'),
        Next: [dictionary({ S: name('JavaScript'), JS: textString('app.alert(1)') })],
      }),
    }),
  },
  {
    title: 'a note with actions of its own',
    reason: 'more than lead',
    make: annotated({ Subtype: name('Text'), Rect: CLEAR, AA: dictionary({}) }),
  },
  {
    title: 'a window with an appearance',
    reason: 'over text',
    make: annotated({ Subtype: name('Popup'), Rect: OVER_TEXT, AP: dictionary({ N: ref(APPEARANCE) }) }),
  },
  {
    title: 'an annotation where only forms may be filled in',
    code: 'ANNOTATION_ADDED',
    reason: 'permits no such change',
    make: annotated({ Subtype: name('Text'), Rect: CLEAR }, 2),
  },
  {
    title: 'an annotation where nothing may change',
    code: 'ANNOTATION_ADDED',
    make: annotated({ Subtype: name('Text'), Rect: CLEAR }, 1),
  },
  {
    title: 'an annotation after an approval signature',
    indication: 'INDETERMINATE',
    subIndication: 'SIG_CONSTRAINTS_FAILURE',
    code: 'ANNOTATION_ADDED',
    make: ({ signed }) =>
      update(signed, [
        withAnnotation(signed, N.free),
        [N.free, dictionary({ Type: name('Annot'), Subtype: name('Text'), Rect: CLEAR })],
      ]),
  },
  {
    title: 'the link, which grew over the text and got an appearance',
    code: 'ANNOTATION_MODIFIED',
    reason: 'over text',
    make: ({ certified: { 3: pdf } }) =>
      update(pdf, [
        changed(pdf, N.link, { Rect: OVER_TEXT, AP: dictionary({ N: ref(APPEARANCE) }) }),
        [APPEARANCE, overlay],
      ]),
  },
  {
    title: 'the link, which became a stamp',
    code: 'ANNOTATION_MODIFIED',
    make: ({ certified: { 3: pdf } }) => update(pdf, [changed(pdf, N.link, { Subtype: name('Stamp') })]),
  },
  {
    title: 'a widget that was taken off the page',
    code: 'ANNOTATION_REMOVED',
    make: ({ certified: { 3: pdf } }) => update(pdf, [changed(pdf, N.page, { Annots: [ref(N.link)] })]),
  },
]

const permitted = (title: string, entries: Readonly<Record<string, PdfValue>>): Twin => ({
  title,
  modification: 'ANNOTATIONS',
  code: 'ANNOTATION_ADDED',
  make: annotated(entries),
})

export const evilAnnotation: Family = {
  name: 'evil annotations',
  attacks,
  twins: [
    permitted('a note beside the text', {
      Subtype: name('Text'),
      Rect: CLEAR,
      Contents: textString('Sudah dibaca'),
    }),
    permitted('a note and what it looks like', {
      Subtype: name('Square'),
      Rect: CLEAR,
      AP: dictionary({ N: ref(APPEARANCE) }),
    }),
    permitted('a link to a page', {
      Subtype: name('Link'),
      Rect: CLEAR,
      A: dictionary({ S: name('GoTo'), D: [ref(N.page), name('Fit')] }),
    }),
    permitted("a note's window, wherever it is", { Subtype: name('Popup'), Rect: OVER_TEXT }),
    {
      title: 'a link that leads elsewhere',
      modification: 'ANNOTATIONS',
      code: 'ANNOTATION_MODIFIED',
      make: ({ certified: { 3: pdf } }) =>
        update(pdf, [
          changed(pdf, N.link, { A: dictionary({ S: name('URI'), URI: textString('https://contoh.test') }) }),
        ]),
    },
    {
      title: 'a link that was taken away',
      modification: 'ANNOTATIONS',
      code: 'ANNOTATION_REMOVED',
      make: ({ certified: { 3: pdf } }) => {
        const annotations = object(pdf, N.page).entries.get('Annots')
        const kept = (Array.isArray(annotations) ? annotations : []).filter((_, index) => index !== 1)
        return update(pdf, [changed(pdf, N.page, { Annots: kept })])
      },
    },
  ],
}
