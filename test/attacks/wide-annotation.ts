// Annotations whose rectangle is in a clear corner and which viewers draw elsewhere: by figures of
// their own, borders, clouds and icons.

import { dictionary, name, type PdfValue, ref } from '@tapis/pades/pdf'
import { certifiedSample } from '@tapis/testing/pdf'
import type { Attack, Family } from './attack.ts'
import { changed, N, object, unsignedPaper, update } from './paper.ts'
import { CLEAR, CORNER, type Entries, fitted, onPage, permitted, refused, WHITE } from './remark.ts'

const TEXT_QUADRILATERAL = [45, 370, 200, 370, 45, 340, 200, 340]
/** Below the text, by more than a thin line needs. */
const LINE_BELOW_TEXT = { L: [200, 325, 215, 325], BS: dictionary({ W: 2 }) }

const overText = (title: string, kind: string, entries: Entries): Attack =>
  refused('over text', title, kind, entries)

const wideLink = (title: string, entries: Entries): Attack => ({
  title,
  code: 'ANNOTATION_MODIFIED',
  reason: 'over text',
  make: ({ certified: { 3: pdf } }) => update(pdf, [changed(pdf, N.link, { C: WHITE, ...entries })]),
})

const link = (entries: Entries = {}): PdfValue =>
  dictionary({ Type: name('Annot'), Subtype: name('Link'), Rect: CORNER, ...entries })

const inked = {
  objects: [
    [
      120,
      dictionary({
        Type: name('Annot'),
        Subtype: name('Ink'),
        Rect: CORNER,
        InkList: [[200, 150, 240, 170]],
      }),
    ],
  ],
  page: { Annots: [ref(N.textField), ref(N.link), ref(N.emptySignatureField), ref(120)] },
} as const

const attacks: readonly Attack[] = [
  overText('an Ink with strokes over the text', 'Ink', { InkList: [[0, 350, 300, 350]] }),
  overText('an Ink with a stroke as wide as the page', 'Ink', {
    InkList: [CORNER],
    BS: dictionary({ W: 700 }),
  }),
  overText('a Line over the text', 'Line', { L: [0, 350, 300, 350] }),
  overText('a Line as wide as the page', 'Line', { L: CORNER, Border: [0, 0, 700] }),
  overText('a Line that ends in the text', 'Line', {
    ...LINE_BELOW_TEXT,
    LE: [name('None'), name('ClosedArrow')],
  }),
  overText('a Line whose leader lines reach the text', 'Line', { ...LINE_BELOW_TEXT, LL: 20, LLE: 5 }),
  overText('a Polygon with the page in it', 'Polygon', { Vertices: [0, 0, 300, 0, 300, 400], IC: WHITE }),
  overText('a PolyLine over the text', 'PolyLine', { Vertices: [0, 350, 300, 350] }),
  overText('a Polygon along a path of curves', 'Polygon', {
    Vertices: CORNER,
    Path: [
      [0, 0],
      [0, 400, 300, 400, 300, 0],
    ],
  }),
  ...['Highlight', 'Underline', 'Squiggly', 'StrikeOut', 'Link'].map((kind) =>
    overText(`a ${kind} that marks the text`, kind, { QuadPoints: TEXT_QUADRILATERAL }),
  ),
  overText('a Highlight of the text that looks like one of nothing', 'Highlight', {
    QuadPoints: TEXT_QUADRILATERAL,
    AP: fitted,
  }),
  overText('a Highlight of a clear place and of the text', 'Highlight', {
    QuadPoints: [200, 220, 220, 220, 200, 200, 220, 200, ...TEXT_QUADRILATERAL],
  }),
  overText('a Square with a line to the text', 'Square', { CL: [255, 10, 100, 350] }),
  overText('a Link with a wide border', 'Link', { Border: [0, 0, 700] }),
  overText('a Link with a border of two widths', 'Link', {
    Border: [0, 0, 700],
    BS: dictionary({ W: 0 }),
  }),
  wideLink('the link, which got a wide border', { Border: [0, 0, 900] }),
  wideLink('the link, which got a wide border by its style', { BS: dictionary({ W: 900 }) }),
  overText('a Text of no size over the text', 'Text', { Rect: [50, 360, 50, 360] }),
  overText('a Text whose icon is larger than its rectangle', 'Text', { Rect: [50, 370, 51, 371] }),
  overText('a Square of no size in the text', 'Square', { Rect: [100, 350, 100, 350] }),
  overText('a Square with a wide border', 'Square', { BS: dictionary({ W: 500 }) }),
  overText('a Circle with a wide border', 'Circle', { BS: dictionary({ W: 500 }) }),
  overText('a Square in clouds', 'Square', { BE: dictionary({ S: name('C'), I: 200 }) }),
  overText('a Square larger than its rectangle', 'Square', { RD: [-350, -350, -350, -350] }),
  overText('a Square turned inside out', 'Square', { RD: [0, 350, 160, 0] }),
  {
    title: 'a note that stays upright on a page that is turned',
    code: 'ANNOTATION_ADDED',
    reason: 'over text',
    make: onPage({ page: { Rotate: 90 } }, 'Text', { Rect: [100, 325, 120, 345] }),
  },
  {
    title: 'a Line that stays upright on a page that is turned',
    code: 'ANNOTATION_ADDED',
    reason: 'over text',
    make: onPage({ page: { Rotate: 270 } }, 'Line', { Rect: CLEAR, L: [200, 250, 200, 330], F: 20 }),
  },
  {
    title: 'the first of two links that are in the list themselves, which got a wide border',
    code: 'ANNOTATION_MODIFIED',
    reason: 'over text',
    make: async ({ city }) => {
      const pdf = await certifiedSample(
        city,
        unsignedPaper('table', { page: { Annots: [link(), link()] } }),
        {
          permission: 3,
        },
      )
      const wide = link({ Border: [0, 0, 900], C: WHITE })
      const annotations = object(pdf, N.page).entries.get('Annots')
      const others = Array.isArray(annotations) ? annotations.slice(1) : []
      return update(pdf, [changed(pdf, N.page, { Annots: [wide, ...others] })])
    },
  },
  {
    title: 'a Square over an Ink, outside the rectangle of that',
    code: 'ANNOTATION_ADDED',
    reason: 'over another annotation',
    make: onPage(inked, 'Square', { Rect: [210, 155, 230, 165] }),
  },
]

export const wideAnnotation: Family = {
  name: 'annotations wider than they say',
  attacks,
  twins: [
    permitted('an Ink in its rectangle', 'Ink', { InkList: [[202, 202, 210, 218, 218, 202]] }),
    permitted('a Highlight where there is no text', 'Highlight', {
      QuadPoints: [200, 220, 220, 220, 200, 200, 220, 200],
    }),
    permitted('a note of no size', 'Text', { Rect: [200, 220, 200, 220] }),
    permitted('a line below the text', 'Line', {
      ...LINE_BELOW_TEXT,
      LE: [name('None'), name('None')],
    }),
    permitted('an arrow', 'Line', { L: [202, 202, 218, 218], LE: [name('None'), name('OpenArrow')] }),
    permitted('a Polygon', 'Polygon', { Vertices: [202, 202, 218, 202, 210, 218], IC: WHITE }),
    permitted('a link with a border', 'Link', { Border: [0, 0, 2, [3, 3]] }),
    {
      title: 'a note on a page that is turned',
      modification: 'ANNOTATIONS',
      code: 'ANNOTATION_ADDED',
      make: onPage({ page: { Rotate: 90 } }, 'Text', { Rect: CLEAR }),
    },
    {
      title: 'a Square beside an Ink',
      modification: 'ANNOTATIONS',
      code: 'ANNOTATION_ADDED',
      make: onPage(inked, 'Square', { Rect: CLEAR }),
    },
    {
      title: 'the link, which got a border',
      modification: 'ANNOTATIONS',
      code: 'ANNOTATION_MODIFIED',
      make: ({ certified: { 3: pdf } }) => update(pdf, [changed(pdf, N.link, { Border: [0, 0, 2] })]),
    },
  ],
}
